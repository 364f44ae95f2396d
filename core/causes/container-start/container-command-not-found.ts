import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectStart } from './start-failure-hit.ts'

/** The kernel answers with the same words where the file is there and its interpreter or loader is not. */
const KERNEL = /exec user process|^exec \S/

export default defineCause({
  id: 'container-command-not-found',
  stage: 'container-start',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The command is not in the image',
    shows:
      'The container ends with RunContainerError, StartError or exit code 127 or 128: `executable file not found in $PATH`, `stat …: no such file or directory`, or the shell’s `not found`.',
    happens:
      'A typing error in `command`, a binary that the image does not hold (distroless images have no shell), a wrong path after a change of the Dockerfile, or arguments put into `command`.',
    fix: 'Set `command` to what is in the image, or leave it out to use the image’s own entry point; arguments belong into `args`.',
    docs: ['https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectStart(pod, cluster, 'container-command-not-found', 'command'),

  explain({ container, image, message, command, workload, pod }) {
    const missing =
      /(?:\bexec:? (?!user process|failed)\\?["'`]?|\bstat |executable file ["'`]?)([^"'`:\s\\]{1,300})/.exec(
        message,
      )?.[1] ??
      /(?:^|: )([^\s:]{1,200}): (?:command )?not found/.exec(message)?.[1] ??
      command[0]
    if (/no command specified/.test(message))
      return {
        title: `image ${image} names no command, and container ${container} gives none`,
        why: 'There is nothing to execute, so the container cannot be made.',
        fix: [{ text: 'Set `command`, or build the image with an ENTRYPOINT or CMD.' }],
      }
    const what = missing === undefined ? 'the command' : `command ${missing}`
    const isVague = KERNEL.test(message)
    return {
      title: `${what}${isVague ? ', or the interpreter that it needs,' : ''} is not in image ${image}`,
      why: `Container ${container} cannot start: ${isVague ? 'the kernel finds no such file, or not the interpreter or loader that the file names (a script’s first line may end in a carriage return).' : 'there is nothing to execute under that name.'}`,
      fix: [
        { text: 'Correct the command, or leave it out to use the entry point of the image.' },
        {
          text: 'Look into the image, in a copy of the pod that starts a shell instead, if the image has one; delete the copy afterwards.',
          command: sh`kubectl debug ${pod}${workload.place} -it --copy-to=${pod}-copy --container=${container} -- sh`,
        },
      ],
    }
  },
})

import { defineCause } from '../../rule.ts'
import { detectStart } from './start-failure-hit.ts'

export default defineCause({
  id: 'container-command-not-executable',
  stage: 'container-start',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The command is in the image but may not be executed',
    shows:
      'The container ends with RunContainerError, StartError or exit code 126: `exec: "…": permission denied`, or the shell’s `Permission denied`.',
    happens:
      'The file was copied into the image without its executable bit, is a directory, lies on a volume mounted `noexec`, or comes from a ConfigMap without `defaultMode: 0755`.',
    fix: 'Set the bit in the image (`RUN chmod +x`, `COPY --chmod=0755`), set `defaultMode` on the volume, or start it through its interpreter.',
    docs: ['https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectStart(pod, cluster, 'container-command-not-executable', 'command'),

  explain({ container, message, command, image }) {
    const file =
      /\bexec:? (?!user process|failed)\\?["'`]?([^"'`:\s\\]{1,300})/.exec(message)?.[1] ??
      /(?:^|[:\]] )["'‘]?([^\s:"'’]{1,300})["'’]?: Permission denied/.exec(message)?.[1] ??
      command[0] ??
      'the entry point'
    if (/is a directory/.test(message))
      return {
        title: `${file} is a directory and cannot be executed`,
        why: `Container ${container} cannot start: its command names a directory of ${image}.`,
        fix: [{ text: 'Name the file that is to be executed, or see that the build puts a file there.' }],
      }
    return {
      title: `${file} may not be executed`,
      why: `Container ${container} cannot start: the file is in ${image}, but its mode does not allow execution.`,
      fix: [
        {
          text: `Give ${file} its executable bit in the image (COPY --chmod=0755), or defaultMode 0755 where it comes from a volume.`,
        },
        { text: 'Or start it through its interpreter, for example with command ["sh", FILE].' },
      ],
    }
  },
})

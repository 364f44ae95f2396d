import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { containersOf, listOf } from '../../workloads/containers.ts'
import { type StartFault, startFailureOf } from '../../workloads/start/failures.ts'
import type { ContainerList } from '../../workloads/template-patch.ts'
import { containerPatch, remake } from '../../workloads/template-patch.ts'
import { containerPath, workloadOf } from '../../workloads/workloads.ts'

/** What the words of a container that cannot be made or started need. */
interface StartFacts {
  readonly container: string
  readonly list: ContainerList
  readonly image: string
  readonly message: string
  readonly command: readonly string[]
  readonly workingDir: string | undefined
  readonly workload: { readonly kind: string; readonly name: string; readonly namespaceFlag: string }
  readonly pod: string
}

/** By what is at fault: the cause, and the field of the container that has to change. Others have a file of their own. */
const CAUSES = {
  command: { cause: 'container-command-not-found', field: 'command' },
  executable: { cause: 'container-command-not-executable', field: 'command' },
  workingDir: { cause: 'container-working-dir-invalid', field: 'workingDir' },
  format: { cause: 'exec-format-error', field: 'image' },
  root: { cause: 'run-as-non-root-violation', field: 'securityContext' },
  mount: { cause: 'mount-conflict', field: 'volumeMounts' },
  hook: { cause: 'post-start-hook-failing', field: 'lifecycle.postStart' },
} as const satisfies Partial<Record<StartFault, { readonly cause: string; readonly field: string }>>

function isHere(fault: StartFault | undefined): fault is keyof typeof CAUSES {
  return fault !== undefined && Object.hasOwn(CAUSES, fault)
}

/** The kernel answers with the same words where the file is there and its interpreter or loader is not. */
const KERNEL = /exec user process|^exec \S/

export default defineFamily<'Pod', Record<(typeof CAUSES)[keyof typeof CAUSES]['cause'], StartFacts>>({
  family: 'starts',
  stage: 'container-start',
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) =>
    containersOf(pod, cluster).flatMap(view => {
      const failure = startFailureOf(view, cluster)
      if (failure === undefined || !isHere(failure.fault)) return []
      const { cause, field } = CAUSES[failure.fault]
      const workload = workloadOf(pod, cluster)
      const { spec, name } = view
      const values = { command: spec.command?.[0], workingDir: spec.workingDir, image: spec.image }
      const value = Object.hasOwn(values, field) ? values[field as keyof typeof values] : undefined
      return {
        cause,
        facts: {
          container: name,
          list: listOf(view),
          image: spec.image ?? '',
          message: failure.message,
          command: spec.command ?? [],
          workingDir: spec.workingDir,
          workload: { kind: workload.kind, name: workload.name, namespaceFlag: namespaceFlag(workload.namespace) },
          pod: pod.metadata.name,
        },
        subject: { ...workload, container: name },
        container: name,
        evidence: failure.evidence,
        since: failure.since,
        field: {
          object: workload,
          path: `${containerPath(workload, name, view.role !== 'main')}.${field}`,
          ...(value === undefined ? {} : { value }),
        },
      }
    }),

  causes: {
    'container-command-not-found': {
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
              command: sh`kubectl debug ${pod}${workload.namespaceFlag} -it --copy-to=${pod}-copy --container=${container} -- sh`,
            },
          ],
        }
      },
    },

    'container-command-not-executable': {
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
    },

    'container-working-dir-invalid': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'workingDir cannot be used',
        shows:
          'The container ends with RunContainerError or StartError: `chdir to cwd … failed`, or `mkdir …: not a directory`.',
        happens:
          'workingDir names a file, a directory that the user may not enter, or one that cannot be made on a read-only file system.',
        fix: 'Set workingDir to a directory of the image, or leave it out.',
        docs: ['https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#entrypoint'],
      },
      explain({ container, message, workingDir }) {
        const folder =
          workingDir ??
          /(?:\bmkdir |\bcwd \(\\?"?|chdir to `)([^\s"'`:)\\]{1,300})/.exec(message)?.[1] ??
          'of the image'
        return {
          title: `working directory ${folder} cannot be used`,
          why: `Container ${container} cannot start: the runtime cannot change into that directory.`,
          fix: [{ text: 'Set workingDir to a directory that the image has and its user may enter, or leave it out.' }],
        }
      },
    },

    'exec-format-error': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'The binary is built for another architecture or lacks its interpreter line',
        shows: 'The container ends at once; its log, or the start error, says `exec format error`.',
        happens:
          'An image for arm64 on an amd64 node (or the reverse), or a script without `#!/bin/sh` as its first line.',
        fix: 'Build for the node’s architecture, or give the script its interpreter line.',
        docs: ['https://kubernetes.io/docs/concepts/containers/images/#multi-architecture-images-with-image-indexes'],
      },
      explain({ container, image, message, command }) {
        const file =
          /(?:\bexec:? |: )"?([^\s":]{1,300})"?(?: failed)?: (?:cannot execute binary file: )?exec format/i.exec(
            message,
          )?.[1] ??
          command[0] ??
          'the entry point'
        const isScript = /\.(?:sh|bash|py|rb|pl|js)$/.test(file)
        return {
          title: `${file} has an exec format error`,
          why: `The kernel cannot execute it, so container ${container} ends at once: ${isScript ? 'the script lacks its interpreter line' : 'it is built for another architecture, or is a script without an interpreter line'}.`,
          fix: [
            ...(isScript ? [{ text: `Begin ${file} with its interpreter line, for example #!/bin/sh.` }] : []),
            {
              text: 'Build the image for the platform of the nodes.',
              command: sh`docker buildx build --platform linux/amd64,linux/arm64 --tag ${image} --push .`,
            },
          ],
        }
      },
    },

    'run-as-non-root-violation': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'runAsNonRoot is set and the image runs as root or as a user name',
        shows:
          'The container waits in CreateContainerConfigError: `container has runAsNonRoot and image will run as root`, or `image has non-numeric user`.',
        happens: 'The image has no USER, or names its user in letters, which the kubelet cannot compare with root.',
        fix: 'Set `runAsUser` to a numeric id, or build the image with a numeric USER.',
        docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
      },
      explain({ container, list, image, message, workload: { kind } }) {
        const isNamed = /non-numeric/.test(message)
        const isOwn = /runAsUser/.test(message)
        return {
          title: isOwn
            ? `container ${container} is told to run as root (runAsUser 0), and runAsNonRoot forbids that`
            : `image ${image} ${isNamed ? 'names its user in letters' : 'runs as root'}, and runAsNonRoot forbids that`,
          why: `The kubelet refuses to create container ${container}.`,
          fix: [
            {
              text: 'Run the container under a numeric user id that the image supports.',
              patch: containerPatch({ kind, list, container }, { securityContext: { runAsUser: 1000 } }),
            },
            ...remake(kind),
            ...(isOwn ? [] : [{ text: 'Or build the image with a numeric USER.' }]),
          ],
        }
      },
    },

    'mount-conflict': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'A mount cannot be made inside the container',
        shows:
          'The container ends with RunContainerError, CreateContainerError or StartError: `error mounting … not a directory`, or `failed to prepare subPath`.',
        happens:
          'A directory is mounted over a file (or a file over a directory) of the image, a subPath does not exist in the volume, or the mount point cannot be made on a read-only root file system.',
        fix: 'Mount over a path of the same type. To put one file of a ConfigMap over a file, use `subPath` with the key’s name.',
        docs: ['https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath'],
      },
      explain({ container, message }) {
        const volume = /subPath[^"]{0,60}"([^"]{1,300})"/.exec(message)?.[1]
        if (volume !== undefined) {
          return {
            title: `the subPath of volume ${volume} cannot be mounted in container ${container}`,
            why: `The kubelet neither finds the subPath in the volume nor can make it there, so the container does not start.`,
            fix: [
              {
                text: `Make the subPath in volume ${volume}, and see that the volume is there and that root may write to it.`,
              },
            ],
          }
        }
        const target = /(?:to rootfs at|dst=|mount path) ?"?([^\s",:]{1,300})/.exec(message)?.[1]
        return {
          title: `the mount${target === undefined ? '' : ` at ${target}`} cannot be made in container ${container}`,
          why: `The runtime cannot put the volume there, so the container does not start.`,
          fix: [
            {
              text: /read-only file system/i.test(message)
                ? `Make ${target ?? 'the mount point'} in the image: it is not there, and nothing can be made in a read-only file system (readOnlyRootFilesystem, or a read-only volume above it).`
                : target === undefined
                  ? 'Correct the mount.'
                  : `Mount a file over a file and a directory over a directory: ${target} is of the other type, or the subPath does not exist in the volume.`,
            },
          ],
        }
      },
    },

    'post-start-hook-failing': {
      owner: 'app',
      patience: 'stuck',
      text: {
        summary: 'The postStart hook fails and the container is killed',
        shows: 'Events FailedPostStartHook; the container waits in PostStartHookError or CrashLoopBackOff.',
        happens:
          'The hook runs at the same time as the container’s own process, often before it listens, or calls a program that the image lacks.',
        fix: 'Let the hook wait for what it needs, or move the work into the process, an init container or a readiness probe.',
        docs: ['https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/'],
      },
      explain({ container, message }) {
        const code = /exited with (\d{1,3})/.exec(message)?.[1]
        return {
          title: `the postStart hook of container ${container} fails${code === undefined ? '' : ` with exit code ${code}`}`,
          why: `The kubelet kills a container whose postStart hook fails and starts it again.`,
          fix: [
            {
              text: 'Correct the hook. It starts together with the process of the container, so it must wait for what it calls.',
            },
          ],
        }
      },
    },
  },
})

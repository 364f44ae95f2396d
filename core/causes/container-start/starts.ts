import type { Kube } from '../../kube/index.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { type ContainerView, containersOf, listOf } from '../../workloads/containers.ts'
import { type StartFault, startFailureOf } from '../../workloads/start/failures.ts'
import type { ContainerList } from '../../workloads/template-patch.ts'
import { containerPatch, patchStep } from '../../workloads/template-patch.ts'
import { containerPath, podSpecPath, workloadOf } from '../../workloads/workloads.ts'

/** What the words of a container that cannot be made or started need. */
interface StartFacts {
  readonly container: string
  readonly list: ContainerList
  readonly image: string
  readonly message: string
  readonly command: readonly string[]
  readonly workingDir: string | undefined
  /** The seccomp or AppArmor profile that is asked for. */
  readonly profile: string | undefined
  readonly node: string | undefined
  readonly workload: { readonly kind: string; readonly name: string; readonly namespaceFlag: string }
  readonly pod: string
}

/** By what is at fault. The others have a file of their own. */
const CAUSES = {
  command: 'container-command-not-found',
  executable: 'container-command-not-executable',
  workingDir: 'container-working-dir-invalid',
  format: 'exec-format-error',
  root: 'run-as-non-root-violation',
  profile: 'security-profile-missing',
  user: 'container-user-unknown',
  mount: 'mount-conflict',
  hook: 'post-start-hook-failing',
} as const satisfies Partial<Record<StartFault, string>>

function isHere(fault: StartFault | undefined): fault is keyof typeof CAUSES {
  return fault !== undefined && Object.hasOwn(CAUSES, fault)
}

/** A field of the container, or of its pod's security context, and its value. */
interface At {
  readonly path: string
  readonly value?: string | undefined
  readonly isPods?: true
}

/** Where the container, or its pod for all of them, names a profile of the node. */
function profileOf({ pod, spec }: ContainerView, message: string): At {
  const field = /apparmor/i.test(message) ? 'appArmorProfile' : 'seccompProfile'
  const own = spec.securityContext?.[field]
  const shared = pod.spec?.securityContext?.[field]
  const isPods = own === undefined && shared !== undefined ? { isPods: true as const } : {}
  const value = (own ?? shared)?.localhostProfile ?? annotatedProfile(pod, spec.name) ?? saidProfile(message)
  return { path: `securityContext.${field}.localhostProfile`, value, ...isPods }
}

/** How AppArmor profiles were named before Kubernetes 1.30. */
function annotatedProfile({ metadata }: Kube<'Pod'>, container = ''): string | undefined {
  const named = metadata.annotations?.[`container.apparmor.security.beta.kubernetes.io/${container}`]
  return named?.startsWith('localhost/') === true ? named.slice('localhost/'.length) : undefined
}

function saidProfile(message: string): string | undefined {
  return /profile (?:not found )?"?([^\s":]{1,500})/.exec(message)?.[1]
}

function fieldOf(fault: keyof typeof CAUSES, view: ContainerView, message: string): At {
  const { command, workingDir, image } = view.spec
  switch (fault) {
    case 'command':
    case 'executable':
      return { path: 'command', value: command?.[0] }
    case 'workingDir':
      return { path: 'workingDir', value: workingDir }
    case 'format':
      return { path: 'image', value: image }
    case 'root':
      return { path: 'securityContext' }
    case 'profile':
      return profileOf(view, message)
    case 'user':
      return { path: /group/.test(message) ? 'securityContext.runAsGroup' : 'securityContext.runAsUser' }
    case 'mount':
      return { path: 'volumeMounts' }
    case 'hook':
      return { path: 'lifecycle.postStart' }
  }
}

/** The kernel answers with the same words where the file is there and its interpreter or loader is not. */
const KERNEL = /exec user process|^exec \S/

export default defineFamily<'Pod', Record<(typeof CAUSES)[keyof typeof CAUSES], StartFacts>>({
  family: 'starts',
  stage: 'container-start',
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) =>
    containersOf(pod, cluster).flatMap(view => {
      const failure = startFailureOf(view, cluster)
      if (failure === undefined || !isHere(failure.fault)) return []
      const workload = workloadOf(pod, cluster)
      const { spec, name } = view
      const { path, value, isPods } = fieldOf(failure.fault, view, failure.message)
      const place = isPods ? podSpecPath(workload.kind) : containerPath(workload, name, view.role !== 'main')
      return {
        cause: CAUSES[failure.fault],
        facts: {
          container: name,
          list: listOf(view),
          image: spec.image ?? '',
          message: failure.message,
          command: spec.command ?? [],
          workingDir: spec.workingDir,
          profile: failure.fault === 'profile' ? value : undefined,
          node: pod.spec?.nodeName,
          workload: { kind: workload.kind, name: workload.name, namespaceFlag: namespaceFlag(workload.namespace) },
          pod: pod.metadata.name,
        },
        subject: { ...workload, container: name },
        container: name,
        evidence: failure.evidence,
        since: failure.since,
        field: {
          object: workload,
          path: `${place}.${path}`,
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
          'A typo in `command`, a binary that the image does not hold (distroless images have no shell), a wrong path after a change of the Dockerfile, or arguments put into `command`.',
        fix: 'Set `command` to what is in the image, or leave it out to use the image’s own entry point; arguments belong in `args`.',
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
            title: `image ${image} has no command, and container ${container} sets none`,
            why: 'There is nothing to execute, so the container cannot be made.',
            fix: [{ kind: 'change', text: 'Set `command`, or build the image with an ENTRYPOINT or CMD.' }],
          }
        const what = missing === undefined ? 'the command' : `command ${missing}`
        const isVague = KERNEL.test(message)
        return {
          title: `${what}${isVague ? ', or the interpreter that it needs,' : ''} is not in image ${image}`,
          why: `Container ${container} cannot start: ${isVague ? 'the kernel finds no such file, or not the interpreter or loader that the file names (a script’s first line may end in a carriage return).' : 'there is nothing to execute under that name.'}`,
          fix: [
            { kind: 'change', text: 'Correct the command, or leave it out to use the entry point of the image.' },
            {
              kind: 'check',
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
        summary: 'The command is in the image but is not executable',
        shows:
          'The container ends with RunContainerError, StartError or exit code 126: `exec: "…": permission denied`, or the shell’s `Permission denied`.',
        happens:
          'The file was copied into the image without its executable bit, is a directory, is on a volume mounted `noexec`, or comes from a ConfigMap without `defaultMode: 0755`.',
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
            fix: [{ kind: 'change', text: 'Name the file to execute, or have the build put a file there.' }],
          }
        return {
          title: `${file} is not executable`,
          why: `Container ${container} cannot start: the file is in ${image}, but its mode does not allow execution.`,
          fix: [
            {
              kind: 'change',
              text: `Give ${file} its executable bit in the image (COPY --chmod=0755), or defaultMode 0755 where it comes from a volume.`,
            },
            {
              kind: 'change',
              text: `Or start it through its interpreter: command ["sh", "${file}"] for a shell script.`,
            },
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
          'workingDir names a file, a directory that the user may not enter, or one that cannot be created on a read-only file system.',
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
          fix: [
            {
              kind: 'change',
              text: 'Set workingDir to a directory that the image has and its user may enter, or leave it out.',
            },
          ],
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
      explain({ container, list, message, command, workload }) {
        const file =
          /(?:\bexec:? |: )"?([^\s":]{1,300})"?(?: failed)?: (?:cannot execute binary file: )?exec format/i.exec(
            message,
          )?.[1] ??
          command[0] ??
          'the entry point'
        const shell = /\.(sh|bash)$/.exec(file)?.[1]
        const isScript = /\.(?:sh|bash|py|rb|pl|js)$/.test(file)
        return {
          title: `${file} has an exec format error`,
          why: `The kernel cannot execute it, so container ${container} ends at once: ${isScript ? 'the script lacks its interpreter line' : 'it is built for another architecture, or is a script without an interpreter line'}.`,
          fix: [
            ...(shell !== undefined && command[0] === file
              ? patchStep(
                  `Start the script through ${shell}.`,
                  workload,
                  containerPatch({ kind: workload.kind, list, container }, { command: [shell, ...command] }),
                )
              : []),
            {
              kind: 'change',
              text: isScript
                ? `Begin ${file} with its interpreter line, for example #!/bin/sh, and build the image again.`
                : `If ${file} is a script, begin it with its interpreter line, for example #!/bin/sh.`,
            },
            ...(isScript
              ? []
              : [
                  {
                    kind: 'change' as const,
                    text: 'If it is a binary, build the image for the platforms of the nodes and push it under a tag of your own.',
                    command: 'docker buildx build --platform linux/amd64,linux/arm64 --push . --tag <image>',
                  },
                ]),
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
      explain({ container, list, image, message, workload }) {
        const isNamed = /non-numeric/.test(message)
        const isOwn = /runAsUser/.test(message)
        return {
          title: isOwn
            ? `container ${container} sets runAsUser 0, and runAsNonRoot forbids root`
            : `image ${image} ${isNamed ? 'has a non-numeric user, which runAsNonRoot cannot check' : 'runs as root, and runAsNonRoot forbids that'}`,
          why: `The kubelet refuses to create container ${container}.`,
          fix: [
            ...patchStep(
              `Run the container as a numeric user id that its files allow${isNamed ? ', that of its own user if you know it' : ''}, for example 1000.`,
              workload,
              containerPatch({ kind: workload.kind, list, container }, { securityContext: { runAsUser: 1000 } }),
            ),
            ...(isOwn ? [] : [{ kind: 'change' as const, text: 'Or build the image with a numeric USER.' }]),
          ],
        }
      },
    },

    'security-profile-missing': {
      owner: 'platform',
      patience: 'stuck',
      text: {
        summary: 'The seccomp or AppArmor profile that the container names is not on the node',
        shows:
          'The container waits in CreateContainerError or ends with StartError: `cannot load seccomp profile "…"`, `unable to load local profile "…"`, `apparmor profile not found …`, `apparmor failed to apply profile`.',
        happens:
          'The profile was never copied to the node or loaded there, only to some nodes, or its name or path in `localhostProfile` is another.',
        fix: 'Bring the profile to every node that may run the pod (a DaemonSet, the Security Profiles Operator, the node image), or name one that is there.',
        docs: [
          'https://kubernetes.io/docs/tutorials/security/seccomp/',
          'https://kubernetes.io/docs/tutorials/security/apparmor/',
        ],
      },
      explain({ container, profile, node, message }) {
        const isAppArmor = /apparmor/i.test(message)
        const name = `${isAppArmor ? 'AppArmor' : 'seccomp'} profile${profile === undefined ? '' : ` ${profile}`}`
        const where = node === undefined ? 'the node' : `node ${node}`
        return {
          title: `${name} is not ${isAppArmor ? 'loaded on' : 'on'} ${where}`,
          why: `The container runtime does not start container ${container} without the profile that it is to run under.`,
          fix: [
            {
              kind: 'change',
              text: isAppArmor
                ? 'Load the profile on every node that may run the pod, or name one that is loaded in localhostProfile.'
                : "Put the profile below the kubelet's directory (/var/lib/kubelet/seccomp unless configured) on every node that may run the pod, or correct localhostProfile.",
            },
            ...(node === undefined
              ? []
              : [
                  {
                    kind: 'check' as const,
                    text: 'See which profiles the node has.',
                    command: isAppArmor
                      ? sh`kubectl debug node/${node} -it --image=busybox --profile=sysadmin -- cat /sys/kernel/security/apparmor/profiles`
                      : sh`kubectl debug node/${node} -it --image=busybox -- find /host/var/lib/kubelet/seccomp`,
                  },
                ]),
          ],
        }
      },
    },

    'container-user-unknown': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'The user or group that the container is to run as is not in the image',
        shows:
          'The container waits in CreateContainerError or ends with StartError: `unable to find user …: no matching entries in passwd file`, `no users found`.',
        happens:
          'The image names its user (USER) or group in letters and its /etc/passwd or /etc/group does not have it: the base image changed, the last build stage does not create it, or an image from scratch has no such file.',
        fix: 'Create the user in the image’s last build stage, name a user that it has, or run under a numeric id, which needs no entry.',
        docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
      },
      explain({ container, image, message }) {
        const what = /\bgroups?\b/.test(message) && !/\busers?\b/.test(message) ? 'group' : 'user'
        const name = /unable to find (?:user|group) ([^\s:]{1,100}):/i.exec(message)?.[1]
        return {
          title:
            name === undefined
              ? `image ${image} does not have the ${what} that it is to run as`
              : `${what} ${name} is not in image ${image}`,
          why: `The container runtime looks the name up in the image's /etc/${what === 'user' ? 'passwd' : 'group'} and does not find it, so container ${container} is never started.`,
          fix: [
            {
              kind: 'change',
              text: `Create the ${what} in the last build stage of the image, or give the image's USER as a number.`,
            },
            {
              kind: 'change',
              text: `Or set securityContext.${what === 'user' ? 'runAsUser' : 'runAsGroup'} of container ${container} to a numeric id: a number needs no entry in the image.`,
            },
          ],
        }
      },
    },

    'mount-conflict': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'A volume cannot be mounted inside the container',
        shows:
          'The container ends with RunContainerError, CreateContainerError or StartError: `error mounting … not a directory`, or `failed to prepare subPath`.',
        happens:
          'A directory is mounted over a file (or a file over a directory) of the image, a subPath does not exist in the volume, or the mount point cannot be created on a read-only root file system.',
        fix: 'Mount over a path of the same type. To put one file of a ConfigMap over a file, use `subPath` with the key’s name.',
        docs: ['https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath'],
      },
      explain({ container, message }) {
        const volume = /subPath[^"]{0,60}"([^"]{1,300})"/.exec(message)?.[1]
        if (volume !== undefined) {
          return {
            title: `the subPath of volume ${volume} cannot be mounted in container ${container}`,
            why: `The kubelet neither finds the subPath in the volume nor can create it, so the container does not start.`,
            fix: [
              {
                kind: 'change',
                text: `Create the subPath in volume ${volume}, and make sure that root may write to the volume.`,
              },
            ],
          }
        }
        const target = /(?:to rootfs at|dst=|mount path) ?"?([^\s",:]{1,300})/.exec(message)?.[1]
        return {
          title: `the volume${target === undefined ? '' : ` at ${target}`} cannot be mounted in container ${container}`,
          why: `The runtime fails to mount it, so the container does not start.`,
          fix: [
            {
              kind: 'change',
              text: /read-only file system/i.test(message)
                ? `Create ${target ?? 'the mount point'} in the image: it is not there, and nothing can be created in a read-only file system (readOnlyRootFilesystem, or a read-only volume above it).`
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
          title: `postStart hook of container ${container} fails${code === undefined ? '' : ` with exit code ${code}`}`,
          why: `The kubelet kills a container whose postStart hook fails, and restarts it.`,
          fix: [
            {
              kind: 'change',
              text: 'Correct the hook. It starts together with the process of the container, so it must wait for what it calls.',
            },
          ],
        }
      },
    },
  },
})

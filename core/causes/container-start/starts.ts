import type { Step, Words } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { Names } from '../../nearest.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { type ContainerView, containersOf, listOf } from '../../workloads/containers.ts'
import { mountedFileIn } from '../../workloads/mounted-file.ts'
import { type ExitCode, type StartFault, startFailureOf } from '../../workloads/start/failures.ts'
import type { ContainerList } from '../../workloads/template-patch.ts'
import { containerPatch, patchStep } from '../../workloads/template-patch.ts'
import { containerPath, podSpecPath, workloadOf } from '../../workloads/workloads.ts'

interface MissingKey {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  readonly key: string
  readonly file: string
  readonly volume: string
  readonly nearest: string | undefined
}

/** A container that cannot be created or started, for the words of its cause. */
interface StartFacts {
  readonly container: string
  readonly list: ContainerList
  readonly image: string
  readonly message: string
  /** True if a hook has not failed, but does not end. */
  readonly isRunning: boolean
  readonly command: readonly string[]
  /** The command in its `sh -c` script, if it is a single one. */
  readonly script: string | undefined
  /** Set if only the exit code shows the fault. */
  readonly code: ExitCode | undefined
  readonly workingDir: string | undefined
  /** The requested seccomp or AppArmor profile. */
  readonly profile: string | undefined
  /** The key in a mount's subPath that the ConfigMap or Secret does not have. */
  readonly missingKey: MissingKey | undefined
  readonly node: string | undefined
  readonly workload: { readonly kind: string; readonly name: string; readonly namespaceFlag: string }
  readonly pod: string
}

/** Cause by fault. An image for another platform belongs to the image stage; the other two have their own files. */
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
} as const satisfies Record<Exclude<StartFault, 'platform' | 'hostPath' | 'runtimeClass'>, string>

function isHere(fault: StartFault | undefined): fault is keyof typeof CAUSES {
  return Object.hasOwn(CAUSES, fault ?? '')
}

/** A field of the container or its pod's security context, with its value. */
interface At {
  readonly path: string
  readonly value?: string | undefined
  readonly isPods?: true
}

/** Where the container, or its pod, names a profile of the node. */
function profileOf({ pod, spec }: ContainerView, message: string): At {
  const field = /apparmor/i.test(message) ? 'appArmorProfile' : 'seccompProfile'
  const own = spec.securityContext?.[field]
  const shared = pod.spec?.securityContext?.[field]
  const isPods = own === undefined && shared !== undefined ? { isPods: true as const } : {}
  const value = (own ?? shared)?.localhostProfile ?? annotatedProfile(pod, spec.name) ?? saidProfile(message)
  return { path: `securityContext.${field}.localhostProfile`, value, ...isPods }
}

/** AppArmor annotation, before Kubernetes 1.30. */
function annotatedProfile({ metadata }: Kube<'Pod'>, container = ''): string | undefined {
  const named = metadata.annotations?.[`container.apparmor.security.beta.kubernetes.io/${container}`]
  return /^localhost\/(.*)/.exec(named ?? '')?.[1]
}

function saidProfile(message: string): string | undefined {
  return /profile (?:not found )?"?([^\s":]{1,500})/.exec(message)?.[1]
}

/** True if the runtime looked for a group rather than a user. */
function isOfGroup(message: string): boolean {
  return /find group|group file|no groups|\/etc\/group/i.test(message)
}

/** The mount point in the container, as runc and containerd print it; crun omits the leading slash. */
function targetOf(message: string): string | undefined {
  const [, quoted, ticked] =
    /(?:to rootfs at|dst=|mount path) ?"?([^\s",:]{1,300})|mount `[^`]{1,1000}` to `\/?([^`]{1,300})`/.exec(message) ??
    []
  return quoted ?? (ticked === undefined ? undefined : `/${ticked}`)
}

/**
 * The kubelet creates a directory for a subPath that is not in the volume, and a directory cannot be mounted over a
 * file.
 */
function missingKeyIn({ pod, spec }: ContainerView, message: string, cluster: Cluster): MissingKey | undefined {
  const target = targetOf(message)
  const mounted = mountedFileIn(target ?? '', spec, pod)
  if (mounted === undefined) return undefined
  const { kind, name, key, file } = mounted
  const found = cluster.find(kind, pod.metadata.namespace, name)
  if (found.state !== 'present') return undefined
  const { data, binaryData } = found.object as Kube<'ConfigMap'>
  const keys = Object.keys({ ...data, ...binaryData })
  if (keys.includes(key)) return undefined
  const mount = spec.volumeMounts?.find(({ mountPath }) => mountPath === target)
  const nearest = mount?.subPath === key ? new Names(keys).nearest(key) : undefined
  return { kind, name, key, file, volume: mount?.name ?? '', nearest }
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
      return { path: isOfGroup(message) ? 'securityContext.runAsGroup' : 'securityContext.runAsUser' }
    case 'mount':
      return { path: 'volumeMounts' }
    case 'hook':
      return { path: 'lifecycle.postStart' }
  }
}

/** The kernel returns the same error if the file exists but its interpreter or loader does not. */
const KERNEL = /exec user process|^exec \S/

/**
 * `env: 'bash\\r': No such file`, `/bin/sh^M: bad interpreter`: the script's shebang line ends in a carriage return.
 */
const WINDOWS_END = /\w(?:\\r|\r|\^M|\$'\\r')['"‘’]?(?:: |$)/m

const SHELL = /^(?:\S{0,200}\/)?(?:ba|da|a|z|k)?sh$/

/** Commands that run another one and exit with its code. */
const RUNNERS = /^(?:exec |command )?(?:\.|source|eval|env|timeout|nice|nohup|sudo|su|time|xargs|setsid|stdbuf)\s/

/** The program of a shell's `-c` script, if it is one plain command: `sh -c 'exec sleep 5;'` gives `sleep`. */
function scriptedIn(words: readonly string[]): string | undefined {
  // Without a shell only the last word remains, so no script is found.
  const told = words.slice(words.findIndex(word => SHELL.test(word)))
  const flag = told.findIndex(word => /^-[a-z]{0,6}c$/.test(word))
  const script = flag < 0 ? '' : (told[flag + 1] ?? '').trim().slice(0, 2000)
  if (RUNNERS.test(script)) return undefined
  return /^(?:exec )?([\w./+-]{1,200})(?=[\s;]|$)[^\n;&|<>()`]*;?$/.exec(script)?.[1]
}

/** When a shell returns an exit code, and what to do about it (POSIX, Shell Command Language, 2.8.2). */
const BY_CODE: Readonly<Record<number, { readonly when: string; readonly advice: string }>> = {
  126: {
    when: 'it finds the command but cannot execute it',
    advice:
      'Make the file executable, and check that its interpreter is in the image and its architecture is the node’s.',
  },
  127: {
    when: 'it cannot find the command',
    advice: 'Correct the command or its path, or install it in the image.',
  },
}

/** Opens a shell in a copy of the pod. */
function inspection({ container, workload, pod }: StartFacts): Step {
  return {
    kind: 'check',
    text: 'Inspect the image in a copy of the pod that starts a shell, if the image has one; delete the copy afterwards.',
    command: sh`kubectl debug ${pod}${workload.namespaceFlag} -it --copy-to=${pod}-copy --container=${container} -- sh`,
  }
}

/** The words if only the exit code is known. */
function coded(facts: StartFacts, { exitCode, mayBeLogged }: ExitCode, title: string): Words {
  const { container, workload, pod } = facts
  const { when = '', advice = '' } = BY_CODE[exitCode] ?? {}
  return {
    title,
    why: `Container ${container} exits with code ${exitCode}, which a shell returns when ${when}.`,
    fix: [
      { kind: 'change', text: advice },
      mayBeLogged
        ? {
            kind: 'check',
            text: 'Read the log, which is not in the snapshot: the shell names the command there.',
            command: sh`kubectl logs ${pod} -c ${container}${workload.namespaceFlag}`,
          }
        : inspection(facts),
    ],
  }
}

export default defineFamily<'Pod', Record<(typeof CAUSES)[keyof typeof CAUSES], StartFacts>>({
  family: 'starts',
  stage: 'container-start',
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job', 'ConfigMap', 'Secret'],

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
          isRunning: failure.isRunning === true,
          command: spec.command ?? [],
          script: scriptedIn([...(spec.command ?? []), ...(spec.args ?? [])]),
          code: failure.code,
          workingDir: spec.workingDir,
          profile: failure.fault === 'profile' ? value : undefined,
          missingKey: failure.fault === 'mount' ? missingKeyIn(view, failure.message, cluster) : undefined,
          node: pod.spec?.nodeName,
          workload: { kind: workload.kind, name: workload.name, namespaceFlag: namespaceFlag(workload.namespace) },
          pod: pod.metadata.name,
        },
        subject: { ...workload, container: name },
        container: name,
        evidence: failure.evidence,
        since: failure.since,
        usual: failure.usual,
        ...((failure.isRunning === true || failure.code !== undefined) && { confidence: 'likely' as const }),
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
          '`command` has a typo or contains arguments, the binary is not in the image (distroless images have no shell), or its path changed in the Dockerfile.',
        fix: 'Set `command` to a file in the image, or remove it to use the image’s entrypoint; arguments belong in `args`.',
        docs: ['https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/'],
      },
      explain(facts) {
        const { container, list, workload, image, message, command, script, code } = facts
        if (code !== undefined) {
          const what = script === undefined ? `a command that container ${container} runs` : `command ${script}`
          return coded(facts, code, `${what} is not in image ${image}`)
        }
        const missing =
          /(?:\bexec:? (?!user process|failed)\\?["'`]?|\bstat |executable (?:file )?["'`]?|task: the file )([^"'`:\s\\]{1,300})/.exec(
            message,
          )?.[1] ??
          /(?:^|: )([^\s:]{1,200}): (?:command )?not found/.exec(message)?.[1] ??
          command[0]
        if (WINDOWS_END.test(message))
          return {
            title: `the script that container ${container} runs has Windows line endings`,
            why: 'The kernel reads the carriage return as part of the interpreter’s name.',
            fix: [
              {
                kind: 'change',
                text: 'Save the script with Unix line endings (`dos2unix`; `*.sh text eol=lf` in .gitattributes) and rebuild the image, or correct the ConfigMap that it comes from.',
              },
            ],
          }
        const [line = '', ...others] = command
        if (/\S\s+\S/.test(line) && message.includes(line)) {
          const text = 'Make each argument a list item of its own: no shell splits the string.'
          const items = [...line.trim().split(/\s+/), ...others]
          return {
            title: `command "${line}" of container ${container} is treated as a single file name`,
            why: `Container ${container} cannot start: no executable has that name.`,
            fix: [
              // Quotes and expansions need a shell, or a person to decide.
              ...(/^[\w@%+=:,./ -]+$/.test(line)
                ? patchStep(
                    text,
                    workload,
                    containerPatch({ kind: workload.kind, list, container }, { command: items }),
                  )
                : [{ kind: 'change' as const, text }]),
            ],
          }
        }
        if (/no command specified/.test(message))
          return {
            title: `image ${image} has no command, and container ${container} sets none`,
            why: 'There is nothing to execute, so the container cannot be created.',
            fix: [{ kind: 'change', text: 'Set `command`, or build the image with an ENTRYPOINT or CMD.' }],
          }
        const what = missing === undefined ? 'the command' : `command ${missing}`
        const isVague = KERNEL.test(message)
        return {
          title: `${what}${isVague ? ', or the interpreter it needs,' : ''} is not in image ${image}`,
          why: `Container ${container} cannot start: ${isVague ? 'the kernel does not find the file, or the interpreter or loader named in it (the first line of a script may end in a carriage return).' : 'no executable has that name.'}`,
          fix: [
            { kind: 'change', text: 'Correct the command, or remove it to use the image’s entrypoint.' },
            inspection(facts),
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
          'The file was copied into the image without the executable bit, is a directory, is on a `noexec` mount, or comes from a ConfigMap without `defaultMode: 0755`.',
        fix: 'Set the executable bit in the image (`RUN chmod +x`, `COPY --chmod=0755`), set `defaultMode` on the volume, or run the file with its interpreter.',
        docs: ['https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/'],
      },
      explain(facts) {
        const { container, message, command, script, code, image } = facts
        if (code !== undefined)
          return coded(facts, code, `${script ?? `a file that container ${container} runs`} is not executable`)
        const file =
          /\bexec:? (?!user process|failed)\\?["'`]?([^"'`:\s\\]{1,300})/.exec(message)?.[1] ??
          /(?:^|[:\]] )["'‘]?([^\s:"'’]{1,300})["'’]?: Permission denied/.exec(message)?.[1] ??
          command[0] ??
          'the entrypoint'
        if (/is a directory/.test(message))
          return {
            title: `${file} is a directory and cannot be executed`,
            why: `Container ${container} cannot start: its command is a directory in ${image}.`,
            fix: [{ kind: 'change', text: 'Set the command to a file, or put an executable file there in the build.' }],
          }
        return {
          title: `${file} is not executable`,
          why: `Container ${container} cannot start: the file is in ${image}, but is not executable.`,
          fix: [
            {
              kind: 'change',
              text: `Set the executable bit of ${file} in the image (COPY --chmod=0755), or defaultMode 0755 if it comes from a volume.`,
            },
            {
              kind: 'change',
              text: `Or run it with its interpreter: command ["sh", "${file}"] for a shell script.`,
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
          'workingDir is a file, a directory the user cannot enter, or a directory that cannot be created on a read-only file system.',
        fix: 'Set workingDir to a directory in the image, or remove it.',
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
              text: 'Set workingDir to a directory that exists in the image and that its user can enter, or remove it.',
            },
          ],
        }
      },
    },

    'exec-format-error': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'The binary is built for another architecture, or the script has no shebang line',
        shows: 'The container ends at once; its log, or the start error, says `exec format error`.',
        happens:
          'An arm64 image runs on an amd64 node (or the reverse), or a script does not start with a line such as `#!/bin/sh`.',
        fix: 'Build for the node’s architecture, or add a shebang line to the script.',
        docs: ['https://kubernetes.io/docs/concepts/containers/images/#multi-architecture-images-with-image-indexes'],
      },
      explain({ container, list, message, command, workload }) {
        const file =
          /(?:\bexec:? |: )"?([^\s":]{1,300})"?(?: failed)?: (?:cannot execute binary file: )?exec format/i.exec(
            message,
          )?.[1] ??
          command[0] ??
          'the entrypoint'
        const shell = /\.(sh|bash)$/.exec(file)?.[1]
        const isScript = /\.(?:sh|bash|py|rb|pl|js)$/.test(file)
        return {
          title: `${file} fails with "exec format error"`,
          why: `The kernel cannot execute it, so container ${container} exits at once: ${isScript ? 'the script has no shebang line' : 'it is built for another architecture, or is a script without a shebang line'}.`,
          fix: [
            ...(shell !== undefined && command[0] === file
              ? patchStep(
                  `Run the script with ${shell}.`,
                  workload,
                  containerPatch({ kind: workload.kind, list, container }, { command: [shell, ...command] }),
                )
              : []),
            {
              kind: 'change',
              text: isScript
                ? `Add a shebang line such as #!/bin/sh to ${file} and rebuild the image.`
                : `If ${file} is a script, add a shebang line such as #!/bin/sh.`,
            },
            ...(isScript
              ? []
              : [
                  {
                    kind: 'change' as const,
                    text: 'If it is a binary, build the image for the nodes’ platforms and push it under a new tag.',
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
        summary: 'runAsNonRoot is set, and the image runs as root or has a non-numeric user',
        shows:
          'The container waits in CreateContainerConfigError: `container has runAsNonRoot and image will run as root`, or `image has non-numeric user`.',
        happens: 'The image sets no USER, or sets it by name, which the kubelet cannot verify.',
        fix: 'Set `runAsUser` to a numeric ID, or build the image with a numeric USER.',
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
              `Run the container as a numeric user ID that can read its files${isNamed ? ', the ID of its own user if you know it' : ''}, for example 1000.`,
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
        summary: 'The container’s seccomp or AppArmor profile is not on the node',
        shows:
          'The container waits in CreateContainerError or ends with StartError: `cannot load seccomp profile "…"`, `unable to load local profile "…"`, `apparmor profile not found …`, `apparmor failed to apply profile`.',
        happens: 'The profile was not installed on this node, or `localhostProfile` has another name or path.',
        fix: 'Install the profile on every node that may run the pod (with a DaemonSet, the Security Profiles Operator or the node image), or use one that is there.',
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
          why: `The container runtime does not start container ${container} without its profile.`,
          fix: [
            {
              kind: 'change',
              text: isAppArmor
                ? 'Load the profile on every node that may run the pod, or set localhostProfile to one that is loaded.'
                : "Put the profile in the kubelet's seccomp directory (/var/lib/kubelet/seccomp by default) on every node that may run the pod, or correct localhostProfile.",
            },
            ...(node === undefined
              ? []
              : [
                  {
                    kind: 'check' as const,
                    text: 'List the profiles on the node.',
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
        summary: 'The container’s user or group is not in the image',
        shows:
          'The container waits in CreateContainerError or ends with StartError: `unable to find user …: no matching entries in passwd file`, `no users found`.',
        happens:
          'The image sets USER by name, and its /etc/passwd or /etc/group has no such entry: the base image changed, the last build stage does not create it, or the image is built from scratch.',
        fix: 'Create the user in the image’s last build stage, use one that exists, or set a numeric ID, which needs no entry.',
        docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
      },
      explain({ container, image, message }) {
        const what = isOfGroup(message) ? 'group' : 'user'
        const name = /unable to find (?:user|group) ([^\s:]{1,100}):/i.exec(message)?.[1]
        return {
          title:
            name === undefined
              ? `the ${what} of container ${container} is not in image ${image}`
              : `${what} ${name} is not in image ${image}`,
          why: `The container runtime does not find the name in the image's /etc/${what === 'user' ? 'passwd' : 'group'}, so container ${container} never starts.`,
          fix: [
            {
              kind: 'change',
              text: `Create the ${what} in the last build stage of the image, or set the image's USER to a numeric ID.`,
            },
            {
              kind: 'change',
              text: `Or set securityContext.${what === 'user' ? 'runAsUser' : 'runAsGroup'} of container ${container} to a numeric ID, which needs no entry in the image.`,
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
          'A directory is mounted over a file in the image (or the reverse), a subPath does not exist in the volume, or the mount point cannot be created on a read-only root file system.',
        fix: 'Mount over a path of the same type. To put one file of a ConfigMap over a file, use `subPath` with the key’s name.',
        docs: ['https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath'],
      },
      explain({ container, list, message, workload, missingKey }) {
        if (missingKey !== undefined) {
          const { kind, name, key, file, volume, nearest } = missingKey
          return {
            title: `${kind} ${name} has no key ${key}, which container ${container} mounts at ${file}`,
            why: 'The kubelet creates an empty directory for a subPath that is not in the volume, and a directory cannot be mounted over a file of the image.',
            fix: [
              ...(nearest === undefined
                ? []
                : patchStep(
                    `Set subPath to ${nearest}, which the ${kind} has, if that is the one you meant.`,
                    workload,
                    containerPatch(
                      { kind: workload.kind, list, container },
                      { volumeMounts: [{ mountPath: file, name: volume, subPath: nearest }] },
                    ),
                  )),
              { kind: 'change', text: `Add key ${key} to ${kind} ${name}, or correct subPath, and recreate the pods.` },
            ],
          }
        }
        const volume = /subPath[^"]{0,60}"([^"]{1,300})"/.exec(message)?.[1]
        if (volume !== undefined) {
          return {
            title: `the subPath of volume ${volume} cannot be mounted in container ${container}`,
            why: `The subPath is not in the volume and the kubelet cannot create it, so the container does not start.`,
            fix: [
              {
                kind: 'change',
                text: `Correct subPath in the volume mount, or create it in volume ${volume}: in a ConfigMap or Secret it is the name of a key; in other volumes root on the node must be able to create it.`,
              },
            ],
          }
        }
        const target = targetOf(message)
        return {
          title: `the volume${target === undefined ? '' : ` at ${target}`} cannot be mounted in container ${container}`,
          why: `The runtime fails to mount it, so the container does not start.`,
          fix: [
            {
              kind: 'change',
              text: /not a shared(?: or slave)? mount/.test(message)
                ? 'Make the mount of that path on the node shared (`mount --make-rshared`, or MountFlags=shared of the runtime’s unit): mountPropagation needs it. Or remove mountPropagation, if nothing mounts below it.'
                : /read-only file system/i.test(message)
                  ? `Create ${target ?? 'the mount point'} in the image: it does not exist, and the file system is read-only (readOnlyRootFilesystem, or a read-only parent volume).`
                  : target === undefined
                    ? 'Correct the volume mount.'
                    : `Mount a file over a file and a directory over a directory: ${target} has the other type, or the subPath does not exist in the volume.`,
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
        shows:
          'There are FailedPostStartHook events; the container waits in PostStartHookError or CrashLoopBackOff. If the hook does not end, it waits in ContainerCreating after the event Started.',
        happens:
          'The hook runs alongside the container’s process, often before it listens, or calls a program that is not in the image.',
        fix: 'Make the hook wait for what it needs, or move its work into the process, an init container or a readiness probe.',
        docs: ['https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/'],
      },
      explain({ container, message, isRunning }) {
        if (isRunning) {
          return {
            title: `postStart hook of container ${container} has not ended`,
            why: 'The container runs, but until its hook ends the kubelet neither counts it as started nor continues with the pod.',
            fix: [
              {
                kind: 'change',
                text: 'Make the hook end: give what it waits for a time limit, or move the wait into the app, an init container or a readiness probe.',
              },
            ],
          }
        }
        const code = /exited with (\d{1,3})/.exec(message)?.[1]
        return {
          title: `postStart hook of container ${container} fails${code === undefined ? '' : ` with exit code ${code}`}`,
          why: `The kubelet kills a container whose postStart hook fails, and restarts it.`,
          fix: [
            {
              kind: 'change',
              text: 'Correct the hook. It runs alongside the container’s process, so it must wait for anything it calls.',
            },
          ],
        }
      },
    },
  },
})

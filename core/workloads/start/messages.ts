/** What is at fault where a container cannot be made or started. */
export type StartFault =
  | 'command'
  | 'executable'
  | 'workingDir'
  | 'format'
  | 'root'
  | 'profile'
  | 'user'
  | 'hostPath'
  | 'mount'
  | 'runtimeClass'
  | 'hook'

/**
 * What kubelets and OCI runtimes print, the telling before the vague. Order matters: a failed mount and a missing working
 * directory end in the same `no such file or directory` as a missing command.
 * Sources: runc `libcontainer` and `moby/sys/user`, crun `libcrun`, gVisor `pkg/sentry/fsimpl/user`, kata-agent `rustjail`, containerd `pkg/oci` and `internal/cri/server`, CRI-O
 * `internal/config/seccomp`, hcsshim, kubelet `kuberuntime`, `lifecycle`, `volume/util/subpath` and `runtimeclass`, whose
 * manager passes on what the API says of an object that it does not find.
 */
const CLASSES: readonly (readonly [StartFault, RegExp])[] = [
  ['root', /runAsNonRoot|run as root|non-numeric user|runAsUser breaks non-root policy/],
  ['hook', /PostStartHook|lifecycle hook .{0,2000} failed/i],
  [
    'profile',
    /(?:cannot|failed to|unable to) (?:load|generate|apply|find) (?:local |the )?(?:seccomp|apparmor) (?:profile|spec opts|security options)|unable to load local profile "|apparmor failed to apply profile|apparmor profile not found|apparmor\/exec\b|AppArmor: profile "[^"]{0,253}" is not loaded/i,
  ],
  [
    'user',
    /unable to find (?:user|group) [^:]{1,300}: |no matching entries in (?:passwd|group) file|: no (?:users|groups) found|open \S{1,1000}\/etc\/(?:passwd|group): no such file|hcs.{0,300}user name or password is incorrect/i,
  ],
  ['format', /exec format error|wrong ELF class|cannot execute binary file/i],
  ['hostPath', /hostPath type check failed/i],
  [
    'mount',
    /error mounting |failed to generate (?:container "[^"]{1,253}" )?spec: .{0,300}\bl?stat \S{1,1000}: |failed to prepare subPath|failed to create subPath|subPath .{0,300}(?:no such|not a directory|not exist)|error (?:creating|jailing) mount|mount(?:ing)? .{0,1000}not a directory|trying to mount a directory onto a file|Duplicate mount point|must be unique|rootfs_linux.{0,200}mounting|failed to create mountpoint|but it is not a shared(?: or slave)? mount|container_linux.{0,200}mounting/i,
  ],
  [
    'workingDir',
    /chdir to cwd|chdir to `|chdir \(|set in config\.json failed|working directory|\bcwd\b|init: mkdir \S{1,1000}: (?:not a directory|read-only file system|permission denied|file exists)|OCI runtime .{0,300}: mkdir \S{1,1000}: (?:not a directory|permission denied|read-only)|failed to mkdir/i,
  ],
  ['executable', /exec(?:utable|:? ).{0,1000}?(?:permission denied|is a directory)|cannot execute: permission/i],
  [
    'command',
    /executable file .{0,1000}not found|exec:? .{0,1000}no such file or directory|stat \S{1,1000}: no such file or directory|no command specified|cannot find the file specified|executable .{0,300}does not exist|error finding executable "|shim task: the file \S{1,1000} was not found/i,
  ],
  [
    'runtimeClass',
    /no runtime for "[^"]{0,253}" is configured|runtimeclass(?:es)?(?:\.node\.k8s\.io)? "[^"]{0,253}" not found|failed to find runtime handler|runtime handler .{0,253}not (?:found|supported)/i,
  ],
]

/**
 * What is at fault by what a kubelet or runtime says of a container that could not be started, and the reason it gives. Before
 * a container is made (`CreateContainerConfigError`) only its mounts are looked for on the node.
 */
export function classifyStart(message: string, reason?: string): StartFault | undefined {
  if (reason === 'CreateContainerConfigError' && /^(?:Error: )?(?:l?stat|open|mkdir) \S{1,1000}: /.test(message))
    return 'mount'
  if (setupRemedy(message) !== undefined) return undefined
  return CLASSES.find(([, pattern]) => pattern.test(message))?.[0]
}

/**
 * runc says so where the kernel kills the container's own first process, before it runs anything
 * (`libcontainer/process_linux.go`); CRI-O refuses a limit below what that takes (`internal/oci`).
 */
const KILLED_AT_START = /container init was OOM-killed|memory limit (?:\d{1,20} )?too low/i

/** True where a container could not be started because its memory limit does not even hold its start. */
export function isOutOfMemoryAtStart(message: string | undefined): boolean {
  return message !== undefined && KILLED_AT_START.test(message)
}

/**
 * What runtimes say where the node is not set up for the container, and what helps: no cause of the catalogue stands for these.
 * Sources: containerd `internal/cri/server` and `contrib/apparmor`, CRI-O `internal/config/seccomp`, NVIDIA `libnvidia-container`.
 */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /nvidia-container-cli: |(?:fork\/exec \S{0,200}|exec: "\S{0,200})nvidia-container-runtime|nvidia-container-runtime-hook/,
    "Install or repair the NVIDIA driver and its container toolkit on the pod's node, or see whether the pods of the GPU operator there are ready.",
  ],
  [
    /unable to retrieve OCI runtime error .{0,300}(?:fork\/exec |exec: ")/s,
    "Install the OCI runtime that the configuration of containerd on the pod's node names, or correct that configuration.",
  ],
  [
    /get apparmor_parser version: /,
    "Install AppArmor's tools (apparmor_parser) on the pod's node: its kernel has AppArmor enabled, and the runtime loads a profile for every container.",
  ],
  [
    /apparmor is not supported|seccomp is not (?:enabled|supported)/i,
    "Place the pod on nodes whose kernel supports the AppArmor or seccomp profile that it asks for, or have it enabled on the pod's node.",
  ],
]

/** What helps where a runtime says that the node is not set up for a container. */
export function setupRemedy(message: string): string | undefined {
  return REMEDIES.find(([pattern]) => pattern.test(message))?.[1]
}

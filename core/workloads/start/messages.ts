/** Why a container cannot be created or started. */
export type StartFault =
  | 'command'
  | 'executable'
  | 'workingDir'
  | 'format'
  | 'root'
  | 'profile'
  | 'user'
  | 'platform'
  | 'hostPath'
  | 'mount'
  | 'runtimeClass'
  | 'hook'

/**
 * Messages of kubelets and OCI runtimes, specific before vague. The order matters: a failed mount and a missing working
 * directory end in the same `no such file or directory` as a missing command. Sources: runc `libcontainer` and
 * `moby/sys/user`, crun `libcrun`, gVisor `pkg/sentry/fsimpl/user` and `runsc/boot`, kata-agent `rustjail`, containerd
 * `pkg/oci` and `internal/cri/server`, CRI-O `internal/config/seccomp`, hcsshim, kubelet `kuberuntime`, `lifecycle`,
 * `volume/util/subpath` and `runtimeclass`, whose manager passes on the API's error for a missing object.
 */
const CLASSES: readonly (readonly [StartFault, RegExp])[] = [
  ['root', /runAsNonRoot|run as root|non-numeric user|runAsUser breaks non-root policy/],
  ['hook', /PostStartHook|lifecycle hook .{0,2000} failed/i],
  [
    'profile',
    /(?:cannot|failed to|unable to) (?:load|generate|apply|find) (?:local |the )?(?:seccomp|apparmor) (?:profile|spec opts|security options)|unable to load local profile "|apparmor failed to apply profile|apparmor profile not found|apparmor\/exec\b|AppArmor: profile "[^"]{0,253}" is not loaded|(?:seccomp|apparmor) profile \S{1,253} (?:is |was )?not (?:found|loaded)/i,
  ],
  [
    'user',
    /unable to find (?:user|group) [^:]{1,300}: |no matching entries in (?:passwd|group) file|: no (?:users|groups) found|open \S{1,1000}\/etc\/(?:passwd|group): no such file|hcs.{0,300}user name or password is incorrect/i,
  ],
  ['platform', /operating system does not match the host operating system/i],
  ['format', /exec format error|wrong ELF class|cannot execute binary file|not a valid Win32 application/i],
  ['hostPath', /hostPath type check failed|failed to mkdir "?\//i],
  [
    'mount',
    /error mounting |failed to generate (?:container "[^"]{1,253}" )?spec: .{0,300}\bl?stat \S{1,1000}: |failed to prepare subPath|failed to create subPath|subPath .{0,300}(?:no such|not a directory|not exist)|error (?:creating|jailing) mount|mount(?:ing)? .{0,1000}not a directory|trying to mount a directory onto a file|Duplicate mount point|must be unique|rootfs_linux.{0,200}mounting|failed to create mountpoint|but it is not a shared(?: or slave)? mount|container_linux.{0,200}mounting/i,
  ],
  [
    'workingDir',
    /chdir to cwd|chdir (?:to )?`|chdir \(|hcs::System::CreateProcess .{0,300}directory name is invalid|set in config\.json failed|working directory|\bcwd\b|init: mkdir \S{1,1000}: (?:not a directory|read-only file system|permission denied|file exists)|OCI runtime .{0,300}: mkdir \S{1,1000}: (?:not a directory|permission denied|read-only)/i,
  ],
  [
    'executable',
    /exec(?:utable|:? ).{0,1000}?(?:permission denied|is a directory)|cannot execute: permission|failed to load \S{1,1000}: permission denied/i,
  ],
  [
    'command',
    /executable file .{0,1000}not found|exec:? .{0,1000}no such file or directory|stat \S{1,1000}: no such file or directory|no command specified|cannot find the file specified|executable .{0,300}does not exist|error finding executable "|shim task: the file \S{1,1000} was not found|failed to load \S{1,1000}: no such file or directory/i,
  ],
  [
    'runtimeClass',
    /no runtime for "[^"]{0,253}" is configured|runtimeclass(?:es)?(?:\.node\.k8s\.io)? "[^"]{0,253}" not found|failed to find runtime handler|runtime handler .{0,253}not (?:found|supported)/i,
  ],
]

/**
 * The fault in a kubelet's or runtime's message about a container that could not be started, given its reason. Before a
 * container is created (`CreateContainerConfigError`), only its mounts are looked up on the node.
 */
export function classifyStart(message: string, reason?: string): StartFault | undefined {
  if (reason === 'CreateContainerConfigError' && /^(?:Error: )?(?:l?stat|open|mkdir) \S{1,1000}: /.test(message))
    return 'mount'
  if (setupRemedy(message) !== undefined) return undefined
  return CLASSES.find(([, pattern]) => pattern.test(message))?.[0]
}

/**
 * runc's message if the kernel kills the container's init process before it runs anything
 * (`libcontainer/process_linux.go`); CRI-O refuses a limit below what that takes (`internal/oci`).
 */
const KILLED_AT_START = /container init was OOM-killed|memory limit (?:\d{1,20} )?too low/i

/** True if a container could not be started because its memory limit is too low even for that. */
export function isOutOfMemoryAtStart(message: string | undefined): boolean {
  return message !== undefined && KILLED_AT_START.test(message)
}

/**
 * Fixes for messages of runtimes, kubelets and registries about a node that is not set up for the container, or an
 * image that they do not accept; the catalogue has no cause for these. Sources: containerd `internal/cri/server`,
 * `contrib/apparmor` and `core/remotes/docker/schema1`, CRI-O `internal/config/seccomp`, `containers/image/signature`,
 * runc `libcontainer`, NVIDIA `libnvidia-container`, kata `virtcontainers`, Harbor; kubelet `userns`,
 * `kubelet_pods.go`, `util/manager`.
 */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /nvidia-container-cli: |(?:fork\/exec \S{0,200}|exec: "\S{0,200})nvidia-container-runtime|nvidia-container-runtime-hook/,
    "Install or repair the NVIDIA driver and its container toolkit on the pod's node, or check that the pods of the GPU operator there are ready.",
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
    "Place the pod on nodes whose kernel supports the AppArmor or seccomp profile that it requests, or enable it on the pod's node.",
  ],
  [
    /plugin (?:name )?\S{1,253} not found in the list of registered DRA plugins|DRA (?:driver|plugin) \S{1,253} is not registered/i,
    "Check that the DRA driver's pod on the pod's node is ready: its plugin is not registered with the kubelet. Install the driver there, or restart its pod.",
  ],
  [
    /unresolvable CDI devices|CDI device injection failed/,
    "Check that the device plugin or DRA driver on the pod's node is ready and has written the device's CDI specification (/etc/cdi, /var/run/cdi), and restart it.",
  ],
  [
    /MOUNT_ATTR_IDMAP|idmap(?:ped)? mounts?/i,
    'Use volumes whose file system supports ID-mapped mounts in the kernel of the node (NFS does not): a pod with hostUsers: false needs them for every volume.',
  ],
  [
    /does not support user namespaces|user namespaces? (?:is|are) not supported/i,
    'Place the pod on nodes whose runtime and kernel support user namespaces (containerd 2, CRI-O; Linux 6.3), or use a RuntimeClass whose handler does: it sets hostUsers: false.',
  ],
  [
    /cgroupsPath to be of format|cgroup (?:driver|manager) .{0,80}(?:mismatch|different)/i,
    "Set one cgroup driver for both on the pod's node, cgroupDriver of the kubelet and SystemdCgroup of the container runtime, and restart them.",
  ],
  [
    /access KVM|\/dev\/kvm|initialize kvm/i,
    'Place pods of this RuntimeClass on nodes with hardware virtualization (/dev/kvm), such as bare metal or nested virtualization.',
  ],
  [
    /services have not yet been read|failed to sync (?:configmap|secret) cache: timed out/i,
    "Check that the kubelet on the pod's node reaches the API server: it could not read from it, and its log says why.",
  ],
  [
    /signature (?:was|is) required|SignatureValidationFailed|source image rejected/i,
    "Sign the image with a key that the node's policy (/etc/containers/policy.json, or a ClusterImagePolicy) trusts, or use one that is signed.",
  ],
  [
    /is no longer supported since containerd|manifest\.v1\+prettyjws/,
    'Rebuild the image and push it: it has a format (Docker schema 1) that the container runtime no longer reads.',
  ],
  [
    /412 Precondition Failed/,
    'Check in the registry why it blocks the image: a policy there requires it to be scanned, signed or free of known vulnerabilities.',
  ],
]

/** The fix for a runtime's message that the node is not set up for a container. */
export function setupRemedy(message: string): string | undefined {
  return REMEDIES.find(([pattern]) => pattern.test(message))?.[1]
}

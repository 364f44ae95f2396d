import { setupRemedy } from './node-setup.ts'

/** Why a container cannot be made or started: ids of causes of the container-start stage. */
export type StartCause =
  | 'container-command-not-found'
  | 'container-command-not-executable'
  | 'container-working-dir-invalid'
  | 'exec-format-error'
  | 'run-as-non-root-violation'
  | 'host-path-invalid'
  | 'mount-conflict'
  | 'runtime-class-missing'
  | 'post-start-hook-failing'

/**
 * What kubelets and OCI runtimes print, the telling before the vague. Order matters: a failed mount and a missing working
 * directory end in the same `no such file or directory` as a missing command.
 * Sources: runc `libcontainer`, crun `libcrun`, containerd, CRI-O, kubelet `kuberuntime`, `volume/util/subpath` and
 * `runtimeclass`, whose manager passes on what the API says of an object that it does not find.
 */
const CLASSES: readonly (readonly [StartCause, RegExp])[] = [
  ['run-as-non-root-violation', /runAsNonRoot|run as root|non-numeric user|runAsUser breaks non-root policy/],
  ['post-start-hook-failing', /PostStartHook|lifecycle hook .{0,2000} failed/i],
  ['exec-format-error', /exec format error|wrong ELF class|cannot execute binary file/i],
  ['host-path-invalid', /hostPath type check failed/i],
  [
    'mount-conflict',
    /error mounting |failed to generate (?:container "[^"]{1,253}" )?spec: .{0,300}\bl?stat \S{1,1000}: |failed to prepare subPath|failed to create subPath|subPath .{0,300}(?:no such|not a directory|not exist)|error (?:creating|jailing) mount|mount(?:ing)? .{0,1000}not a directory|trying to mount a directory onto a file|Duplicate mount point|must be unique|rootfs_linux.{0,200}mounting|failed to create mountpoint|but it is not a shared(?: or slave)? mount|container_linux.{0,200}mounting/i,
  ],
  [
    'container-working-dir-invalid',
    /chdir to cwd|chdir to `|chdir \(|set in config\.json failed|working directory|\bcwd\b|init: mkdir \S{1,1000}: (?:not a directory|read-only file system|permission denied|file exists)|OCI runtime .{0,300}: mkdir \S{1,1000}: (?:not a directory|permission denied|read-only)|failed to mkdir/i,
  ],
  [
    'container-command-not-executable',
    /exec(?:utable|:? ).{0,1000}?(?:permission denied|is a directory)|cannot execute: permission/i,
  ],
  [
    'container-command-not-found',
    /executable file .{0,1000}not found|exec:? .{0,1000}no such file or directory|stat \S{1,1000}: no such file or directory|no command specified|cannot find the file specified|executable .{0,300}does not exist/i,
  ],
  [
    'runtime-class-missing',
    /no runtime for "[^"]{0,253}" is configured|runtimeclass(?:es)?(?:\.node\.k8s\.io)? "[^"]{0,253}" not found|failed to find runtime handler|runtime handler .{0,253}not (?:found|supported)/i,
  ],
]

/**
 * Takes what a kubelet or runtime says of a container that could not be started, and the reason it gives; returns the cause,
 * where it names one. Before a container is made (`CreateContainerConfigError`) only its mounts are looked for on the node.
 */
export function classifyStart(message: string, reason?: string): StartCause | undefined {
  if (reason === 'CreateContainerConfigError' && /^(?:Error: )?(?:l?stat|open|mkdir) \S{1,1000}: /.test(message))
    return 'mount-conflict'
  if (setupRemedy(message) !== undefined) return undefined
  return CLASSES.find(([, pattern]) => pattern.test(message))?.[0]
}

/** runc says so where the kernel kills the container's own first process, before it runs anything (`libcontainer/process_linux.go`). */
const KILLED_AT_START = /container init was OOM-killed|memory limit too low/i

/** True where a container could not be started because its memory limit does not even hold its start. */
export function isOutOfMemoryAtStart(message: string | undefined): boolean {
  return message !== undefined && KILLED_AT_START.test(message)
}

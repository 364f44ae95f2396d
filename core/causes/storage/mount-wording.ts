/** Why a volume does not reach a pod; the ids of the causes that name it. */
export type MountFailure = 'volume-multi-attach' | 'volume-attach-failed' | 'csi-driver-missing' | 'volume-mount-failed'

export interface MountWording {
  readonly failure: MountFailure
  /** The volume as the message names it: the PersistentVolume's name, for an inline volume the name in the pod. */
  readonly volume: string | undefined
  /** The CSI driver that is missing or does not answer. */
  readonly driver: string | undefined
  /** Pods that hold a volume that can be attached once, as far as the message names them. */
  readonly holders: readonly string[]
}

/**
 * Trouble of ConfigMaps, Secrets, tokens and host paths, and what only waits for a cache. `pkg/volume/{configmap,secret,
 * projected,host_path}`, `pkg/kubelet/util/manager`.
 */
const FOREIGN =
  /^\w+Volume\.\w+ failed for volume "[^"]{1,253}" ?: \[?(?:configmaps?|secrets?|serviceaccounts?) "|references non-existent (?:secret|config) key|object "[^"]{1,253}"\/"[^"]{1,253}" not registered|failed to sync (?:configmap|secret) cache|couldn't propagate object cache|hostPath type check failed|failed to fetch token/i

/** What the kubelet repeats while another message says why: `pkg/kubelet/volumemanager/volume_manager.go`. */
const VAGUE = /^(?:Unable to attach or mount volumes|Unable to mount volumes for pod)/

/** Drivers that say in their own words that another machine has the volume. */
const HELD_ELSEWHERE =
  /VolumeInUse|RESOURCE_IN_USE_BY_ANOTHER_RESOURCE|already attached to (?:an instance|another|node|a server|a different|vm|droplet|instance|host)|attached to (?:another|a different) (?:node|vm|host|instance)|currently attached to (?:another|a different)|volume is already exclusively attached|already being used by .{0,80}instance|is currently attached to VM|disk .{0,300}already owned by VM/i

const NOT_REGISTERED = /driver name (\S{1,253}) not found in the list of registered CSI drivers/
const NOT_ON_NODE = /CSINode \S{1,253} does not contain driver (\S{1,253})/
const SOCKET_DOWN =
  /dial unix \S{0,200}\/([a-zA-Z0-9.-]{1,253})\/[\w.-]{1,80}\.sock: (?:connect: )?(?:connect: )?(?:no such file|connection refused)/
const NO_PLUGIN = /no volume plugin matched|failed to find plugin by name|unable to find (?:a )?(?:volume )?plugin/i

function volumeOf(message: string): string | undefined {
  return /\bvolumes? "([^"]{1,253})"/.exec(message)?.[1]
}

function holdersOf(message: string): readonly string[] {
  const names = /already used by pod\(s\) ([a-z0-9.,\s-]{1,900}?)(?: and \d+ pod\(s\) in different namespaces)?$/.exec(
    message,
  )
  return names?.[1]?.split(/, ?/).map(name => name.trim()) ?? []
}

function failureOf(reason: string, message: string): MountFailure {
  if (/^(?:Multi-Attach error|Waiting for detach) for volume/.test(message)) return 'volume-multi-attach'
  if ([NOT_REGISTERED, NOT_ON_NODE, SOCKET_DOWN, NO_PLUGIN].some(pattern => pattern.test(message)))
    return 'csi-driver-missing'
  const isAttach = reason === 'FailedAttachVolume' || /^AttachVolume\.|MountVolume\.WaitForAttach|^Attach/.test(message)
  if (!isAttach) return 'volume-mount-failed'
  return HELD_ELSEWHERE.test(message) ? 'volume-multi-attach' : 'volume-attach-failed'
}

/**
 * Takes the reason and the message of an event about a pod's volume; returns what they say, undefined where they are about
 * something else (a ConfigMap, a host path) or say only that the kubelet still waits. Sources: kubernetes
 * `pkg/volume/util/operationexecutor`, `pkg/volume/csi`, `pkg/controller/volume/attachdetach`, 1.24 to 1.36.
 */
export function readMountMessage(reason: string, message: string): MountWording | undefined {
  if (FOREIGN.test(message) || VAGUE.test(message)) return undefined
  const driver = (NOT_REGISTERED.exec(message) ?? NOT_ON_NODE.exec(message) ?? SOCKET_DOWN.exec(message))?.[1]
  return { failure: failureOf(reason, message), volume: volumeOf(message), driver, holders: holdersOf(message) }
}

/** Takes what the kubelet repeats while it waits; returns the volumes that it waits for. */
export function readUnmounted(message: string): readonly string[] {
  if (!VAGUE.test(message)) return []
  const list = /unmounted volumes=\[([^\]]{0,2000})\]|list of unmounted volumes=\[([^\]]{0,2000})\]/.exec(message)
  return (list?.[1] ?? list?.[2] ?? '').split(/[ ,]+/).filter(name => name !== '')
}

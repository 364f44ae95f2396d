import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import type { Kube } from '../../kube/index.ts'
import type { Confidence } from '../../report.ts'
import { isFinished, isTerminating, podCondition } from '../pods.ts'

/**
 * Why a pod's network is not set up: no `addresses` are left, the node's `plugin` is not ready, or the plugin's `setup`
 * fails.
 */
export type SandboxFault = 'addresses' | 'plugin' | 'setup'

/**
 * Messages of network plugins, specific before vague. Sources: containernetworking/plugins host-local,
 * amazon-vpc-cni-k8s, azure-container-networking, cilium, projectcalico libcalico-go, whereabouts, ovn-kubernetes; the
 * kubelet and runtimes for what surrounds them.
 */
const CLASSES: readonly (readonly [SandboxFault, RegExp])[] = [
  [
    'addresses',
    /no ip addresses available|failed to assign an ip address|no (?:more |free |available )+(?:ip )?(?:addresses|address pools?|ips)\b|range is full|could not allocate ip in range|no more free affine blocks|assigned 0 out of \d+ requested|insufficient(?:cidrblocks|freeaddresses)|(?:out of|not enough|exhausted all) ip ?(?:v4|v6)? ?(?:addresses)?|IpNotEnough|subnet .{0,100}(?:is full|exhausted)|all cidr ranges (?:are )?exhausted/i,
  ],
  [
    'plugin',
    /cni (?:plugin not initialized|config uninitialized)|NetworkPluginNotReady|network is not ready|no networks found in \/etc\/cni/i,
  ],
  [
    'setup',
    /set ?up (?:pod )?network|set up (?:pod|sandbox container) .{0,300}network|\bcni\b|plugin type=|networkplugin|multus|network namespace|network sandbox|add(?:ing)? pod to network|pod network/i,
  ],
]

/** The fault in a kubelet's message about a pod's sandbox or network; undefined if it is not the network. */
export function classifySandbox(message: string): SandboxFault | undefined {
  return CLASSES.find(([, pattern]) => pattern.test(message.slice(0, 4000)))?.[0]
}

/**
 * A message without the identifiers that differ each time, and without what surrounds the plugin's error (for Multus,
 * the whole request).
 */
export function pluginError(message: string): string {
  return message
    .replace(/^Failed (?:to )?create pod sandbox: /i, '')
    .replace(/CNI request failed with status \d{3}: [\s\S]{0,6000}? ERRORED: /, '')
    .replace(/rpc error: code = \w{1,30} desc = /, '')
    .replace(/ for sandbox "[0-9a-f]{1,64}"/, '')
    .replace(/ sandbox container "[0-9a-f]{1,64}"/, ' sandbox container')
    .trim()
}

const REASONS: ReadonlySet<string> = new Set(['FailedCreatePodSandBox', 'NetworkNotReady', 'FailedCreatePodContainer'])

/** Kubelets retry within seconds: a failure older than this, in milliseconds, without a repetition may be over. */
const STALE = 10 * 60_000

/**
 * After a node restart the containers still show how they ended while the sandbox is recreated; the condition tells.
 */
function hasSandbox(pod: Kube<'Pod'>): boolean {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {}
  const states = [...containerStatuses, ...initContainerStatuses]
  const ready = podCondition(pod, 'PodReadyToStartContainers') ?? podCondition(pod, 'PodHasNetwork')
  if (states.some(({ state }) => state?.running !== undefined)) return true
  return ready === undefined ? states.some(({ state }) => state?.terminated !== undefined) : ready.status === 'True'
}

/** The failing attempts to create a pod's sandbox that it still lacks. */
export interface SandboxAttempts {
  readonly event: ClusterEvent
  readonly since: number | undefined
  /** Not certain if the latest message is old, although the pod still has no sandbox. */
  readonly confidence: Confidence
}

/** Why creating a pod's sandbox fails, if it still has none and more than one attempt has failed. */
export function failingSandbox(pod: Kube<'Pod'>, cluster: Cluster): SandboxAttempts | undefined {
  if (pod.spec?.nodeName === undefined || isFinished(pod) || isTerminating(pod) || hasSandbox(pod)) return undefined
  const events = cluster.events(pod).filter(({ reason }) => REASONS.has(reason))
  const event = events.at(-1)
  const attempts = events.reduce((sum, { count }) => sum + count, 0)
  if (event === undefined || attempts < 2) return undefined
  const isRepeated = event.last === undefined || cluster.now - event.last < STALE
  return { event, since: events[0]?.first, confidence: isRepeated ? 'certain' : 'likely' }
}

export interface SandboxFailure extends SandboxAttempts {
  readonly fault: SandboxFault
  readonly message: string
}

function read(pod: Kube<'Pod'>, cluster: Cluster): SandboxFailure | undefined {
  const failing = failingSandbox(pod, cluster)
  const fault = failing && classifySandbox(failing.event.message)
  return fault && { fault, message: failing.event.message, ...failing }
}

/** Why a pod's network cannot be set up, if it still is not and more than one attempt has failed. */
export function sandboxFailureOf(pod: Kube<'Pod'>, cluster: Cluster): SandboxFailure | undefined {
  return cluster.of(pod, read)
}

import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Hit, Words } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { defineFamily } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { earliest, parseTime } from '../../time.ts'
import { containersOf } from '../../workloads/containers.ts'
import { PULL_REASONS } from '../../workloads/images/pulls.ts'
import { evictionOf } from '../../workloads/nodes/eviction.ts'
import { nodeCondition } from '../../workloads/nodes/node-state.ts'
import { isOpen } from '../../workloads/open-workloads.ts'
import { verdictOf } from '../../workloads/placement/verdict.ts'
import { isBeforeStart, isFinished, isTerminating } from '../../workloads/pods.ts'
import { START_REASONS } from '../../workloads/start/failures.ts'

interface PressureFacts {
  readonly node: string
  readonly pod: string
  readonly isEvicted: boolean
  /** True where an image or a container cannot be written for want of space. */
  readonly isFull: boolean
  /** True while the node says so; false where it has recovered; undefined where the node was not read. */
  readonly lasts: boolean | undefined
  /** What the kubelet measured, as it prints it. */
  readonly measured: string | undefined
}

/** What a node can be short of, with how the eviction, the verdict on a pod and the node's condition name it. */
const PRESSURES = [
  { cause: 'node-memory-pressure', reason: 'memory', obstacle: 'memory-pressure', condition: 'MemoryPressure' },
  { cause: 'node-disk-pressure', reason: 'disk', obstacle: 'disk-pressure', condition: 'DiskPressure' },
  { cause: 'node-pid-pressure', reason: 'pids', obstacle: 'pid-pressure', condition: 'PIDPressure' },
] as const

type Pressure = (typeof PRESSURES)[number]

/** A pod that was evicted or refused for what its node is short of, or that waits for such a node. */
function pressureHit(
  pod: Kube<'Pod'>,
  { cause, reason, obstacle, condition: type }: Pressure,
  cluster: Cluster,
): (Hit<PressureFacts> & { readonly cause: Pressure['cause'] }) | undefined {
  const eviction = evictionOf(pod, cluster)
  const verdict = verdictOf(pod, cluster)
  const isEvicted = eviction?.reason === reason
  const waitsFor = verdict?.obstacle === obstacle ? verdict.nodes[0]?.metadata.name : undefined
  const name = isEvicted ? pod.spec?.nodeName : waitsFor
  if (name === undefined) return undefined
  const node = cluster.get({ kind: 'Node', name })
  const condition = node?.kind === 'Node' ? nodeCondition(node, type) : undefined
  const lasts = condition === undefined ? undefined : condition.status === 'True'
  if (isEvicted && lasts === false && !isOpen(pod, cluster)) return undefined
  const said = isEvicted ? [eviction.evidence] : (verdict?.evidence ?? [])
  const path = `status.conditions[type=${type}].status`
  const shown = node === undefined || condition === undefined ? [] : [fieldEvidence(node, path, condition.status ?? '')]
  const measured = isEvicted
    ? /Threshold quantity: ([^,]{1,60}, available: [^.]{1,60})/.exec(eviction.message)?.[1]
    : undefined
  return {
    cause,
    facts: { node: name, pod: pod.metadata.name, isEvicted, isFull: false, lasts, measured },
    subject: { kind: 'Node', name },
    evidence: [...said, ...shown],
    since: lasts === true ? parseTime(condition?.lastTransitionTime) : eviction?.at,
    healing: lasts === false ? 'the node has recovered, and the pod is being replaced' : undefined,
  }
}

/** What containerd and CRI-O print when they unpack an image or make a container and the disk is full (`ENOSPC`). */
const FULL = /no space left on device/i

/** The kernel answers the same where it has no more control groups or watches of files. */
const OTHER_SPACE = /\/sys\/fs\/cgroup|inotify|fsnotify/

const REASONS: ReadonlySet<string> = new Set(['Failed', 'FailedCreatePodSandBox', 'FailedCreatePodContainer'])

function isFull(message: string): boolean {
  return FULL.test(message) && !OTHER_SPACE.test(message)
}

/** A pod whose image, sandbox or container cannot be written for want of space on the node. */
function fullDiskHit(pod: Kube<'Pod'>, cluster: Cluster): Hit<PressureFacts> | undefined {
  const name = pod.spec?.nodeName
  if (name === undefined || isFinished(pod) || isTerminating(pod)) return undefined
  const stuck = containersOf(pod, cluster).filter(
    ({ waiting }) => PULL_REASONS.has(waiting?.reason ?? '') || START_REASONS.has(waiting?.reason ?? ''),
  )
  if (stuck.length === 0 && !isBeforeStart(pod)) return undefined
  const events = cluster.events(pod).filter(({ reason, message }) => REASONS.has(reason) && isFull(message))
  const event = events.at(-1)
  const told = stuck.find(({ waiting }) => isFull(waiting?.message ?? ''))
  if (event === undefined && told === undefined) return undefined
  const node = cluster.get({ kind: 'Node', name })
  const condition = node?.kind === 'Node' ? nodeCondition(node, 'DiskPressure') : undefined
  return {
    facts: { node: name, pod: pod.metadata.name, isEvicted: false, isFull: true, lasts: true, measured: undefined },
    subject: { kind: 'Node', name },
    evidence: [
      event === undefined
        ? fieldEvidence(pod, `${told?.statusPath ?? ''}.state.waiting.message`, told?.waiting?.message ?? '')
        : eventEvidence(event),
      ...(node?.kind === 'Node' && condition !== undefined
        ? [fieldEvidence(node, 'status.conditions[type=DiskPressure].status', condition.status ?? '')]
        : []),
    ],
    since: earliest(events.map(({ first }) => first)),
    confidence: condition?.status === 'True' ? 'certain' : 'likely',
  }
}

/** `free` says what frees the resource. */
function pressureWords(facts: PressureFacts, resource: string, free: string): Words {
  const { node, pod, isEvicted, isFull, lasts, measured } = facts
  const numbers = measured === undefined ? '' : ` (threshold ${measured})`
  return {
    title: lasts === false ? `node ${node} was short of ${resource}` : `node ${node} is short of ${resource}`,
    why: isFull
      ? `The file system is full, so the image or container of pod ${pod} cannot be written.`
      : isEvicted
        ? `The kubelet evicted pod ${pod} for lack of ${resource}${numbers}, and accepts no more such pods until the pressure ends.`
        : `The node accepts no such pods until the pressure ends, and pod ${pod} fits on no other node.`,
    fix: [
      { kind: 'change', text: free },
      {
        kind: 'check',
        text: 'Check the node’s conditions and events.',
        command: sh`kubectl describe node ${node}`,
      },
      {
        kind: 'check',
        text: `List the pods on the node: they can be evicted again while it is short of ${resource}.`,
        command: sh`kubectl get pods --all-namespaces --field-selector spec.nodeName=${node}`,
      },
    ],
  }
}

export default defineFamily<'Pod', Record<Pressure['cause'], PressureFacts>>({
  family: 'pressures',
  stage: 'node',
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  *detect(pod, cluster) {
    for (const pressure of PRESSURES) {
      const hit = pressureHit(pod, pressure, cluster)
      if (hit !== undefined) yield hit
    }
    const full = fullDiskHit(pod, cluster)
    if (full !== undefined) yield { cause: 'node-disk-pressure', ...full }
  },

  causes: {
    'node-disk-pressure': {
      owner: 'platform',
      patience: 'stuck',
      text: {
        summary: 'Pods are evicted or refused for lack of disk',
        shows:
          'Pods fail with reason Evicted: `The node was low on resource: ephemeral-storage`; the node has the condition DiskPressure and accepts no pods. Or an image cannot be unpacked: `no space left on device`.',
        happens: 'Images, logs, emptyDir volumes or files written by containers fill the node’s disk.',
        fix: 'Free disk space, set ephemeral storage limits, enlarge the disk, or add a node.',
        docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/'],
      },
      explain: facts => pressureWords(facts, 'disk space', 'Remove unused images and large logs, or enlarge the disk.'),
    },
    'node-memory-pressure': {
      owner: 'platform',
      patience: 'stuck',
      text: {
        summary: 'Pods are evicted or refused for lack of memory',
        shows:
          'Pods fail with reason Evicted: `The node was low on resource: memory`; the node has the condition MemoryPressure and accepts no BestEffort pods.',
        happens:
          'Containers use more than they request, so the node is overcommitted; a process outside Kubernetes uses memory; or the eviction threshold is too high.',
        fix: 'Set memory requests to actual usage, move the largest pods, or add memory or nodes.',
        docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/'],
      },
      explain: facts =>
        pressureWords(
          facts,
          'memory',
          'Set memory requests to actual usage, or add nodes: pods that use more than they request are evicted first.',
        ),
    },
    'node-pid-pressure': {
      owner: 'platform',
      patience: 'stuck',
      text: {
        summary: 'Pods are evicted or refused for lack of process IDs',
        shows:
          'Pods fail with reason Evicted: `The node was low on resource: pids`; the node has the condition PIDPressure.',
        happens: 'A container keeps starting processes or threads, or does not reap zombies.',
        fix: 'Fix the container that leaks processes, and limit them with the kubelet’s podPidsLimit.',
        docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/'],
      },
      explain: facts =>
        pressureWords(
          facts,
          'process IDs',
          'Fix the container that leaks processes; the kubelet’s podPidsLimit limits them.',
        ),
    },
  },
})

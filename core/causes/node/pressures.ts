import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Hit, Words } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import type { ObjectRef } from '../../report.ts'
import { defineFamily } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { earliest, parseTime } from '../../time.ts'
import { containersOf } from '../../workloads/containers.ts'
import { PULL_REASONS } from '../../workloads/images/pulls.ts'
import { evictionOf } from '../../workloads/nodes/eviction.ts'
import { nodeCondition } from '../../workloads/nodes/node-state.ts'
import { unreadNodesHit, unreadNodesWords } from '../../workloads/placement/unread-nodes.ts'
import { verdictOf } from '../../workloads/placement/verdict.ts'
import { isBeforeStart } from '../../workloads/pods.ts'
import { START_REASONS } from '../../workloads/start/failures.ts'

interface PressureFacts {
  /** Undefined if only the scheduler reports it and the nodes were not read. */
  readonly node: string | undefined
  readonly pod: string
  /** `unwritable`: its image or a container cannot be written for lack of space. */
  readonly fate: 'evicted' | 'refused' | 'unwritable'
  /** True while the node reports it; false once it has recovered; undefined if the node was not read. */
  readonly lasts: boolean | undefined
  /** What the kubelet measured, as it prints it. */
  readonly measured: string | undefined
}

/** What a node can be short of, as named in the eviction, the scheduler's verdict and the node's condition. */
const PRESSURES = [
  { cause: 'node-memory-pressure', reason: 'memory', obstacle: 'memory-pressure', condition: 'MemoryPressure' },
  { cause: 'node-disk-pressure', reason: 'disk', obstacle: 'disk-pressure', condition: 'DiskPressure' },
  { cause: 'node-pid-pressure', reason: 'pids', obstacle: 'pid-pressure', condition: 'PIDPressure' },
] as const

type Pressure = (typeof PRESSURES)[number]

/** The node's condition about a pressure, if it was read. */
function conditionOf(name: string, type: string, cluster: Cluster) {
  const found = cluster.find('Node', undefined, name)
  const condition = found.state === 'present' ? nodeCondition(found.object, type) : undefined
  const node: ObjectRef = { kind: 'Node', name }
  const path = `status.conditions[type=${type}].status`
  return { condition, shown: condition === undefined ? [] : [fieldEvidence(node, path, condition.status ?? '')] }
}

/** A pod that was evicted or refused because of a pressure, or that waits for such a node. */
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
  if (name === undefined) {
    const unread = unreadNodesHit(pod, obstacle, cluster)
    const facts = { node: name, pod: pod.metadata.name, fate: 'refused', lasts: true, measured: undefined } as const
    return unread && { cause, facts, ...unread }
  }
  const { condition, shown } = conditionOf(name, type, cluster)
  const lasts = condition === undefined ? undefined : condition.status === 'True'
  const said = isEvicted ? [eviction.evidence] : (verdict?.evidence ?? [])
  const measured = isEvicted
    ? /Threshold quantity: ([^,]{1,60}, available: [^.]{1,60})/.exec(eviction.message)?.[1]
    : undefined
  return {
    cause,
    facts: { node: name, pod: pod.metadata.name, fate: isEvicted ? 'evicted' : 'refused', lasts, measured },
    subject: { kind: 'Node', name },
    evidence: [...said, ...shown],
    since: lasts === true ? parseTime(condition?.lastTransitionTime) : eviction?.at,
    healing: lasts === false ? 'the node has recovered, and the pod is being replaced' : undefined,
  }
}

/** The error of containerd and CRI-O if the disk is full when they unpack an image or create a container (`ENOSPC`). */
const FULL = /no space left on device/i

/** The kernel returns the same error when it runs out of control groups or inotify watches. */
const OTHER_SPACE = /\/sys\/fs\/cgroup|inotify|fsnotify/

/** Waiting for an image, or for a container to be created. */
const STUCK: ReadonlySet<string> = new Set([...PULL_REASONS, ...START_REASONS])

function isFull(message: string): boolean {
  return FULL.test(message) && !OTHER_SPACE.test(message)
}

/** A pod whose image, sandbox or container cannot be written for lack of space on the node. */
function fullDiskHit(pod: Kube<'Pod'>, cluster: Cluster): Hit<PressureFacts> | undefined {
  const stuck = containersOf(pod, cluster).filter(({ waiting }) => STUCK.has(waiting?.reason ?? ''))
  if (stuck.length === 0 && !isBeforeStart(pod)) return undefined
  const events = cluster.events(pod).filter(({ message }) => isFull(message))
  const states = stuck
    .map(({ statusPath, waiting }) => ({
      path: `${statusPath}.state.waiting.message`,
      message: waiting?.message ?? '',
    }))
    .filter(({ message }) => isFull(message))
    .map(({ path, message }) => fieldEvidence(pod, path, message))
  const [told] = [...events.map(eventEvidence).toReversed(), ...states]
  if (told === undefined) return undefined
  const name = pod.spec?.nodeName ?? ''
  const { condition, shown } = conditionOf(name, 'DiskPressure', cluster)
  return {
    facts: { node: name, pod: pod.metadata.name, fate: 'unwritable', lasts: undefined, measured: undefined },
    subject: { kind: 'Node', name },
    evidence: [told, ...shown],
    since: earliest(events.map(({ first }) => first)),
    confidence: condition?.status === 'True' ? 'certain' : 'likely',
  }
}

/** `free`: how to free the resource. */
function pressureWords(facts: PressureFacts, resource: string, free: string): Words {
  const { node, pod, fate, lasts, measured } = facts
  if (node === undefined) return unreadNodesWords(pod, `is short of ${resource}`, free)
  const numbers = measured === undefined ? '' : ` (threshold ${measured})`
  return {
    title: lasts === false ? `node ${node} was short of ${resource}` : `node ${node} is short of ${resource}`,
    why: {
      unwritable: `The file system is full, so the image or container of pod ${pod} cannot be written.`,
      evicted: `The kubelet evicted pod ${pod} for lack of ${resource}${numbers}, and accepts no more such pods until the pressure ends.`,
      refused: `The node accepts no such pods until the pressure ends, and pod ${pod} fits on no other node.`,
    }[fate],
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

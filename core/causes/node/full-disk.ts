import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { containersOf } from '../../workloads/containers.ts'
import { PULL_REASONS } from '../../workloads/images/pulls.ts'
import { nodeCondition } from '../../workloads/nodes/node-state.ts'
import { isBeforeStart, isFinished, isTerminating } from '../../workloads/pods.ts'
import { START_REASONS } from '../../workloads/start/failures.ts'
import type { PressureFacts } from './pressure.ts'

/** What containerd and CRI-O print when they unpack an image or make a container and the disk is full (`ENOSPC`). */
const FULL = /no space left on device/i

/** The kernel answers the same where it has no more control groups or watches of files. */
const OTHER_SPACE = /\/sys\/fs\/cgroup|inotify|fsnotify/

const REASONS: ReadonlySet<string> = new Set(['Failed', 'FailedCreatePodSandBox', 'FailedCreatePodContainer'])

function isFull(message: string): boolean {
  return FULL.test(message) && !OTHER_SPACE.test(message)
}

/** Takes a pod; yields a hit where its image, its sandbox or a container cannot be written for want of space on the node. */
export function* detectFullDisk(pod: Kube<'Pod'>, cluster: Cluster): Iterable<Hit<PressureFacts>> {
  const name = pod.spec?.nodeName
  if (name === undefined || isFinished(pod) || isTerminating(pod)) return
  const stuck = containersOf(pod, cluster).filter(
    ({ waiting }) => PULL_REASONS.has(waiting?.reason ?? '') || START_REASONS.has(waiting?.reason ?? ''),
  )
  if (stuck.length === 0 && !isBeforeStart(pod)) return
  const event = cluster.events(pod).findLast(({ reason, message }) => REASONS.has(reason) && isFull(message))
  const told = stuck.find(({ waiting }) => isFull(waiting?.message ?? ''))
  if (event === undefined && told === undefined) return
  const node = cluster.get({ kind: 'Node', name })
  const condition = node?.kind === 'Node' ? nodeCondition(node, 'DiskPressure') : undefined
  yield {
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
    since: event?.first,
    confidence: condition?.status === 'True' ? 'certain' : 'likely',
  }
}

import { fieldEvidence } from '../../evidence.ts'
import type { Confidence } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { formatAge, parseTime } from '../../time.ts'
import { createdAt } from '../../workloads/pods.ts'
import { DEFAULT_SCHEDULER, isUntouched, staleFor } from './untouched.ts'

const LEASE = { kind: 'Lease', namespace: 'kube-system', name: 'kube-scheduler' } as const

/** Without the lease: milliseconds after which only a scheduler that is not there explains a pod that nobody looked at. */
const LONG = 120_000

export default defineCause({
  id: 'scheduler-not-running',
  stage: 'scheduling',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'The kube-scheduler does not run',
    shows:
      'New pods stay Pending without a node and without any event; the lease kube-system/kube-scheduler is not renewed.',
    happens:
      'The static pod of the scheduler crashes (a broken flag, certificate or kubeconfig), the control-plane node is down, or it cannot reach the API server.',
    fix: 'Look at the scheduler on the control-plane node: its manifest in /etc/kubernetes/manifests, its log, its certificate.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/'],
  },
  on: ['Pod'],
  reads: ['Lease', 'ReplicaSet', 'Job'],

  *detect(pod, cluster) {
    if ((pod.spec?.schedulerName ?? DEFAULT_SCHEDULER) !== DEFAULT_SCHEDULER || !isUntouched(pod, cluster)) return
    const lookup = cluster.find('Lease', LEASE.namespace, LEASE.name)
    const waiting = createdAt(pod)
    const age = cluster.now - (waiting ?? cluster.now)
    if (lookup.state !== 'present') {
      if (age < LONG) return
      yield {
        facts: { pod: pod.metadata.name, stale: undefined as string | undefined },
        subject: LEASE,
        evidence: [fieldEvidence(pod, 'status.conditions', 'no PodScheduled condition')],
        confidence: 'possible' as Confidence,
        since: waiting,
      }
      return
    }
    const stale = staleFor(lookup.object, cluster)
    if (stale === undefined) return
    yield {
      facts: { pod: pod.metadata.name, stale: formatAge(stale) as string | undefined },
      subject: LEASE,
      evidence: [
        fieldEvidence(lookup.object, 'spec.renewTime', lookup.object.spec?.renewTime ?? ''),
        fieldEvidence(pod, 'status.conditions', 'no PodScheduled condition'),
      ],
      confidence: 'certain' as Confidence,
      since: parseTime(lookup.object.spec?.renewTime),
    }
  },

  explain({ pod, stale }) {
    return {
      title:
        stale === undefined
          ? 'the kube-scheduler does not seem to run'
          : `the kube-scheduler does not run: its lease was last renewed ${stale} ago`,
      why: `Nobody has looked for a node for pod ${pod}; it stays Pending until a scheduler runs.`,
      fix: [
        {
          text: "Look at the scheduler's pod on the control-plane node, and at its log.",
          command: 'kubectl get pods -n kube-system -l component=kube-scheduler -o wide',
        },
        {
          text: 'See when its lease was renewed, and by whom.',
          command: 'kubectl get lease kube-scheduler -n kube-system -o yaml',
        },
      ],
    }
  },
})

import { fieldEvidence } from '../../evidence.ts'
import type { Confidence } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { formatTime } from '../../time.ts'
import { createdAt } from '../../workloads/pods.ts'
import { DEFAULT_SCHEDULER, FIRST_LOOK, hasScheduledSince, isUntouched, renewalOf } from './scheduler.ts'

const LEASE = { kind: 'Lease', namespace: 'kube-system', name: 'kube-scheduler' } as const

export default defineCause({
  id: 'scheduler-not-running',
  stage: 'scheduling',
  owner: 'platform',
  patience: 'slow',
  text: {
    summary: 'kube-scheduler is not running',
    shows:
      'New pods stay Pending without a node and without any events; the lease kube-system/kube-scheduler is not renewed.',
    happens:
      'The scheduler’s static pod crashes (a wrong flag, certificate or kubeconfig), the control-plane node is down, or it cannot reach the API server.',
    fix: 'Check the scheduler on the control-plane node: its manifest in /etc/kubernetes/manifests, its log and its certificate.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/'],
  },
  on: ['Pod'],
  reads: ['Lease', 'ReplicaSet', 'Job'],

  *detect(pod, cluster) {
    // A manifest is not waiting for a scheduler.
    if (createdAt(pod) === undefined) return
    if ((pod.spec?.schedulerName ?? DEFAULT_SCHEDULER) !== DEFAULT_SCHEDULER || !isUntouched(pod, cluster)) return
    const lookup = cluster.find('Lease', LEASE.namespace, LEASE.name)
    if (lookup.state !== 'present') {
      if (hasScheduledSince(pod, cluster)) return
      yield {
        facts: { pod: pod.metadata.name, renewed: undefined as string | undefined },
        subject: LEASE,
        evidence: [fieldEvidence(pod, 'status.conditions', 'no PodScheduled condition')],
        confidence: 'possible' as Confidence,
        since: createdAt(pod),
        usual: FIRST_LOOK,
        isSilence: true,
      }
      return
    }
    const renewal = renewalOf(lookup.object, cluster)
    if (renewal === undefined) return
    yield {
      facts: { pod: pod.metadata.name, renewed: formatTime(renewal.renewed) as string | undefined },
      subject: LEASE,
      evidence: [
        fieldEvidence(lookup.object, 'spec.renewTime', lookup.object.spec?.renewTime ?? ''),
        fieldEvidence(pod, 'status.conditions', 'no PodScheduled condition'),
      ],
      confidence: 'certain' as Confidence,
      since: renewal.renewed,
      due: renewal.due,
    }
  },

  explain({ pod, renewed }) {
    return {
      title:
        renewed === undefined
          ? 'kube-scheduler does not seem to be running'
          : `kube-scheduler is not running: its lease was last renewed at ${renewed}`,
      why: `No scheduler has handled pod ${pod}; it stays Pending until one runs.`,
      fix: [
        {
          kind: 'check',
          text: "Find out why the scheduler's pod is not running, and restart it.",
          command: 'kubectl get pods -n kube-system -l component=kube-scheduler -o wide',
        },
        {
          kind: 'check',
          text: 'Show when its lease was renewed, and by whom.',
          command: 'kubectl get lease kube-scheduler -n kube-system -o yaml',
        },
      ],
    }
  },
})

import { fieldEvidence } from '../../evidence.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag } from '../../shell.ts'
import { createdAt } from '../../workloads/pods.ts'
import { templateSteps } from '../../workloads/template-patch.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import { DEFAULT_SCHEDULER, FIRST_LOOK, hasScheduledSince, isUntouched } from './scheduler.ts'

/**
 * Schedulers that a cloud runs outside the cluster: EKS Fargate's, which takes a minute to provide a node, and GKE
 * Autopilot's.
 */
const HOSTED: ReadonlySet<string> = new Set(['fargate-scheduler', 'gke.io/optimize-utilization-scheduler'])

export default defineCause({
  id: 'scheduler-name-unknown',
  stage: 'scheduling',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'spec.schedulerName names a scheduler that is not running',
    shows: 'The pod stays Pending without a node and without any events.',
    happens:
      'The name has a typo, or a second scheduler (Volcano, YuniKorn, Stork, …) is not installed or has stopped.',
    fix: 'Remove schedulerName to use the default scheduler, or install and start the one it names.',
    docs: ['https://kubernetes.io/docs/tasks/extend-kubernetes/configure-multiple-schedulers/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    const scheduler = pod.spec?.schedulerName
    if (scheduler === undefined || scheduler === DEFAULT_SCHEDULER || !isUntouched(pod, cluster)) return
    if (HOSTED.has(scheduler) || cluster.events(pod).some(({ component }) => component === scheduler)) return
    const since = createdAt(pod)
    if (hasScheduledSince(pod, cluster)) return
    const workload = workloadOf(pod, cluster)
    const path = `${podSpecPath(workload.kind)}.schedulerName`
    return {
      facts: {
        pod: pod.metadata.name,
        scheduler,
        workload: { kind: workload.kind, name: workload.name, namespaceFlag: namespaceFlag(workload.namespace) },
      },
      subject: workload,
      evidence: [
        fieldEvidence(pod, 'spec.schedulerName', scheduler),
        fieldEvidence(pod, 'status.conditions', 'no PodScheduled condition'),
      ],
      confidence: 'likely',
      since,
      usual: FIRST_LOOK,
      isSilence: true,
      field: { object: workload, path, value: scheduler, suggestion: DEFAULT_SCHEDULER },
    }
  },

  explain({ pod, scheduler, workload }) {
    return {
      title: `no scheduler named ${scheduler} is running`,
      why: `Only a scheduler of that name schedules pod ${pod}, so it stays Pending without any events.`,
      fix: [
        ...templateSteps('Use the default scheduler.', workload, { schedulerName: DEFAULT_SCHEDULER }),
        { kind: 'change', text: `Or install or restart scheduler ${scheduler}.` },
        { kind: 'check', text: 'Check whether it is running anywhere.', command: 'kubectl get pods --all-namespaces' },
      ],
    }
  },
})

import { fieldEvidence } from '../../evidence.ts'
import { BUDGETS } from '../../patience.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { createdAt, isTerminating } from '../../workloads/pods.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'

/** Gates of Kueue, which removes them when there is capacity: https://kueue.sigs.k8s.io/docs/tasks/run/plain_pods/ */
const QUEUES = /^kueue\.x-k8s\.io\//
/** Milliseconds in which a controller that releases the pod at once removes its gate. */
const LETTING_GO = 5000

/** Gates that get a step of their own. */
const SHOWN = 3

export default defineCause({
  id: 'scheduling-gated',
  stage: 'scheduling',
  owner: 'platform',
  patience: {
    why: 'a controller needs to release the pod, or a queue to have room for it',
    seconds: ({ isQueued }) => BUDGETS[isQueued ? 'long' : 'slow'].seconds,
  },
  text: {
    summary: 'A scheduling gate has not been removed',
    shows: '`kubectl get pods` says SchedulingGated; there are no events.',
    happens:
      'The template or a controller (for quotas, or a queue such as Kueue) added the gate, and its controller has not removed it: it waits for capacity, is not running, or does not manage the pod.',
    fix: 'Find the gate’s controller by the gate’s name. Gates can only be removed, never added later.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    const gates = (pod.spec?.schedulingGates ?? []).map(({ name }) => name).filter(name => name !== undefined)
    if (gates.length === 0 || isTerminating(pod)) return
    const { namespace, name } = pod.metadata
    const workload = workloadOf(pod, cluster)
    const isQueued = gates.every(gate => QUEUES.test(gate))
    return {
      facts: {
        pod: name,
        namespaceFlag: namespaceFlag(namespace),
        gates,
        isQueued,
      },
      subject: workload,
      evidence: [fieldEvidence(pod, 'spec.schedulingGates', gates.join(', '))],
      since: createdAt(pod),
      usual: LETTING_GO,
      isOpen: isQueued,
      field: { object: workload, path: `${podSpecPath(workload.kind)}.schedulingGates`, value: gates.join(', ') },
    }
  },

  explain({ pod, namespaceFlag, gates }) {
    const names = gates.join(', ')
    const isOne = gates.length === 1
    return {
      title: `scheduling gate${isOne ? '' : 's'} ${names} ${isOne ? 'has' : 'have'} not been removed`,
      why: `The scheduler ignores pod ${pod} until the controller of ${names} removes ${isOne ? 'it' : 'them'}.`,
      fix: [
        {
          kind: 'check',
          text: `Find out why the controller of ${names} does not release the pod.`,
          command: sh`kubectl get pod ${pod}${namespaceFlag} -o yaml`,
        },
        ...(gates.some((gate: string) => gate.startsWith('kueue.x-k8s.io/'))
          ? [
              {
                kind: 'check' as const,
                text: 'See what its queue says: quota that is used up, or a queue that does not exist.',
                command: sh`kubectl describe workloads.kueue.x-k8s.io${namespaceFlag}`,
              },
            ]
          : []),
        ...gates.slice(0, SHOWN).map((gate: string, index: number) => {
          const path = `/spec/schedulingGates/${index}`
          const patch = [
            { op: 'test', path: `${path}/name`, value: gate },
            { op: 'remove', path },
          ]
          return {
            kind: 'destroy' as const,
            text: `If ${gate} has no controller any more, remove the gate here and from the template: its condition is skipped, and it cannot be added back.`,
            command: withPatch(sh`kubectl patch pod ${pod}${namespaceFlag}`, patch),
          }
        }),
      ],
    }
  },
})

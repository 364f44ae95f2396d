import { fieldEvidence } from '../../evidence.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { namespaceWith, sawNamespaces, selectedPods, selectorText } from '../../workloads/placement/affinity-terms.ts'
import { detectPending } from '../../workloads/placement/pending-hit.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'

const FIELD = 'affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution'

export default defineCause({
  id: 'pod-affinity-unsatisfied',
  stage: 'scheduling',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'Required pod affinity matches no placed pod',
    shows: "The pod stays Pending; FailedScheduling says `node(s) didn't match pod affinity rules`.",
    happens:
      'The pods it wants to be near do not run, have other labels or live in another namespace, or the nodes lack the label of the topology key.',
    fix: 'Correct the label selector or its namespaces, start the other pods first, or make the affinity preferred instead of required.',
    docs: [
      'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
    ],
  },
  on: ['Pod'],
  reads: ['Node', 'Namespace', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectPending(pod, cluster, 'pod-affinity-unsatisfied', () => {
      const object = workloadOf(pod, cluster)
      const terms = pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
      const lonely = terms.find(term => selectedPods(term, pod, cluster)?.length === 0)
      const term = lonely ?? terms[0]
      const path = term && `${FIELD}[${terms.indexOf(term)}]`
      const topologyKey = term?.topologyKey ?? ''
      const selector = selectorText(term?.labelSelector)
      return {
        facts: {
          selector,
          topologyKey,
          isAlone: lonely !== undefined && sawNamespaces(lonely, pod, cluster),
          namespaces: term?.namespaces ?? [],
          isWide: term?.namespaceSelector !== undefined,
          elsewhere: lonely === undefined ? undefined : namespaceWith(lonely, pod, cluster),
        },
        ...(path === undefined
          ? {}
          : {
              evidence: [fieldEvidence(pod, `spec.${path}`, `${selector} per ${topologyKey}`)],
              field: { object, path: `${podSpecPath(object.kind)}.${path}.labelSelector`, value: selector },
            }),
      }
    })
  },

  explain({ pod, place, selector, topologyKey, isAlone, namespaces, isWide, elsewhere }) {
    const where = namespaces.length === 0 ? '' : ` in ${namespaces.join(', ')}`
    const inNamespace = namespaces[0] === undefined ? place : ` -n ${namespaces[0]}`
    return {
      title: isAlone
        ? `pod affinity wants to be near pods with ${selector}, and none is placed${where}`
        : `no fitting node is near pods with ${selector}, as pod affinity requires`,
      why: `Pod ${pod} may run only where such a pod runs in the same ${topologyKey}, so it stays Pending.`,
      fix: [
        ...(elsewhere === undefined
          ? []
          : [
              {
                text: `Namespace ${elsewhere} has such a pod: name it under namespaces of the rule, which looks at the pod's own namespace only.`,
                command: sh`kubectl get pods -n ${elsewhere} -l '${selector}' -o wide`,
              },
            ]),
        {
          text: 'Start the pods that it wants to be near, or correct the label selector or its namespaces.',
          command: isWide
            ? sh`kubectl get pods --all-namespaces -l '${selector}' -o wide`
            : sh`kubectl get pods${inNamespace} -l '${selector}' -o wide`,
        },
        { text: 'Or make it preferredDuringSchedulingIgnoredDuringExecution, if near is only better.' },
      ],
    }
  },
})

import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { placeOf } from '../../shell.ts'
import type { ContainerView } from '../../workloads/containers.ts'
import { containersOf, listOf } from '../../workloads/containers.ts'
import type { PullProblem } from '../../workloads/images/image-pull.ts'
import { pullProblemOf } from '../../workloads/images/image-pull.ts'
import type { PullFailure } from '../../workloads/images/pull-failure.ts'
import { previousTemplate } from '../../workloads/replica-sets.ts'
import type { ContainerList } from '../../workloads/template-patch.ts'
import { containerPath, workloadOf } from '../../workloads/workloads.ts'
import type { SandboxImage } from './sandbox-image.ts'
import { sandboxPullOf } from './sandbox-image.ts'

/** What the words of the image stage need. */
export interface PullFacts {
  readonly image: string
  readonly container: string
  readonly list: ContainerList
  readonly message: string
  /** True where the pull has not failed: it goes on and on. */
  readonly isRunning: boolean
  /** `place` is ` -n NAMESPACE` for commands. */
  readonly workload: { readonly kind: string; readonly name: string; readonly place: string }
  /** The image that the revision before used, where it was another one. */
  readonly previous: string | undefined
  readonly architecture: string | undefined
  /** Set where it is no container's image: the runtime of the node pulls it for the pod's sandbox. */
  readonly sandbox: SandboxImage | undefined
}

interface Failing {
  readonly view: ContainerView
  readonly problem: PullProblem
}

const NOTHING: readonly never[] = []

/** Most troubled pods have their images: that is found out once for all classes. */
function findFailing(pod: Kube<'Pod'>, cluster: Cluster): readonly Failing[] {
  return containersOf(pod, cluster).flatMap(view => {
    const problem = pullProblemOf(view, cluster)
    return problem === undefined ? NOTHING : { view, problem }
  })
}

/** A pod without a sandbox has no container yet that could pull. */
function detectSandbox(pod: Kube<'Pod'>, cluster: Cluster, failure: PullFailure): readonly Hit<PullFacts>[] {
  const pull = sandboxPullOf(pod, cluster)
  if (pull?.failure !== failure) return NOTHING
  const { image, node, event, since, confidence } = pull
  const workload = workloadOf(pod, cluster)
  return [
    {
      facts: {
        image,
        container: '',
        list: 'containers',
        message: event.message,
        isRunning: false,
        workload: { kind: workload.kind, name: workload.name, place: placeOf(workload.namespace) },
        previous: undefined,
        architecture: undefined,
        sandbox: { image, node },
      },
      subject: workload,
      evidence: [eventEvidence(event), fieldEvidence(pod, 'spec.nodeName', node)],
      owner: 'platform',
      confidence,
      since,
    },
  ]
}

/**
 * Takes a pod and one class of pull failure; returns a hit for each container whose pull fails that way, or for the pod's
 * sandbox.
 */
export function detectPull(pod: Kube<'Pod'>, cluster: Cluster, failure: PullFailure): readonly Hit<PullFacts>[] {
  const failing = cluster.of(pod, findFailing)
  if (failing.length === 0) return detectSandbox(pod, cluster, failure)
  return failing.flatMap(({ view, problem }) => {
    if (problem.failure !== failure) return NOTHING
    const workload = workloadOf(pod, cluster)
    const path = `${containerPath(workload, view.name, view.role !== 'main')}.image`
    const before = previousTemplate(workload, cluster)?.spec?.[listOf(view)]?.find(
      ({ name }) => name === view.name,
    )?.image
    const previous = before === problem.image ? undefined : before
    const node = pod.spec?.nodeName === undefined ? undefined : cluster.get({ kind: 'Node', name: pod.spec.nodeName })
    return {
      facts: {
        image: problem.image,
        container: view.name,
        list: listOf(view),
        message: problem.message,
        isRunning: problem.isRunning === true,
        workload: { kind: workload.kind, name: workload.name, place: placeOf(workload.namespace) },
        previous,
        architecture: node?.kind === 'Node' ? node.status?.nodeInfo?.architecture : undefined,
        sandbox: undefined,
      },
      subject: { ...workload, container: view.name },
      container: view.name,
      evidence: problem.evidence,
      ...(problem.isRunning === true && { confidence: 'likely' as const }),
      since: problem.since,
      field: {
        object: workload,
        path,
        value: problem.image,
        ...(previous === undefined ? {} : { suggestion: previous }),
      },
    }
  })
}

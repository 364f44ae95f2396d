import type { Cluster } from '../../cluster/cluster.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import { placeOf } from '../../shell.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import { mountProblemOf } from './mount-failure.ts'
import type { MountProblem } from './mount-place.ts'
import type { MountFailure } from './mount-wording.ts'

/** What the words about a volume that does not reach a pod need. */
export interface MountFacts {
  readonly pod: string
  readonly place: string
  readonly node: string
  readonly workload: { readonly kind: string; readonly name: string }
  /** The claim or, where there is none, the volume. */
  readonly volume: string
  readonly message: string
}

const NOTHING: readonly never[] = []

type Detail<F> = Partial<Hit<unknown>> & { readonly facts: F }

/**
 * Takes a pod and one way to fail; returns a hit where a volume fails so. `more` adds facts and may set any part of the hit;
 * where it returns nothing there is none.
 */
export function detectMount<F>(
  pod: Kube<'Pod'>,
  cluster: Cluster,
  failure: MountFailure,
  more: (problem: MountProblem, waited: number) => Detail<F> | undefined,
): readonly Hit<MountFacts & F>[] {
  const problem = mountProblemOf(pod, cluster)
  if (problem?.failure !== failure) return NOTHING
  const detail = more(problem, cluster.now - (problem.since ?? cluster.now))
  if (detail === undefined) return NOTHING
  const { claim, podVolume, volume, message, evidence, since, confidence } = problem
  const workload = workloadOf(pod, cluster)
  const name = podVolume?.name
  return [
    {
      subject: workload,
      explains: [refOf(pod)],
      evidence,
      confidence,
      since,
      ...(name === undefined
        ? {}
        : { field: { object: workload, path: `${podSpecPath(workload.kind)}.volumes[name=${name}]` } }),
      ...detail,
      facts: {
        pod: pod.metadata.name,
        place: placeOf(pod.metadata.namespace),
        node: pod.spec?.nodeName ?? '',
        workload: { kind: workload.kind, name: workload.name },
        volume: claim === undefined ? `volume ${volume ?? name ?? ''}` : `claim ${claim.name}`,
        message,
        ...detail.facts,
      },
    },
  ]
}

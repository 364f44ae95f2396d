import type { Cluster } from '../../cluster/cluster.ts'
import type { Hit } from '../../finding.ts'
import { isEarly } from '../../freshness.ts'
import type { Kube } from '../../kube/index.ts'
import { nearest } from '../../nearest.ts'
import { placeOf } from '../../shell.ts'
import { createdAt } from '../../workloads/pods.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import { missingReferencesOf } from './missing-references.ts'

/** What the words of a missing ConfigMap, Secret or key need. */
export interface MissingFacts {
  readonly name: string
  readonly key: string | undefined
  readonly place: string
  readonly workload: { readonly kind: string; readonly name: string }
  /** The nearest existing name of an object or key. */
  readonly suggestion: string | undefined
  /** Another namespace that has an object of this name. */
  readonly elsewhere: string | undefined
  readonly isVolume: boolean
}

const NOTHING: readonly never[] = []

/** What is applied after the pods, or made by a controller (External Secrets, Sealed Secrets), comes within this time, in milliseconds. */
const COMING = 20_000

/** Takes a pod and what to look for; returns a hit for each ConfigMap or Secret (or key of one) that it waits for. */
export function detectMissing(
  pod: Kube<'Pod'>,
  cluster: Cluster,
  kind: 'ConfigMap' | 'Secret',
  missing: 'object' | 'key',
): readonly Hit<MissingFacts>[] {
  const all = missingReferencesOf(pod, cluster)
  if (all.length === 0) return NOTHING
  const { namespace = '' } = pod.metadata
  const workload = workloadOf(pod, cluster)
  return all.flatMap(found => {
    const { reference, evidence, since, isSaid } = found
    if (reference.kind !== kind || found.missing !== missing) return NOTHING
    const here = cluster.list(kind, namespace)
    const object = here.find(({ metadata }) => metadata.name === reference.name)
    const keys = Object.keys({ ...object?.data, ...object?.binaryData })
    const suggestion =
      missing === 'key'
        ? nearest(reference.key ?? '', keys)
        : nearest(
            reference.name,
            here.map(({ metadata }) => metadata.name),
          )
    const path = missing === 'key' ? (reference.keyPath ?? reference.path) : reference.path
    return {
      facts: {
        name: reference.name,
        key: reference.key,
        place: placeOf(namespace),
        workload: { kind: workload.kind, name: workload.name },
        suggestion,
        elsewhere: cluster.named(kind, reference.name).find(({ metadata }) => metadata.namespace !== namespace)
          ?.metadata.namespace,
        isVolume: reference.volume !== undefined,
      },
      subject: { kind, namespace, name: reference.name },
      explains: [{ kind: 'Pod', namespace, name: pod.metadata.name }],
      ...(reference.container === undefined ? {} : { container: reference.container }),
      evidence,
      since,
      confidence: isSaid ? 'certain' : 'likely',
      ...(missing === 'object' && isEarly(createdAt(pod), COMING, cluster) ? { outlook: 'self-healing' as const } : {}),
      field: {
        object: workload,
        path: `${podSpecPath(workload.kind)}.${path}`,
        value: missing === 'key' ? (reference.key ?? '') : reference.name,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    }
  })
}

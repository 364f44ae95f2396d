import type { Cluster } from '../../cluster/cluster.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { placeOf } from '../../shell.ts'
import type { ContainerView } from '../../workloads/containers.ts'
import { containersOf, listOf } from '../../workloads/containers.ts'
import type { StartCause } from '../../workloads/start/start-cause.ts'
import type { StartFailure } from '../../workloads/start/start-failure.ts'
import { startFailureOf } from '../../workloads/start/start-failure.ts'
import type { ContainerList } from '../../workloads/template-patch.ts'
import { containerPath, workloadOf } from '../../workloads/workloads.ts'

/** What the words of the container-start stage need. */
export interface StartFacts {
  readonly container: string
  readonly list: ContainerList
  readonly image: string
  readonly message: string
  readonly command: readonly string[]
  readonly args: readonly string[]
  readonly workingDir: string | undefined
  readonly workload: { readonly kind: string; readonly name: string; readonly place: string }
  readonly pod: string
}

interface Failing {
  readonly view: ContainerView
  readonly failure: StartFailure
}

const NOTHING: readonly never[] = []

/** Most troubled pods start: that is found out once for all causes. */
function findFailing(pod: Kube<'Pod'>, cluster: Cluster): readonly Failing[] {
  return containersOf(pod, cluster).flatMap(view => {
    const failure = startFailureOf(view, cluster)
    return failure === undefined ? NOTHING : { view, failure }
  })
}

/**
 * Takes a pod, a cause and the field of the container at fault; returns a hit for each container that cannot start for it.
 */
export function detectStart(
  pod: Kube<'Pod'>,
  cluster: Cluster,
  cause: StartCause,
  fieldName: 'command' | 'args' | 'workingDir' | 'image' | 'volumeMounts' | 'securityContext' | 'lifecycle.postStart',
): readonly Hit<StartFacts>[] {
  const failing = cluster.of(pod, findFailing)
  if (failing.length === 0) return NOTHING
  return failing.flatMap(({ view, failure }) => {
    if (failure.cause !== cause) return NOTHING
    const workload = workloadOf(pod, cluster)
    const { spec, name } = view
    const value =
      fieldName === 'command'
        ? spec.command?.[0]
        : fieldName === 'workingDir'
          ? spec.workingDir
          : fieldName === 'image'
            ? spec.image
            : undefined
    return {
      facts: {
        container: name,
        list: listOf(view),
        image: spec.image ?? '',
        message: failure.message,
        command: spec.command ?? [],
        args: spec.args ?? [],
        workingDir: spec.workingDir,
        workload: { kind: workload.kind, name: workload.name, place: placeOf(workload.namespace) },
        pod: pod.metadata.name,
      },
      subject: { ...workload, container: name },
      container: name,
      evidence: failure.evidence,
      since: failure.since,
      field: {
        object: workload,
        path: `${containerPath(workload, name, view.role !== 'main')}.${fieldName}`,
        ...(value === undefined ? {} : { value }),
      },
    }
  })
}

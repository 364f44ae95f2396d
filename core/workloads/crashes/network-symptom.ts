import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { ContainerView } from '../containers.ts'
import { containersOf } from '../containers.ts'
import { crashOf } from './crash.ts'
import { failingLogOf } from './failing-log.ts'
import { probeOutputOf } from './probe-output.ts'
import { isAnswered, type NetworkSymptom, portOf, type Said, symptomOf } from './unreached.ts'
import { unreadyLogOf } from './unready-log.ts'

/**
 * What a container's log says about its exit, or about what it waits for; for a ready app, everything that keeps
 * failing.
 */
function saidOf(view: ContainerView, cluster: Cluster): readonly Said[] {
  const verdict =
    crashOf(view, cluster)?.verdict ?? unreadyLogOf(view, cluster)?.verdict ?? probeOutputOf(view, cluster)
  return verdict === undefined ? failingLogOf(view, cluster) : [verdict]
}

function read(pod: Kube<'Pod'>, cluster: Cluster): readonly NetworkSymptom[] {
  return containersOf(pod, cluster).flatMap(view =>
    saidOf(view, cluster).flatMap(said => {
      const symptom = symptomOf(pod, view.name, said)
      return symptom === undefined ? [] : [symptom]
    }),
  )
}

/**
 * What a pod's containers cannot reach according to their logs and probes: those that crash, are not ready, or are
 * ready and keep failing because of it.
 */
export function networkSymptomsOf(pod: Kube<'Pod'>, cluster: Cluster): readonly NetworkSymptom[] {
  return cluster.of(pod, read)
}

/** The symptom of a container about the other end in a log's facts; the first one without facts. */
export function symptomNaming(
  pod: Kube<'Pod'>,
  container: string,
  named: Readonly<Record<string, string>>,
  cluster: Cluster,
): NetworkSymptom | undefined {
  const own = networkSymptomsOf(pod, cluster).filter(symptom => symptom.container === container)
  const host = named['address'] ?? named['host']
  const port = portOf(named['port'])
  return own.find(symptom => symptom.host === host && symptom.port === port) ?? own[0]
}

/** True if the pod's log shows that nothing responded, as when packets are dropped. */
export function losesPackets(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  return networkSymptomsOf(pod, cluster).some(symptom => isAnswered(symptom) === false)
}

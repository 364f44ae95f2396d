import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { ContainerView } from '../containers.ts'
import { containersOf } from '../containers.ts'
import { crashOf } from './crash.ts'
import { failingLogOf } from './failing-log.ts'
import { probeOutputOf } from './probe-output.ts'
import { isAnswered, type NetworkSymptom, portOf, type Said, symptomOf } from './unreached.ts'
import { unreadyLogOf } from './unready-log.ts'

/** What a container says of its end, or of what it waits for; of a program that is ready all that lasts. */
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
 * What the logs and probes of a pod's containers say they cannot reach: of those that crash for it, are unready for it, or are
 * ready and fail for it again and again.
 */
export function networkSymptomsOf(pod: Kube<'Pod'>, cluster: Cluster): readonly NetworkSymptom[] {
  return cluster.of(pod, read)
}

/** What a container says of one other end, by what its log names; without names the first. */
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

/** True where the pod's log says that nobody answered, as where packets are dropped on the way. */
export function losesPackets(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  return networkSymptomsOf(pod, cluster).some(symptom => isAnswered(symptom) === false)
}

import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { NetworkSymptom } from './network-symptom.ts'
import { networkSymptomsOf } from './network-symptom.ts'

/** Nobody answers, in the words of operating systems and libraries; a refusal is an answer. */
const UNANSWERED =
  /time[ds]?[ -]?out|ETIMEDOUT|no route|EHOSTUNREACH|unreachable|deadline exceeded|EAI_AGAIN|temporary failure/i

/** Takes what a pod does not reach; returns true where nobody answered. */
export function isUnanswered({ line }: NetworkSymptom): boolean {
  return UNANSWERED.test(line)
}

/** Takes a pod; returns true where its log says that nobody answered, as where packets are dropped on the way. */
export function losesPackets(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  return networkSymptomsOf(pod, cluster).some(isUnanswered)
}

import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { refOf } from '../ref.ts'
import { defineSymptom } from '../rule.ts'
import { containersOf } from '../workloads/containers.ts'
import { failingLogOf } from '../workloads/crashes/failing-log.ts'
import { failingPodsOf } from '../workloads/failing-pods.ts'
import { howOften } from '../workloads/how-often.ts'
import { partialProblemOf } from '../workloads/probes/partial.ts'
import { rolloutOf } from '../workloads/rollouts.ts'

function textOf(pod: Kube<'Pod'>, cluster: Cluster): string | undefined {
  for (const view of containersOf(pod, cluster)) {
    const [failure] = failingLogOf(view, cluster)
    if (failure !== undefined)
      return `the log of container ${view.name} repeats the same failure: ${howOften(failure, cluster.now)}`
    const probe = partialProblemOf(view, cluster)
    if (probe !== undefined) return `container ${view.name} is ready, but its ${probe.kind} probe keeps failing`
  }
  return undefined
}

export default defineSymptom({
  id: 'program-failing',
  on: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'CronJob', 'Pod'],
  reads: ['ReplicaSet', 'Job'],
  evenComplete: true,

  detect(object, cluster) {
    if (object.kind === 'Pod') {
      const text = textOf(object, cluster)
      return text === undefined ? [] : [{ text, because: [] }]
    }
    const pods = failingPodsOf(object, cluster)
    if (pods.length === 0) return []
    if (object.kind === 'CronJob')
      return [{ text: 'its latest runs fail, although they exit with 0', because: pods.map(refOf) }]
    const { ready } = rolloutOf(object, cluster)
    const verb = pods.length === 1 ? 'is' : 'are'
    // Its status may be older than its pods' readiness.
    const text =
      ready < pods.length
        ? `${pods.length} of its pods ${verb} failing`
        : `${pods.length} of ${ready} ready pods ${verb} failing`
    return [{ text, because: pods.map(refOf) }]
  },
})

import { recordedCluster } from '../fake/kube/cluster.ts'
import type { Stored } from '../fake/kube/store.ts'

/** The pod of a recorded cluster, `count` times under other names that sort after its own, with the `managedFields` a real one carries. */
export function manyPods(scenario: string, namespace: string, count: number): readonly Stored[] {
  const pod = recordedCluster(scenario).objects.find(
    object => object.kind === 'Pod' && object.metadata.namespace === namespace,
  )
  if (!pod) throw new Error(`${scenario} has no pod in ${namespace}`)
  const managedFields = [{ manager: 'kubelet', operation: 'Update', fieldsType: 'FieldsV1', fieldsV1: fieldsOf(pod) }]
  return Array.from({ length: count }, (_, at) => {
    const name = `${pod.metadata.name.slice(0, -5)}z${String(at).padStart(4, '0')}`
    return { ...pod, metadata: { ...pod.metadata, name, uid: `uid-${at}`, managedFields } }
  })
}

function fieldsOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [`f:${name}`, fieldsOf(field)]))
}

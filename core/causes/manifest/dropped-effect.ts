import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { autoscalerFaultOf } from '../../workloads/autoscalers.ts'
import { failedCreateOf } from '../../workloads/creation/failed-create.ts'
import { createdAt } from '../../workloads/pods.ts'
import type { DroppedField } from './dropped-fields.ts'
import { isMissedInService } from './missed-in-service.ts'
import { creatorsOf, podsOf, sufferersInTemplate } from './missed-in-template.ts'

const SLOW = 60_000

function isTroubledObject(object: Kube, { meant, within }: DroppedField, cluster: Cluster): boolean {
  switch (object.kind) {
    case 'Service':
      return isMissedInService(object, meant, cluster)
    case 'PersistentVolumeClaim':
      return object.status?.phase === 'Pending' && within[0] === 'spec'
    case 'Ingress':
      return (
        (object.status?.loadBalancer?.ingress ?? []).length === 0 &&
        cluster.now - (createdAt(object) ?? cluster.now) > SLOW &&
        meant === 'ingressClassName'
      )
    case 'HorizontalPodAutoscaler':
      return autoscalerFaultOf(object, cluster) !== undefined && within[0] === 'spec'
    default:
      return false
  }
}

/**
 * Takes an object; returns false where nothing about it is wrong, so that its manifest need not be read. Many manifests are
 * long; that of a Service is sooner read than its pods.
 */
export function mayMissFields(object: Kube, cluster: Cluster): boolean {
  switch (object.kind) {
    case 'Service':
      return true
    case 'PersistentVolumeClaim':
      return object.status?.phase === 'Pending'
    case 'Ingress':
      return (object.status?.loadBalancer?.ingress ?? []).length === 0
    case 'HorizontalPodAutoscaler':
      return autoscalerFaultOf(object, cluster) !== undefined
    default:
      return (
        podsOf(object, cluster).length > 0 ||
        creatorsOf(object, cluster).some(creator => failedCreateOf(creator, cluster) !== undefined)
      )
  }
}

/**
 * Takes an object and a field that was dropped from it; returns the objects whose present trouble the missing field can
 * explain: none where all is well, since a field that nobody misses is no problem.
 */
export function sufferersOf(object: Kube, dropped: DroppedField, cluster: Cluster): readonly ObjectRef[] {
  const isPodSpec = object.kind === 'Pod' || dropped.within.includes('template')
  if (isPodSpec) return sufferersInTemplate(object, dropped, cluster)
  return isTroubledObject(object, dropped, cluster) ? [refOf(object)] : []
}

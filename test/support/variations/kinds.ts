import type { Snapshot } from '../../../core/index.ts'
import type { Raw } from '../raw.ts'
import type { Variation } from '../variation.ts'
import type { OtherKind, Owner } from './controllers.ts'
import { API, controllers, ownerOf, refusalAs } from './controllers.ts'

function revision({ metadata }: Raw): number {
  return Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)
}

function isOwnedBy(object: Raw, owner: Raw): boolean {
  return object.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) === true
}

/** Every Deployment of a namespace turned into another kind with the same newest pods. */
export function asKind(namespace: string, kind: OtherKind): Variation {
  return snapshot => turnAll(snapshot, namespace, kind)
}

function turnAll(snapshot: Snapshot, namespace: string, kind: OtherKind): Snapshot {
  let objects = snapshot.objects as readonly Raw[]
  for (const deployment of objects) {
    if (deployment.kind !== 'Deployment' || deployment.metadata.namespace !== namespace) continue
    const sets = objects.filter(set => set.kind === 'ReplicaSet' && isOwnedBy(set, deployment))
    const newest = sets.toSorted((a, b) => revision(b) - revision(a))[0]
    if (newest !== undefined) objects = turn(objects, deployment, sets, newest, kind)
  }
  const lists = [...(snapshot.lists ?? []), { kind, namespaces: [namespace] }]
  return { ...snapshot, objects, ...(snapshot.lists === undefined ? {} : { lists }) }
}

function turn(
  objects: readonly Raw[],
  deployment: Raw,
  sets: readonly Raw[],
  newest: Raw,
  kind: OtherKind,
): readonly Raw[] {
  const gone = new Set([...sets, deployment].map(({ metadata }) => metadata.uid))
  const old = sets.filter(set => set !== newest)
  const made = controllers(deployment, newest, kind)
  const owner =
    kind === 'Pod' ? undefined : ownerOf(kind === 'CronJob' ? 'Job' : kind, kind === 'Rollout' ? newest : deployment)
  const owners = kind === 'Rollout' ? [ownerOf('ReplicaSet', newest)] : owner === undefined ? [] : [owner]
  let isKept = false
  return [
    ...made,
    ...objects.flatMap(object => {
      if (gone.has(object.metadata.uid)) return []
      const about = object.involvedObject
      if (about?.uid === newest.metadata.uid && kind !== 'Rollout' && kind !== 'StrimziPodSet') {
        const { name, uid } = deployment.metadata
        const message = refusalAs(kind, deployment, object.message ?? '')
        return [{ ...object, message, involvedObject: { ...about, kind: owner?.kind, name, uid } } as Raw]
      }
      if (object.kind === 'HorizontalPodAutoscaler') return [aimed(object, deployment, kind)]
      if (object.kind !== 'Pod') return [object]
      if (old.some(set => isOwnedBy(object, set))) return []
      if (!isOwnedBy(object, newest)) return [object]
      if (kind === 'Pod' && isKept) return []
      isKept = true
      return [podOf(object, owners, kind)]
    }),
  ]
}

/** An autoscaler of the Deployment names the new kind. */
function aimed(autoscaler: Raw, { metadata }: Raw, kind: OtherKind): Raw {
  const target = autoscaler.spec?.['scaleTargetRef'] as { readonly kind: string; readonly name: string } | undefined
  if (target?.kind !== 'Deployment' || target.name !== metadata.name) return autoscaler
  return {
    ...autoscaler,
    spec: { ...autoscaler.spec, scaleTargetRef: { ...target, apiVersion: API[kind] ?? 'apps/v1', kind } },
  }
}

function podOf(pod: Raw, owners: readonly Owner[], kind: OtherKind): Raw {
  const { 'pod-template-hash': _, ...labels } = pod.metadata.labels ?? {}
  const spec = kind === 'Job' || kind === 'CronJob' ? { ...pod.spec, restartPolicy: 'OnFailure' } : pod.spec
  const kept = kind === 'Rollout' ? pod.metadata.labels : labels
  return {
    ...pod,
    metadata: { ...pod.metadata, ...(kept === undefined ? {} : { labels: kept }), ownerReferences: owners },
    ...(spec === undefined ? {} : { spec }),
  }
}

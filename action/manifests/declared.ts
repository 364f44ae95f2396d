import type { Kind } from '../../core/kube/index.ts'
import type { ObjectRef } from '../../core/report.ts'
import type { Snapshot } from '../../core/snapshot.ts'
import type { Source } from './source.ts'

/** An applied object that can be watched, with its location in the manifests. */
export interface DeclaredObject extends ObjectRef {
  readonly apiVersion: string
  readonly namespace: string
  readonly file: string
  /** 1-based. */
  readonly line: number
}

/** What a rollout waits for or needs; all are namespaced. */
const WAITED_FOR: ReadonlySet<string> = new Set<Kind>([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Pod',
  'Service',
  'PersistentVolumeClaim',
  'Ingress',
])
const BUILT_IN_GROUP = /^(?:v1|(?:apps|batch|networking\.k8s\.io)\/v\w+)$/

/** Applied workloads, Services, claims and Ingresses, without duplicates; `namespace` applies to those without one. */
export function declaredObjects(sources: readonly Source[], namespace: string): DeclaredObject[] {
  const found = new Map<string, DeclaredObject>()
  for (const { given, role, file, objects } of sources) {
    if (!given || role !== 'manifest') continue
    for (const { apiVersion, kind, name, line, ...object } of objects) {
      if (!WAITED_FOR.has(kind) || !BUILT_IN_GROUP.test(apiVersion)) continue
      const declared = { apiVersion, kind, namespace: object.namespace ?? namespace, name, file, line }
      found.set(`${kind}/${declared.namespace}/${name}`, declared)
    }
  }
  return [...found.values()]
}

/** The applied documents for `Snapshot.manifests`, without the values of Secrets. */
export function snapshotManifests(sources: readonly Source[]): NonNullable<Snapshot['manifests']> {
  return sources
    .filter(source => source.given && source.role === 'manifest')
    .flatMap(source =>
      source.objects.map(({ kind, value }) => ({
        source: source.file,
        object: kind === 'Secret' ? withoutValues(value) : value,
      })),
    )
}

function withoutValues(secret: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const copy = { ...secret }
  for (const part of ['data', 'stringData']) {
    const values = copy[part]
    if (typeof values === 'object' && values !== null) {
      copy[part] = Object.fromEntries(Object.keys(values).map(key => [key, '']))
    }
  }
  const { metadata } = copy
  if (typeof metadata === 'object' && metadata !== null && 'annotations' in metadata) {
    // The last-applied annotation of kubectl has a copy of the Secret.
    const { annotations: _, ...rest } = metadata
    copy['metadata'] = rest
  }
  return copy
}

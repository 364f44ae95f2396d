import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { ObjectRef } from '../../report.ts'
import { parseTime } from '../../time.ts'

/** Content that is gone within seconds where nothing holds it; in milliseconds. */
export const NAMESPACE_PATIENCE = 60_000

/** What keeps a namespace whose content the control plane cannot find out or delete; finalizers have a condition of their own. */
const FAILURES: ReadonlySet<string> = new Set([
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceDeletionContentFailure',
])

/** A namespace whose deletion does not end, and what the control plane says of it. */
export interface StuckNamespace {
  readonly type: string
  readonly message: string
  /** The aggregated APIs that it names: without them it is not known what the namespace still holds. */
  readonly apis: readonly ObjectRef[]
  /** Milliseconds since 1970. */
  readonly since: number
}

/** `metrics.k8s.io/v1beta1: the server is currently unable to handle the request` or `… stale GroupVersion discovery`. */
const API = /(?<![\w.-])([a-z0-9][a-z0-9.-]{0,252})\/(v[0-9][a-z0-9]{0,30}): /g

/** Takes a namespace; returns what its deletion fails on (`pkg/controller/namespace/deletion/status_condition_utils.go`). */
export function stuckNamespace({ metadata, status }: Kube<'Namespace'>, cluster: Cluster): StuckNamespace | undefined {
  const since = parseTime(metadata.deletionTimestamp)
  if (since === undefined || cluster.now - since < NAMESPACE_PATIENCE) return undefined
  const failure = status?.conditions?.find(
    condition => condition.status === 'True' && FAILURES.has(condition.type ?? ''),
  )
  if (failure?.type === undefined) return undefined
  const message = (failure.message ?? failure.reason ?? '').slice(0, 2000)
  const names = [...message.matchAll(API)].map(([, group = '', version = '']) => `${version}.${group}`)
  return { type: failure.type, message, apis: [...new Set(names)].map(name => ({ kind: 'APIService', name })), since }
}

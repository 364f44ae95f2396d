import type { Kube } from '../kube/index.ts'
import { matchesOf } from '../matches.ts'
import type { ObjectRef } from '../report.ts'
import { parseTime } from '../time.ts'

/**
 * Conditions of a namespace whose content the control plane cannot list or delete; finalizers have conditions of their
 * own.
 */
const FAILURES: ReadonlySet<string> = new Set([
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceDeletionContentFailure',
])

/** A namespace whose deletion does not finish, with the control plane's message. */
export interface StuckNamespace {
  readonly type: string
  readonly message: string
  /** The aggregated APIs in the message: without them it is not known what the namespace still has. */
  readonly apis: readonly ObjectRef[]
  /** Milliseconds since 1970. */
  readonly since: number
}

/** `metrics.k8s.io/v1beta1: the server is currently unable to handle the request` or `… stale GroupVersion discovery`. */
const API = /(?<![\w.-])([a-z0-9][a-z0-9.-]{0,252})\/(v[0-9][a-z0-9]{0,30}): /g

/** Why a namespace's deletion fails (`pkg/controller/namespace/deletion/status_condition_utils.go`). */
export function stuckNamespace({ metadata, status }: Kube<'Namespace'>): StuckNamespace | undefined {
  const since = parseTime(metadata.deletionTimestamp)
  if (since === undefined) return undefined
  const failure = status?.conditions?.find(
    condition => condition.status === 'True' && FAILURES.has(condition.type ?? ''),
  )
  if (failure?.type === undefined) return undefined
  const message = (failure.message ?? failure.reason ?? '').slice(0, 2000)
  const names = matchesOf(message, API).map(([, group = '', version = '']) => `${version}.${group}`)
  return { type: failure.type, message, apis: [...new Set(names)].map(name => ({ kind: 'APIService', name })), since }
}

/** The finalizer for a namespace's content, removed by the namespace controller. */
const CONTENT = 'kubernetes'

/** What the deletion of a namespace waits for. */
export interface NamespaceRest {
  /** Finalizers of the namespace itself, except the one for its content. */
  readonly finalizers: readonly string[]
  readonly path: 'metadata.finalizers' | 'spec.finalizers'
  /** The namespace controller's message about remaining content. */
  readonly content: string | undefined
  /** True if only these finalizers are left. */
  readonly isOwn: boolean
  /** True if finalizers are reported to block the content. */
  readonly isHeld: boolean
  /** Milliseconds since 1970. */
  readonly since: number
}

/** Milliseconds in which a namespace is usually emptied and its finalizers are removed. */
export const EMPTYING = 60_000
export const RELEASING = 15_000

/** What a namespace's deletion waits for. */
export function namespaceRest(namespace: Kube<'Namespace'>): NamespaceRest | undefined {
  const { metadata, spec, status } = namespace
  const since = parseTime(metadata.deletionTimestamp)
  if (since === undefined) return undefined
  const said = (type: string) => status?.conditions?.find(item => item.type === type && item.status === 'True')
  const own = metadata.finalizers ?? []
  const last = (spec?.finalizers ?? []).filter(name => name !== CONTENT)
  const content = said('NamespaceContentRemaining')?.message
  return {
    finalizers: own.length > 0 ? own : last,
    path: own.length > 0 ? 'metadata.finalizers' : 'spec.finalizers',
    content,
    isOwn: [...own, ...last].length > 0 && content === undefined,
    isHeld: said('NamespaceFinalizersRemaining') !== undefined,
    since,
  }
}

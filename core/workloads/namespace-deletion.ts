import type { Kube } from '../kube/index.ts'
import { matchesOf } from '../matches.ts'
import type { ObjectRef } from '../report.ts'
import { parseTime } from '../time.ts'

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

/** What a namespace's deletion fails on (`pkg/controller/namespace/deletion/status_condition_utils.go`). */
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

/** The finalizer that stands for a namespace's content; the namespace controller removes it when that has gone. */
const CONTENT = 'kubernetes'

/** What a namespace that is being deleted still waits for. */
export interface NamespaceRest {
  /** Finalizers of the namespace itself, apart from the one for its content. */
  readonly finalizers: readonly string[]
  readonly path: 'metadata.finalizers' | 'spec.finalizers'
  /** What the namespace controller says of content, where some is left. */
  readonly content: string | undefined
  /** True where nothing but these finalizers is left. */
  readonly isOwn: boolean
  /** True where finalizers are said to hold the content. */
  readonly isHeld: boolean
  /** Milliseconds since 1970. */
  readonly since: number
}

/** Milliseconds in which the content of a namespace commonly goes, and in which finalizers on it are taken off. */
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

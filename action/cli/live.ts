import type { Lack } from '../../core/cluster/asked-cluster.ts'
import type { Progress } from '../../core/collect/index.ts'
import { collect } from '../../core/collect/index.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import type { Snapshot } from '../../core/index.ts'
import { type ClientNodeCluster, clientNodeCluster } from '../cluster/client-node.ts'
import { UsageError } from './exit-code.ts'

/** Which live cluster, and what to read from it. */
export interface LiveOptions {
  readonly context?: string
  /** Path of a kubeconfig. */
  readonly kubeconfig?: string
  /** Several are read one after another. */
  readonly namespace?: readonly string[]
  readonly allNamespaces?: boolean
  readonly workload?: { readonly kind: string; readonly name: string }
  /** Also logs of complete workloads without changes within the hour, and of their sidecars. */
  readonly deep?: boolean
  /** What a question about a namespace, or the whole cluster, needs and a snapshot lacks. */
  readonly lacks?: (snapshot: Snapshot, namespace: string | undefined) => Promise<readonly Lack[]>
  /** Seconds. */
  readonly timeout?: number
}

const CLEAR_LINE = '\r\x1b[2K'

function progressLine(): ((progress: Progress) => void) | undefined {
  if (!process.stderr.isTTY) return undefined
  return ({ done, total, kind, objects }) => {
    process.stderr.write(`${CLEAR_LINE}reading ${kind}: ${done} of ${total} lists, ${objects} objects`)
  }
}

/** What was read from a live cluster. */
export interface Read {
  readonly snapshot: Snapshot
  /**
   * The namespaces that were read: those requested, else the context's own, else `default`; empty for the whole
   * cluster.
   */
  readonly namespaces: readonly string[]
}

/** What the kubeconfig's credentials can do beyond reading, in a namespace or the cluster. */
export async function rightsOf(
  options: Pick<LiveOptions, 'context' | 'kubeconfig'>,
  namespace: string | undefined,
): Promise<string> {
  const { get } = await clusterOf(options)
  const { checkRights } = await import('../../core/collect/credential-notice.ts')
  return checkRights(get, namespace === undefined ? { cluster: true } : { namespace }, systemClock)
}

/** Throws a KubeconfigError if there is no usable context. */
function clusterOf({ context, kubeconfig }: Pick<LiveOptions, 'context' | 'kubeconfig'>): Promise<ClientNodeCluster> {
  if (kubeconfig !== undefined) process.env['KUBECONFIG'] = kubeconfig
  return clientNodeCluster({ allowPlugins: true, ...(context === undefined ? {} : { context }) })
}

/** Merges snapshots of several namespaces; cluster-scoped objects were read more than once. */
function joined([first, ...more]: readonly Snapshot[]): Snapshot {
  if (first === undefined) return { objects: [] }
  if (more.length === 0) return first
  const all = [first, ...more]
  return {
    ...first,
    objects: all.flatMap(({ objects }) => objects),
    lists: all.flatMap(({ lists = [] }) => lists),
    unseen: all.flatMap(({ unseen = [] }) => unseen),
    logs: all.flatMap(({ logs = [] }) => logs),
    notes: [...new Set(all.flatMap(({ notes = [] }) => notes))],
  }
}

/**
 * Reads the live cluster; `meanwhile` runs while it responds to the first request. Throws a KubeconfigError if there is
 * no usable context, and a UsageError for a namespace that does not exist.
 */
export async function readLive(options: LiveOptions, meanwhile: () => void = () => {}): Promise<Read> {
  const cluster = await clusterOf(options)
  const namespaces = options.allNamespaces === true ? [] : (options.namespace ?? [cluster.namespace ?? 'default'])
  const parts: Snapshot[] = []
  for (const namespace of namespaces.length === 0 ? [undefined] : namespaces) {
    const reading = readScope(cluster, namespace, options)
    if (parts.length === 0) setImmediate(meanwhile)
    const snapshot = await reading
    if (namespace !== undefined && isMissing(snapshot, namespace))
      throw new UsageError(`namespace ${namespace} not found`, 'kubectl get namespaces lists them.')
    parts.push(snapshot)
  }
  return { snapshot: joined(parts), namespaces }
}

async function readScope(
  { get }: Pick<ClientNodeCluster, 'get'>,
  namespace: string | undefined,
  { workload, deep, timeout, lacks }: LiveOptions,
): Promise<Snapshot> {
  const onProgress = progressLine()
  const scope = {
    ...(namespace === undefined ? { cluster: true } : { namespace }),
    ...(workload === undefined ? {} : { workload }),
  }
  return collect(get, scope, {
    clock: systemClock,
    ...(deep === undefined ? {} : { deep }),
    ...(lacks === undefined ? {} : { lacks: (snapshot: Snapshot) => lacks(snapshot, namespace) }),
    ...(timeout === undefined ? {} : { deadlineMs: timeout * 1000 }),
    ...(onProgress === undefined ? {} : { onProgress }),
  }).finally(() => onProgress && process.stderr.write(CLEAR_LINE))
}

/** True if the API server reports that the namespace does not exist. */
function isMissing({ unseen = [] }: Snapshot, namespace: string): boolean {
  return unseen.some(each => each.kind === 'Namespace' && each.namespace === namespace && each.why === 'does not exist')
}

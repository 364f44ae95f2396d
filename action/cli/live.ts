import { systemClock } from '../../api/cluster/system-clock.ts'
import { credentialNotice } from '../../core/collect/credential-notice.ts'
import type { Collected, Progress } from '../../core/collect/index.ts'
import { collect } from '../../core/collect/index.ts'
import { clientNodeCluster } from '../cluster/client-node.ts'

/** Which live cluster and what of it. */
export interface LiveOptions {
  readonly context?: string
  /** Path of a kubeconfig. */
  readonly kubeconfig?: string
  readonly namespace?: string
  readonly allNamespaces?: boolean
  readonly workload?: { readonly kind: string; readonly name: string }
  /** Also the logs of complete workloads where nothing has changed within the hour, and of their sidecars. */
  readonly deep?: boolean
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

/**
 * Takes which cluster is meant, and what to do while it answers the first request; returns what was read of it and the namespace it was read for: the one asked for, else the
 * context's own, else `default`; none for the whole cluster. Throws a KubeconfigError where there is no usable context.
 */
export async function readLive(
  options: LiveOptions,
  meanwhile: () => void = () => {},
): Promise<{ readonly snapshot: Collected; readonly namespace: string | undefined }> {
  if (options.kubeconfig !== undefined) process.env['KUBECONFIG'] = options.kubeconfig
  const cluster = await clientNodeCluster({
    allowPlugins: true,
    ...(options.context === undefined ? {} : { context: options.context }),
  })
  const namespace = options.allNamespaces === true ? undefined : (options.namespace ?? cluster.namespace ?? 'default')
  const onProgress = progressLine()
  const scope = {
    ...(namespace === undefined ? { cluster: true } : { namespace }),
    ...(options.workload === undefined ? {} : { workload: options.workload }),
  }
  const reading = collect(cluster.get, scope, {
    clock: systemClock,
    ...(options.deep === undefined ? {} : { deep: options.deep }),
    ...(options.timeout === undefined ? {} : { deadlineMs: options.timeout * 1000 }),
    ...(onProgress === undefined ? {} : { onProgress }),
  }).finally(() => onProgress && process.stderr.write(CLEAR_LINE))
  setImmediate(meanwhile)
  const snapshot = await reading
  const notice = credentialNotice(snapshot, scope)
  return { snapshot: notice === undefined ? snapshot : { ...snapshot, notes: [notice] }, namespace }
}

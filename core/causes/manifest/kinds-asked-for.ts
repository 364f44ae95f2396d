import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { readLines } from '../../logs/lines.ts'
import { isMissingLog } from '../../logs/read-log.ts'
import type { ContainerView } from '../../workloads/containers.ts'
import { containersOf } from '../../workloads/containers.ts'
import type { Crash } from '../../workloads/crashes/crash.ts'
import { crashOf } from '../../workloads/crashes/crash.ts'

/** A kind that an exited app requested from the API server in vain, according to its log. */
export interface KindAskedFor {
  readonly view: ContainerView
  readonly crash: Crash
  readonly apiVersion: string
  readonly kind: string
  readonly log: 'log' | 'previous log'
  readonly line: string
}

/**
 * `NoKindMatchError` of apimachinery (`pkg/api/meta/errors.go`), printed by kubectl, Helm and controllers; with quotes
 * as JSON escapes them.
 */
const NO_MATCHES = /\bno matches for kind \\?"(?<kind>\w{1,100})\\?" in version \\?"(?<version>[\w./-]{1,200})\\?"/

/** Lines at the end of a log that are searched. */
const TAIL = 300

function inLog(view: ContainerView, crash: Crash, cluster: Cluster): KindAskedFor | undefined {
  const { pod, name } = view
  const { current, previous } = cluster.log(pod.metadata.namespace, pod.metadata.name, name) ?? {}
  for (const [log, text] of [
    ['log', current],
    ['previous log', previous],
  ] as const) {
    if (text === undefined || isMissingLog(text)) continue
    for (const { text: line } of readLines(text).slice(-TAIL).reverse()) {
      const { kind, version } = NO_MATCHES.exec(line)?.groups ?? {}
      if (kind !== undefined && version !== undefined) return { view, crash, apiVersion: version, kind, log, line }
    }
  }
  return undefined
}

/** The kinds missing for a pod's apps that exit with an error which nothing else explains. */
export function kindsAskedFor(pod: Kube<'Pod'>, cluster: Cluster): readonly KindAskedFor[] {
  return containersOf(pod, cluster).flatMap(view => {
    const crash = crashOf(view, cluster)
    return crash?.cause === 'application-error' ? (inLog(view, crash, cluster) ?? []) : []
  })
}

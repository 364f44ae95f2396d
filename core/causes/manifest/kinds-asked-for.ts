import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { readLines } from '../../logs/lines.ts'
import { isNoLog } from '../../logs/read-log.ts'
import type { ContainerView } from '../../workloads/containers.ts'
import { containersOf } from '../../workloads/containers.ts'
import type { Crash } from '../../workloads/crashes/crash.ts'
import { crashOf } from '../../workloads/crashes/crash.ts'

/** A kind that a program which ends asks the API server for in vain, by its log. */
export interface KindAskedFor {
  readonly view: ContainerView
  readonly crash: Crash
  readonly apiVersion: string
  readonly kind: string
  readonly log: 'log' | 'previous log'
  readonly line: string
}

/** `NoKindMatchError` of apimachinery (`pkg/api/meta/errors.go`), which kubectl, Helm and controllers print; quotes as JSON escapes them. */
const NO_MATCHES = /\bno matches for kind \\?"(?<kind>\w{1,100})\\?" in version \\?"(?<version>[\w./-]{1,200})\\?"/

/** Lines at a log's end that are looked at. */
const TAIL = 300

function inLog(view: ContainerView, crash: Crash, cluster: Cluster): KindAskedFor | undefined {
  const { pod, name } = view
  const { current, previous } = cluster.log(pod.metadata.namespace, pod.metadata.name, name) ?? {}
  for (const [log, text] of [
    ['log', current],
    ['previous log', previous],
  ] as const) {
    if (text === undefined || isNoLog(text)) continue
    for (const { text: line } of readLines(text).slice(-TAIL).reverse()) {
      const { kind, version } = NO_MATCHES.exec(line)?.groups ?? {}
      if (kind !== undefined && version !== undefined) return { view, crash, apiVersion: version, kind, log, line }
    }
  }
  return undefined
}

/** The kinds that programs of a pod lack which end with an error that nothing else explains. */
export function kindsAskedFor(pod: Kube<'Pod'>, cluster: Cluster): readonly KindAskedFor[] {
  return containersOf(pod, cluster).flatMap(view => {
    const crash = crashOf(view, cluster)
    return crash?.cause === 'application-error' ? (inLog(view, crash, cluster) ?? []) : []
  })
}

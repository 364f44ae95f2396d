import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { readLines } from '../../logs/lines.ts'
import { isMissingLog } from '../../logs/read-log.ts'
import { refOf } from '../../ref.ts'
import type { Evidence } from '../../report.ts'
import type { ContainerView } from '../../workloads/containers.ts'
import { containersOf } from '../../workloads/containers.ts'
import { type Failing, failingsOf } from '../../workloads/crashes/failing.ts'

/** A kind that an app requests from the API server in vain, according to its log, so that it exits or keeps failing. */
export interface RequestedKind {
  readonly failing: Failing
  readonly apiVersion: string
  readonly kind: string
  readonly evidence: readonly Evidence[]
}

/**
 * `NoKindMatchError` of apimachinery (`pkg/api/meta/errors.go`), printed by kubectl, Helm and controllers; with quotes
 * as JSON escapes them.
 */
const NO_MATCHES = /\bno matches for kind \\?"(?<kind>\w{1,100})\\?" in version \\?"(?<version>[\w./-]{1,200})\\?"/

/** Lines at the end of a log that are searched. */
const TAIL = 300

interface Request {
  readonly apiVersion: string
  readonly kind: string
}

function requestIn(line: string): Request | undefined {
  const { kind, version } = NO_MATCHES.exec(line)?.groups ?? {}
  return kind === undefined || version === undefined ? undefined : { apiVersion: version, kind }
}

/** The last kind that an exited app requested. */
function inLog({ pod, name }: ContainerView, cluster: Cluster): (Request & { readonly said: Evidence }) | undefined {
  const { current, previous } = cluster.log(pod.metadata.namespace, pod.metadata.name, name) ?? {}
  for (const [path, text] of [
    ['log', current],
    ['previous log', previous],
  ] as const) {
    if (text === undefined || isMissingLog(text)) continue
    for (const { text: value } of readLines(text).slice(-TAIL).reverse()) {
      const request = requestIn(value)
      if (request !== undefined) return { ...request, said: { object: refOf(pod), path, value } }
    }
  }
  return undefined
}

function requestOf(failing: Failing, cluster: Cluster): RequestedKind | undefined {
  const { view, cause, crash, lasting, said } = failing
  if (cause !== 'application-error') return undefined
  if (crash !== undefined) {
    const found = inLog(view, cluster)
    return found && { failing, apiVersion: found.apiVersion, kind: found.kind, evidence: [found.said, ...said] }
  }
  const request = lasting && requestIn(lasting.line)
  return request && { failing, ...request, evidence: said }
}

/** The kinds missing for a pod's apps that exit or keep failing with an error which nothing else explains. */
export function requestedKinds(pod: Kube<'Pod'>, cluster: Cluster): readonly RequestedKind[] {
  return containersOf(pod, cluster).flatMap(view =>
    failingsOf(view, cluster).flatMap(failing => requestOf(failing, cluster) ?? []),
  )
}

import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { matchesOf } from '../../matches.ts'
import { endOfPod } from '../network/ends.ts'
import type { Path, Question } from '../network/hops.ts'
import { resolve } from '../network/names.ts'
import { walk } from '../network/path.ts'
import { configurationOf, SEARCHED } from '../settings.ts'

/** What a pod cannot reach, according to its log or the command of its probe. */
export interface NetworkSymptom {
  readonly pod: Kube<'Pod'>
  readonly container: string
  /** `name`: a host name does not resolve; `connection`: a connection fails. */
  readonly kind: 'name' | 'connection'
  /** Host and port, as far as the log names them. */
  readonly host: string | undefined
  readonly port: number | undefined
  readonly line: string
}

export function portOf(text: string | undefined): number | undefined {
  const port = Number(text ?? '')
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined
}

/** What a log says, whether or not its container crashed. */
export interface Said {
  readonly cause: string
  readonly facts: Readonly<Record<string, string>>
  readonly line: string
}

/** The network symptom in a log's verdict; undefined if it is about something else. */
export function symptomOf(
  pod: Kube<'Pod'>,
  container: string,
  { cause, facts, line }: Said,
): NetworkSymptom | undefined {
  const isName = cause === 'app-name-resolution-failed'
  // The proxy of a service mesh refuses what its policies do not allow.
  const isOfMesh = facts['mesh'] !== undefined
  if (!isName && !isOfMesh && cause !== 'app-dependency-unreachable') return undefined
  const host = facts['address'] ?? facts['host']
  return { pod, container, kind: isName ? 'name' : 'connection', host, port: portOf(facts['port']), line }
}

/** Nothing responded, in the words of operating systems and libraries; a refusal is a response. */
const UNANSWERED =
  /time[ds]?[ -]?out|ETIMEDOUT|no route|EHOSTUNREACH|unreachable|deadline exceeded|EAI_AGAIN|temporary failure/i
const REFUSED =
  /refused|actively refused|ECONNREFUSED|reset by peer|ECONNRESET|\bEOF\b|\bclosed\b|handshake|certificate|\btls: |(?<![\w.:/-])50[234](?![\w.:/-]|ms)/i

/** True if something responded; undefined if the words do not tell. */
export function isAnswered({ line, kind }: NetworkSymptom): boolean | undefined {
  if (UNANSWERED.test(line)) return false
  return kind === 'connection' && REFUSED.test(line) ? true : undefined
}

/** Hosts in commands and settings: in a URL, with a port, or alone. */
const NAMED =
  /(?:^|[\s"'=,@]|:\/\/)([a-z][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,5})(?::(\d{2,5}))(?=$|[\s"',/?;])|:\/\/(?:[^\s/@"']{1,100}@)?([a-z][a-z0-9.-]{0,100})(?=$|[\s"',/?;])|^([a-z][a-z0-9.-]{0,100})$/gi
const MAX_NAMED = 40

/** Words of a line that may be a Service's name. */
const WORD = /(?<![\w.:/-])[a-z][a-z0-9-]{1,62}(?![\w/-])/g

/** The Services that a container is configured with, with the ports next to them, and those in its log. */
export function servicesNamed(
  { pod, container, line }: Pick<NetworkSymptom, 'pod' | 'container' | 'line'>,
  cluster: Cluster,
): readonly Pick<Question, 'host' | 'port'>[] {
  const from = endOfPod(pod)
  const spec = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].find(
    each => each.name === container,
  )
  const texts = spec === undefined ? [] : configurationOf(spec).map(text => text.slice(0, SEARCHED))
  texts.push(...(line.slice(0, 600).match(WORD) ?? []))
  const found = new Map<string, Pick<Question, 'host' | 'port'>>()
  for (const text of texts) {
    for (const [, withPort, port, inUrl, alone] of matchesOf(text, NAMED)) {
      const host = withPort ?? inUrl ?? alone ?? ''
      if (found.size >= MAX_NAMED) return [...found.values()]
      if (found.has(host) || resolve(host, from, cluster).destination.kind !== 'service') continue
      found.set(host, { host, port: port === undefined ? undefined : Number(port) })
    }
  }
  return [...found.values()]
}

/**
 * The path of a symptom. If its log names no other end, the Services that the container is configured with are tried,
 * preferring one with a broken path.
 */
function walkFor(symptom: NetworkSymptom, cluster: Cluster): Path {
  const { pod, host, port, kind } = symptom
  const failed = { at: kind, isAnswered: isAnswered(symptom) }
  const from = endOfPod(pod)
  const protocol = kind === 'connection' && port !== 53 && !/\budp\b/i.test(symptom.line) ? 'TCP' : undefined
  const own = walk({ from, host, port, protocol, failed }, cluster)
  if (host !== undefined || own.broken !== undefined) return own
  const paths = servicesNamed(symptom, cluster).map(named => walk({ from, ...named, failed }, cluster))
  const [broken, ...more] = paths.filter(path => path.broken !== undefined)
  return broken !== undefined && more.length === 0 ? broken : own
}

/** The path to what a pod's log cannot reach; its first broken hop is the cause. */
export function pathFor(symptom: NetworkSymptom, cluster: Cluster): Path {
  return cluster.of(symptom, walkFor)
}

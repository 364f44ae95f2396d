import type { Cluster } from '../../cluster/cluster.ts'
import { readLines } from '../../logs/lines.ts'
import { isMissingLog } from '../../logs/read-log.ts'
import { matchesOf } from '../../matches.ts'
import { refTo } from '../../ref.ts'
import type { Evidence } from '../../report.ts'
import type { ContainerView } from '../containers.ts'

/** Log messages of apps that accept connections, and access logs. */
const SERVES =
  /\blisten(?:ing|s)\b|\b(?:serving|accepting|bound) (?:\S+ ){0,5}?\S*(?:port\b|connections|requests|traffic|:\d{2,5}\b)|\bready (?:to|for|in|on|at)\b|\b(?:running|started|starting|available) (?:\S+ ){0,4}?(?:on|at) (?:\S+ )?(?:https?:|port\b|\S*:\d{2,5}\b)|\bstarted \S{1,200}:\d{2,5}\b|\bstart(?:ed|ing)? worker process|\bserver (?:has |is )?(?:now )?(?:started|running|ready|up|online)\b|\bup and running\b|\bstartup completed?\b|\bresuming normal operations\b|\bstarted (?:\S+ )?in [\d.]+ ?(?:s|ms|sec)|\bhttps?:\/\/(?:0\.0\.0\.0|localhost|127\.0\.0\.1|\[::1?\]|\*)(?::\d{2,5}|\/)|"(?:GET|HEAD|POST|PUT|DELETE|OPTIONS) \S{1,400} HTTP\/\d/i
/** A line that mentions it without saying that it has happened, or that is about another app's port. */
const NOT_YET =
  /\b(?:not|before|until|unless|once|when|will|wait(?:ing)?|cannot|unable|failed|failing|error|connect(?:ing)?|fetch(?:ing)?|download(?:ing)?|pull(?:ing)?|debugger|dt_socket)\b|n't\b/i
/** Secondary ports, which open early. */
const BESIDE = /\b(?:metrics|pprof|prometheus|jmx|admin)\b/i
const LOOPBACK = /\blocalhost\b|\b127\.\d|\[::1\]/

/** What an app's log shows of its start. `silent`: there is none, or it is empty. */
export type StartLog =
  | { readonly state: 'silent' }
  /**
   * It has started. `onPort`: a line says so for the probed port, not on the loopback address. `isLoopback`: only on
   * the loopback address. `port`: the only port in these lines, if it is another one.
   */
  | {
      readonly state: 'serves'
      readonly onPort: boolean
      readonly isLoopback: boolean
      readonly port: number | undefined
      readonly evidence: Evidence
    }
  /** It logs, but not that it accepts connections. */
  | { readonly state: 'starting'; readonly evidence: Evidence }

interface Start {
  readonly state: StartLog['state']
  readonly onPort: boolean
  readonly isLoopback: boolean
  readonly otherPort: number | undefined
  /** The most telling line: that it serves, else the last one. */
  readonly line: string
}

/** A port in such lines; times of day and years do not count. */
const PORT = /(?:\bport\W{1,3}(\d{2,5})|:(\d{4,5}|80|443))(?![\d:])/gi

function otherPort(lines: readonly string[], port: number | undefined): number | undefined {
  const named = lines.flatMap(line => matchesOf(line, PORT).map(([, word, colon]) => Number(word ?? colon)))
  const [only, ...others] = new Set(named.filter(each => each < 65_536))
  return others.length === 0 && only !== port ? only : undefined
}

/** What a log's text shows of a start. `port`: the number of the probed port. */
export function readStart(text: string, port: number | undefined): Start {
  const lines = isMissingLog(text)
    ? []
    : readLines(text)
        .map(line => line.text.trim().slice(0, 500))
        .filter(line => line !== '')
  const names = new RegExp(`(?:\\bport\\W{1,3}|:)${port ?? 'none'}(?!\\d)`, 'i')
  const serving = lines.filter(
    line => SERVES.test(line) && !NOT_YET.test(line) && (!BESIDE.test(line) || names.test(line)),
  )
  const onPort = serving.some(line => names.test(line) && !LOOPBACK.test(line))
  return {
    state: serving.length > 0 ? 'serves' : lines.length > 0 ? 'starting' : 'silent',
    onPort,
    isLoopback: !onPort && serving.some(line => names.test(line)),
    otherPort: otherPort(serving, port),
    line: serving.at(-1) ?? lines.at(-1) ?? '',
  }
}

/**
 * What a container's log shows of its start. `isKilled`: the container was killed and restarted, so the previous log
 * counts.
 */
export function startLogOf(
  view: ContainerView,
  port: number | undefined,
  isKilled: boolean,
  cluster: Cluster,
): StartLog {
  const { namespace, name } = view.pod.metadata
  const log = cluster.log(namespace, name, view.name)
  const path = isKilled && log?.previous !== undefined && !isMissingLog(log.previous) ? 'previous log' : 'log'
  const start = readStart((path === 'log' ? log?.current : log?.previous) ?? '', port)
  const evidence = { object: refTo('Pod', namespace, name), path, value: start.line }
  if (start.state === 'starting') return { state: start.state, evidence }
  return start.state === 'serves'
    ? { state: start.state, onPort: start.onPort, isLoopback: start.isLoopback, port: start.otherPort, evidence }
    : { state: start.state }
}

import type { Cluster } from '../../cluster/cluster.ts'
import { readLines } from '../../logs/lines.ts'
import { isNoLog } from '../../logs/read-log.ts'
import { refTo } from '../../ref.ts'
import type { Evidence } from '../../report.ts'
import type { ContainerView } from '../containers.ts'

/** How programs say that they take connections, and the access logs of those that do. */
const SERVES =
  /\b(?:listen(?:ing|s|er)?|serving|accepting|bound) (?:\S+ ){0,5}?\S*(?:port|connections|requests|traffic|:\d{2,5}\b|\d{4,5}\b)|\blistening\b|\bready (?:to|for|in|on|at)\b|\b(?:running|started|starting|available|up) (?:\S+ ){0,4}?(?:on|at) (?:\S+ )?(?:https?:|port|\S*:\d{2,5}\b)|\bstart(?:ed|ing)? worker process|\bserver (?:has |is )?(?:now )?(?:started|running|ready|up|online)\b|\bup and running\b|\bStarted \S+ in [\d.]+ ?(?:s|ms|sec)|\bhttps?:\/\/(?:0\.0\.0\.0|localhost|127\.0\.0\.1|\[::1?\]|\*)(?::\d{2,5}|\/)|"(?:GET|HEAD|POST|PUT|DELETE|OPTIONS) \S+ HTTP\/\d/i
/** A line that speaks of it and does not say that it is so. */
const NOT_YET =
  /\b(?:not|n't|before|until|unless|once|when|will|waiting|wait|cannot|can't|unable|failed|failing|error)\b/i
const LOOPBACK = /\blocalhost\b|\b127\.\d|\[::1\]/

/** What a program's log tells of its start. `silent`: there is none, or nothing stands in it. */
export type StartLog =
  | { readonly state: 'silent' }
  /** It has come up: on `port` where the line that says so names the one asked for, and not on the loopback address. */
  | { readonly state: 'serves'; readonly onPort: boolean }
  /** It prints, and none of it says that it takes connections. */
  | { readonly state: 'starting'; readonly evidence: Evidence }

/**
 * What a container's log tells of its start.
 * @param port the number that a probe asks
 * @param isKilled the container was killed and started again: what was killed stands in the log before
 */
export function startLogOf(
  view: ContainerView,
  port: number | undefined,
  isKilled: boolean,
  cluster: Cluster,
): StartLog {
  const { namespace, name } = view.pod.metadata
  const log = cluster.log(namespace, name, view.name)
  const path = isKilled && log?.previous !== undefined && !isNoLog(log.previous) ? 'previous log' : 'log'
  const text = path === 'log' ? log?.current : log?.previous
  if (text === undefined || isNoLog(text)) return { state: 'silent' }
  const lines = readLines(text)
    .map(line => line.text.trim().slice(0, 500))
    .filter(line => line !== '')
  const last = lines.at(-1)
  if (last === undefined) return { state: 'silent' }
  const serving = lines.filter(line => SERVES.test(line) && !NOT_YET.test(line))
  if (serving.length === 0)
    return { state: 'starting', evidence: { object: refTo('Pod', namespace, name), path, value: last } }
  const names = new RegExp(`(?:\\bport\\W{1,3}|:)${port}(?!\\d)`, 'i')
  return {
    state: 'serves',
    onPort: port !== undefined && serving.some(line => names.test(line) && !LOOPBACK.test(line)),
  }
}

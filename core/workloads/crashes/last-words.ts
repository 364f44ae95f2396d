import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Terminated } from '../../kube/container.ts'
import type { LogVerdict } from '../../logs/read-log.ts'
import { isBlank, isMissingLog, type LogState, lastWords, readLog } from '../../logs/read-log.ts'
import { refTo } from '../../ref.ts'
import type { Evidence } from '../../report.ts'
import type { ContainerView } from '../containers.ts'

/** What a container logged before it exited. */
export interface LastWords {
  readonly verdict: LogVerdict | undefined
  /** The most telling line if no signature matches. */
  readonly words: string | undefined
  readonly evidence: Evidence | undefined
  readonly log: LogState
}

/** The log of the run that ended: the current one if the container is not running, else the previous one. */
function readLogs(view: ContainerView, cluster: Cluster): LastWords {
  const { namespace, name } = view.pod.metadata
  const log = cluster.log(namespace, name, view.name)
  const object = refTo('Pod', namespace, name)
  const sources = [
    { path: 'log', text: log?.current },
    { path: 'previous log', text: log?.previous },
  ]
  if (view.running) sources.reverse()
  let words: { readonly text: string; readonly path: string } | undefined
  let state: LogState = 'unread'
  for (const { path, text } of sources) {
    if (text !== undefined && isBlank(text) && state === 'unread') state = 'empty'
    if (text === undefined || isMissingLog(text)) continue
    state = 'read'
    const verdict = readLog(text)
    if (verdict !== undefined)
      return { verdict, words: undefined, evidence: { object, path, value: verdict.line }, log: state }
    const last = words === undefined ? lastWords(text) : undefined
    if (last !== undefined) words = { text: last, path }
  }
  return {
    verdict: undefined,
    words: words?.text,
    evidence: words === undefined ? undefined : { object, path: words.path, value: words.text },
    log: state,
  }
}

function fromMessage(view: ContainerView, ended: Terminated, path: string): LastWords | undefined {
  if (ended.message === undefined || ended.message.trim() === '') return undefined
  const verdict = readLog(ended.message)
  const words = lastWords(ended.message)
  return {
    verdict,
    words,
    evidence: fieldEvidence(view.pod, `${path}.message`, verdict?.line ?? words ?? ended.message),
    log: 'read',
  }
}

/**
 * A container's log about its exit, or its termination message if the log shows no cause. `path`: of the termination in
 * the pod.
 */
export function readLastWords(view: ContainerView, ended: Terminated, path: string, cluster: Cluster): LastWords {
  const logs = readLogs(view, cluster)
  const said = logs.verdict === undefined ? (fromMessage(view, ended, path) ?? logs) : logs
  return said.verdict === undefined && said.words === undefined ? logs : said
}

import type { Cluster } from '../../cluster/cluster.ts'
import type { LogVerdict } from '../../logs/read-log.ts'
import { readLog } from '../../logs/read-log.ts'
import { parseTime } from '../../time.ts'
import { isEarly } from '../freshness.ts'
import type { ContainerView } from '../pods/containers.ts'
import { probeProblemOf } from '../probes/probes.ts'

/** What keeps a running program from being ready when its log says so: it waits for something outside itself. */
const WAITING_FOR: ReadonlySet<string> = new Set([
  'app-dependency-unreachable',
  'app-name-resolution-failed',
  'app-authentication-failed',
  'rbac-forbidden',
])

/** Milliseconds for which an init container may wait: names do not come by themselves, servers take a while to start. */
const PATIENCE = 60_000
const DEPENDENCY_PATIENCE = 120_000

/** An init container that runs on and on: the usual loop until a database or a Service is there. */
function waitsLong(view: ContainerView, verdict: LogVerdict, cluster: Cluster): boolean {
  const since = parseTime(view.status.state?.running?.startedAt)
  const patience = verdict.cause === 'app-dependency-unreachable' ? DEPENDENCY_PATIENCE : PATIENCE
  return since !== undefined && !isEarly(since, patience, cluster)
}

function isHeldByProbe(view: ContainerView, cluster: Cluster): boolean {
  const problem = probeProblemOf(view, cluster)
  return problem !== undefined && !problem.kills && problem.answer !== 'not-found' && !problem.isUndeclared
}

function read(view: ContainerView, cluster: Cluster): LogVerdict | undefined {
  const isInit = view.role === 'init'
  if (!view.running || !(isInit || isHeldByProbe(view, cluster))) return undefined
  const { namespace, name } = view.pod.metadata
  const text = cluster.log(namespace, name, view.name)?.current
  const verdict = text === undefined ? undefined : readLog(text)
  if (verdict?.strength !== 'strong' || !WAITING_FOR.has(verdict.cause)) return undefined
  return isInit && !waitsLong(view, verdict, cluster) ? undefined : verdict
}

/** Takes a container that runs and is not ready, or an init container that does not end; returns what its log says it waits for, where that is unambiguous. */
export function unreadyLogOf(view: ContainerView, cluster: Cluster): LogVerdict | undefined {
  return cluster.of(view, read)
}

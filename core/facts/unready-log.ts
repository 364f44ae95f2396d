import type { Cluster } from '../cluster/cluster.ts'
import type { LogVerdict } from '../logs/read-log.ts'
import { readLog } from '../logs/read-log.ts'
import type { ContainerView } from './containers.ts'
import { probeProblemOf } from './probes.ts'

/** What keeps a running program from being ready when its log says so: it waits for something outside itself. */
const WAITING_FOR: ReadonlySet<string> = new Set([
  'app-dependency-unreachable',
  'app-name-resolution-failed',
  'app-authentication-failed',
  'rbac-forbidden',
])

function read(view: ContainerView, cluster: Cluster): LogVerdict | undefined {
  const problem = probeProblemOf(view, cluster)
  if (problem === undefined || problem.kills || !view.running || problem.answer === 'not-found' || problem.isUndeclared)
    return undefined
  const { namespace, name } = view.pod.metadata
  const text = cluster.log(namespace, name, view.name)?.current
  const verdict = text === undefined ? undefined : readLog(text)
  return verdict?.strength === 'strong' && WAITING_FOR.has(verdict.cause) ? verdict : undefined
}

/** Takes a container that runs and is not ready; returns what its log says it waits for, where that is unambiguous. */
export function unreadyLogOf(view: ContainerView, cluster: Cluster): LogVerdict | undefined {
  return cluster.of(view, read)
}

import type { Cluster } from '../../cluster/cluster.ts'
import type { LogVerdict } from '../../logs/read-log.ts'
import { readLog } from '../../logs/read-log.ts'
import type { ContainerView } from '../containers.ts'
import { probeProblemOf } from '../probes/probes.ts'

const NETWORK: ReadonlySet<string> = new Set(['app-name-resolution-failed', 'app-dependency-unreachable'])

/** A command that connects to its own container is about that container. */
const OWN = /^(?:localhost|127\.|0\.0\.0\.0|\[?::1)/

function read(view: ContainerView, cluster: Cluster): LogVerdict | undefined {
  const problem = probeProblemOf(view, cluster)
  if (problem?.probe.exec === undefined) return undefined
  const verdict = readLog(problem.message.replace(/^\w{1,20} probe (?:failed|errored)[^:]{0,80}: /, ''))
  if (verdict?.strength !== 'strong' || !NETWORK.has(verdict.cause)) return undefined
  return OWN.test(verdict.facts['address'] ?? verdict.facts['host'] ?? '') ? undefined : verdict
}

/** Other ends that the command of a failing probe cannot reach. */
export function probeOutputOf(view: ContainerView, cluster: Cluster): LogVerdict | undefined {
  return cluster.of(view, read)
}

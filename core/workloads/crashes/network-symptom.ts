import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { LogVerdict } from '../../logs/read-log.ts'
import { containersOf } from '../containers.ts'
import { crashOf } from './crash.ts'
import { probeOutputOf } from './probe-output.ts'
import { unreadyLogOf } from './unready-log.ts'

/** What a pod's own log, or the command of its probe, says it cannot reach. */
export interface NetworkSymptom {
  readonly container: string
  /** `name`: a host name is not resolved; `connection`: a connection is not made. */
  readonly kind: 'name' | 'connection'
  /** Host name or address, and port, as far as the log names them. */
  readonly host: string | undefined
  readonly port: number | undefined
  readonly line: string
}

function portOf(text: string | undefined): number | undefined {
  const port = Number(text ?? '')
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined
}

function read(pod: Kube<'Pod'>, cluster: Cluster): readonly NetworkSymptom[] {
  const symptoms: NetworkSymptom[] = []
  for (const view of containersOf(pod, cluster)) {
    const verdict: LogVerdict | undefined =
      crashOf(view, cluster)?.verdict ?? unreadyLogOf(view, cluster)?.verdict ?? probeOutputOf(view, cluster)
    if (verdict === undefined) continue
    const isName = verdict.cause === 'app-name-resolution-failed'
    if (!isName && verdict.cause !== 'app-dependency-unreachable') continue
    symptoms.push({
      container: view.name,
      kind: isName ? 'name' : 'connection',
      host: verdict.facts['address'] ?? verdict.facts['host'],
      port: portOf(verdict.facts['port']),
      line: verdict.line,
    })
  }
  return symptoms
}

/** Takes a pod; returns what its containers' logs and probes say they cannot reach: those that crash for it or are unready for it. */
export function networkSymptomsOf(pod: Kube<'Pod'>, cluster: Cluster): readonly NetworkSymptom[] {
  return cluster.of(pod, read)
}

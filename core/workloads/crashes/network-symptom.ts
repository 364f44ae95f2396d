import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { LastingFailure } from '../../logs/failing.ts'
import type { LogVerdict } from '../../logs/read-log.ts'
import type { ContainerView } from '../containers.ts'
import { containersOf } from '../containers.ts'
import { crashOf } from './crash.ts'
import { failingLogOf } from './failing-log.ts'
import { probeOutputOf } from './probe-output.ts'
import { unreadyLogOf } from './unready-log.ts'

/** What a pod's own log, or the command of its probe, says it cannot reach. */
export interface NetworkSymptom {
  readonly pod: Kube<'Pod'>
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

/** What a log's verdict says of the network; undefined where it is about something else. */
function symptomOf(
  pod: Kube<'Pod'>,
  container: string,
  { cause, facts, line }: Pick<LogVerdict, 'cause' | 'facts' | 'line'>,
): NetworkSymptom | undefined {
  const isName = cause === 'app-name-resolution-failed'
  if (!isName && cause !== 'app-dependency-unreachable') return undefined
  const host = facts['address'] ?? facts['host']
  return { pod, container, kind: isName ? 'name' : 'connection', host, port: portOf(facts['port']), line }
}

/** What a container says of its end, or of what it waits for; of a program that is ready all that lasts. */
function saidOf(view: ContainerView, cluster: Cluster): readonly Pick<LogVerdict, 'cause' | 'facts' | 'line'>[] {
  const verdict =
    crashOf(view, cluster)?.verdict ?? unreadyLogOf(view, cluster)?.verdict ?? probeOutputOf(view, cluster)
  return verdict === undefined ? failingLogOf(view, cluster).flatMap(asVerdict) : [verdict]
}

function asVerdict({ cause, facts, line }: LastingFailure): readonly Pick<LogVerdict, 'cause' | 'facts' | 'line'>[] {
  return cause === 'application-error' || cause === 'out-of-memory-killed' ? [] : [{ cause, facts, line }]
}

function read(pod: Kube<'Pod'>, cluster: Cluster): readonly NetworkSymptom[] {
  return containersOf(pod, cluster).flatMap(view =>
    saidOf(view, cluster).flatMap(said => {
      const symptom = symptomOf(pod, view.name, said)
      return symptom === undefined ? [] : [symptom]
    }),
  )
}

/**
 * What the logs and probes of a pod's containers say they cannot reach: of those that crash for it, are unready for it, or are
 * ready and fail for it again and again.
 */
export function networkSymptomsOf(pod: Kube<'Pod'>, cluster: Cluster): readonly NetworkSymptom[] {
  return cluster.of(pod, read)
}

/** What a container says of one other end, by what its log names; without names the first. */
export function symptomNaming(
  pod: Kube<'Pod'>,
  container: string,
  named: Readonly<Record<string, string>>,
  cluster: Cluster,
): NetworkSymptom | undefined {
  const own = networkSymptomsOf(pod, cluster).filter(symptom => symptom.container === container)
  const host = named['address'] ?? named['host']
  const port = portOf(named['port'])
  return own.find(symptom => symptom.host === host && symptom.port === port) ?? own[0]
}

/** Nobody answers, in the words of operating systems and libraries; a refusal is an answer. */
const UNANSWERED =
  /time[ds]?[ -]?out|ETIMEDOUT|no route|EHOSTUNREACH|unreachable|deadline exceeded|EAI_AGAIN|temporary failure/i
const REFUSED = /refused|actively refused|ECONNREFUSED|reset by peer|ECONNRESET|(?<![\w.:/-])50[234](?![\w.:/-]|ms)/i

/** True where somebody answered; undefined where the words do not tell. */
export function isAnswered({ line, kind }: NetworkSymptom): boolean | undefined {
  if (UNANSWERED.test(line)) return false
  return kind === 'connection' && REFUSED.test(line) ? true : undefined
}

/** True where the pod's log says that nobody answered, as where packets are dropped on the way. */
export function losesPackets(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  return networkSymptomsOf(pod, cluster).some(symptom => isAnswered(symptom) === false)
}

import { parseRecord, textOf } from '../json.ts'
import type { ContainerLog, Unseen } from '../snapshot.ts'
import type { WantedLog } from './log-plan.ts'
import { grantOf } from './plan.ts'
import { inPool } from './pool.ts'
import type { Answer, Reader } from './reader.ts'

/** The end of a log that is kept, in characters: a report reads no more. */
const KEPT = 256 * 1024
/** The kubelet takes the last lines, and of these the first bytes, so few lines make the bytes suffice. */
const FAILING_BYTES = 256 * 1024
const FAILING = `tailLines=200&limitBytes=${FAILING_BYTES}`
const COMPLETE_BYTES = 1024 * 1024
const COMPLETE = `tailLines=1000&sinceSeconds=900&limitBytes=${COMPLETE_BYTES}`
/** Limit on all logs of complete workloads together, in characters. */
const COMPLETE_TOTAL = 16 * 1024 * 1024
/** Log requests do not count against the API server's limit on concurrent requests (`long-running`, like `exec`). */
const WIDTH = 32
/** Nodes asked for their first log at the same time. */
const NODES_AT_ONCE = 64
/**
 * A working kubelet responds to a request for the end of a log within this time, unless it is behind others on a slow
 * line.
 */
const FIRST_ANSWER_MS = 1200
const SILENCE_MS = 400
const NODES_NAMED = 10

type Run = 'current' | 'previous'

/** A node whose kubelet provides no logs, and the containers there whose logs are wanted. */
interface Dead {
  readonly why: string
  readonly containers: Set<WantedLog>
}

interface LogRead {
  readonly wanted: WantedLog
  readonly run: Run
}

/**
 * Reads the ends of the wanted logs; reports what could not be read and why. Each line begins with the time it was
 * written, which `splitStamp` removes. A node whose kubelet fails, or does not respond while others do, is not asked
 * again.
 */
export async function readLogs(
  reader: Reader,
  wanted: readonly WantedLog[],
): Promise<{ readonly logs: readonly ContainerLog[]; readonly unseen: readonly Unseen[] }> {
  const reads = wanted.flatMap((each): readonly LogRead[] =>
    each.runs === 'both'
      ? [
          { wanted: each, run: 'current' },
          { wanted: each, run: 'previous' },
        ]
      : [{ wanted: each, run: each.runs === 'ended' ? 'previous' : 'current' }],
  )
  const texts = new Map<WantedLog, Partial<Record<Run, string>>>()
  const refused = new Map<string, Unseen>()
  const dead = new Map<string, Dead>()
  let answers = 0
  let total = 0
  let tooMuch = 0
  let isSilent = false

  const blame = ({ wanted: of }: LogRead, why = '') => {
    const known = dead.get(of.node) ?? { why, containers: new Set() }
    known.containers.add(of)
    dead.set(of.node, known)
  }

  const keep = ({ wanted: of, run }: LogRead, body: string) => {
    const log = logText(body)
    if (log !== undefined) texts.set(of, { ...texts.get(of), [run]: log.slice(-KEPT) })
  }

  const readOne = async (each: LogRead, giveUp?: Promise<unknown>): Promise<void> => {
    const { node, namespace, complete } = each.wanted
    if (giveUp && isSilent) blame(each, 'not requested: too many others do not respond')
    if (dead.has(node)) blame(each)
    if (dead.has(node) || refused.has(namespace)) return
    if (complete && total >= COMPLETE_TOTAL) {
      tooMuch++
      return
    }
    const how = { proxied: true, ...(giveUp ? { giveUp } : {}) }
    let answer = await reader.read(pathOf(each, complete ? COMPLETE : FAILING), {}, how)
    answers++
    const failure = kubeletFailure(answer)
    if (failure !== undefined) blame(each, failure)
    else if (!answer.read) refused.set(namespace, { kind: 'Log', namespace, why: answer.why })
    else if (answer.status === 403) {
      refused.set(namespace, { kind: 'Log', namespace, why: 'forbidden', grant: grantOf('', 'pods/log', 'get') })
    }
    if (!answer.read || answer.status !== 200) return
    if (complete) {
      total += answer.body.length
      // Its end is missing, and with it anything that would refute the beginning.
      if (isCut(answer.body, COMPLETE_BYTES)) tooMuch++
      else keep(each, answer.body)
      return
    }
    if (isCut(answer.body, FAILING_BYTES)) {
      const lines = Math.max(1, Math.floor(answer.body.split('\n').length / 2))
      const again = await reader.read(pathOf(each, `tailLines=${lines}&limitBytes=${FAILING_BYTES}`), {}, how)
      if (again.read && again.status === 200) answer = again
    }
    keep(each, answer.body)
  }

  const first = new Map<string, LogRead>()
  for (const each of reads) if (!first.has(each.wanted.node)) first.set(each.wanted.node, each)
  const asked = new Set(first.values())
  const giveUp = silence(reader, () => answers)
  void giveUp.then(() => {
    isSilent = true
  })
  await inPool([...asked], NODES_AT_ONCE, each => readOne(each, giveUp))
  await inPool(
    reads.filter(each => !asked.has(each)),
    WIDTH,
    each => readOne(each),
  )
  return {
    logs: wanted.flatMap(each => containerLog(each, texts.get(each) ?? {})),
    unseen: [...refused.values(), ...deadNodes(dead), ...longLogs(tooMuch)],
  }
}

/** Settles once the time for a first response is over and no other is coming. */
async function silence(reader: Reader, answers: () => number): Promise<void> {
  await reader.wait(FIRST_ANSWER_MS)
  for (let before = -1; before !== answers(); ) {
    before = answers()
    await reader.wait(SILENCE_MS)
  }
}

/**
 * For a container that is waiting for a restart, both runs are the last one that ended (the kubelet's
 * `validateContainerLogStatus`).
 */
function containerLog(wanted: WantedLog, { current, previous }: Partial<Record<Run, string>>): readonly ContainerLog[] {
  const { namespace, pod, container, runs } = wanted
  const last = runs === 'ended' ? previous : current
  if (last === undefined && previous === undefined) return []
  return [
    {
      namespace,
      pod,
      container,
      ...(last === undefined ? {} : { current: last }),
      ...(previous === undefined ? {} : { previous }),
    },
  ]
}

/**
 * Why a kubelet provided no log; undefined if it did, or if the API server itself refuses. If it cannot reach a
 * kubelet, the API server returns 500 with the dialer's error at the end of the message; it passes on a kubelet's
 * refusal.
 */
function kubeletFailure(answer: Answer): string | undefined {
  if (!answer.read) return answer.gaveUp ? 'no response' : undefined
  const { status, body } = answer
  const isRefused = status === 401 || (status === 403 && !body.includes('pods/log'))
  if (status < 500 && !isRefused) return undefined
  const said = textOf(parseRecord(body)?.['message'])?.split(': ').at(-1) ?? ''
  return said !== '' && said.length <= 60 && !/https?:\/\//.test(said) ? said : `${status}`
}

function deadNodes(dead: ReadonlyMap<string, Dead>): readonly Unseen[] {
  const reasons = new Map<string, string[]>()
  for (const [node, { why }] of dead) reasons.set(why, [...(reasons.get(why) ?? []), node === '' ? 'unknown' : node])
  return [...reasons].map(([why, nodes]) => {
    const containers = [...dead.values()].reduce((sum, each) => sum + (each.why === why ? each.containers.size : 0), 0)
    const more = nodes.length - NODES_NAMED
    const named = nodes.sort().slice(0, NODES_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '')
    const who = nodes.length === 1 ? `the kubelet of node ${named} returns` : `the kubelets of nodes ${named} return`
    const logs = containers === 1 ? 'no log of 1 container' : `no logs of ${containers} containers`
    return {
      kind: 'Log',
      why: `${who} ${logs} (${why}): a cause that only a log shows may be missed`,
    }
  })
}

function longLogs(count: number): readonly Unseen[] {
  const why = `${count} logs of complete workloads are too long to read; these workloads may be failing unnoticed`
  return count === 0 ? [] : [{ kind: 'Log', why }]
}

/** True if the kubelet stopped at `limitBytes`: the end is missing. */
function isCut(body: string, limit: number): boolean {
  if (body.length * 3 < limit) return false
  let bytes = 0
  for (const character of body) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes >= limit
}

function pathOf({ wanted, run }: LogRead, bounds: string): string {
  const [namespace, pod, container] = [wanted.namespace, wanted.pod, wanted.container].map(encodeURIComponent)
  const query = `container=${container}&timestamps=true&${bounds}${run === 'previous' ? '&previous=true' : ''}`
  return `/api/v1/namespaces/${namespace}/pods/${pod}/log?${query}`
}

/** The kubelet returns 200 with this sentence if the runtime has already removed the log (`kuberuntime_logs.go`). */
function logText(body: string): string | undefined {
  return body === '' || body.startsWith('unable to retrieve container logs for ') ? undefined : body
}

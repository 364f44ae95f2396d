import type { ContainerLog, Unseen } from '../snapshot.ts'
import { array, record, text } from './json.ts'
import { grantOf } from './plan.ts'
import { inPool } from './pool.ts'
import type { Reader } from './reader.ts'

const TAIL_LINES = 200
const LIMIT_BYTES = 64 * 1024
/** The logs of at most so many containers are read. */
export const LOGS_AT_MOST = 50

/** One container whose log may say why it is not ready. */
export interface Failing {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly restarted: boolean
  /** Replicas of one workload share it. */
  readonly group: string
}

/**
 * The containers among `objects` that ran and did not become ready, or restarted, in order of reading:
 * one of each workload first, so that many replicas of one do not crowd out another; those of `workload` before all.
 * A container that never ran has no log, and one that ended well needs none.
 */
export function failingContainers(objects: readonly unknown[], workload?: string): readonly Failing[] {
  const turns = new Map<string, number>()
  return objects
    .flatMap(failingIn)
    .map(failing => {
      const turn = turns.get(failing.group) ?? 0
      turns.set(failing.group, turn + 1)
      const named = workload !== undefined && (failing.pod === workload || failing.pod.startsWith(`${workload}-`))
      return { failing, order: named ? turn - LOGS_AT_MOST : turn }
    })
    .sort((a, b) => a.order - b.order)
    .map(({ failing }) => failing)
}

function failingIn(object: unknown): readonly Failing[] {
  const pod = record(object)
  const metadata = record(pod?.['metadata'])
  const status = record(pod?.['status'])
  const name = text(metadata?.['name'])
  const namespace = text(metadata?.['namespace'])
  if (pod?.['kind'] !== 'Pod' || !status || name === undefined || namespace === undefined) return []
  if (status['phase'] === 'Succeeded') return []
  const owner = text(record(array(metadata?.['ownerReferences'])[0])?.['uid']) ?? name
  return [...array(status['initContainerStatuses']), ...array(status['containerStatuses'])].flatMap(entry => {
    const container = record(entry)
    const containerName = text(container?.['name'])
    if (!container || containerName === undefined || !needsLog(container)) return []
    const restarted = Number(container['restartCount']) > 0
    return [{ namespace, pod: name, container: containerName, restarted, group: `${owner}/${containerName}` }]
  })
}

function needsLog(container: Readonly<Record<string, unknown>>): boolean {
  const state = record(container['state'])
  const ended = record(state?.['terminated'])
  if (Number(container['restartCount']) > 0) return true
  if (ended) return ended['exitCode'] !== 0
  return state?.['running'] !== undefined && container['ready'] === false
}

/** Reads the ends of the logs of `failing`, at most `LOGS_AT_MOST`, `width` at a time; says what was left out and why. */
export async function readLogs(
  reader: Reader,
  failing: readonly Failing[],
  width: number,
): Promise<{ readonly logs: readonly ContainerLog[]; readonly unseen: readonly Unseen[] }> {
  const unseen = new Map<string, Unseen>()
  const left = failing.length - LOGS_AT_MOST
  if (left > 0)
    unseen.set('', { kind: 'Log', why: `${left} more containers failed than the ${LOGS_AT_MOST} whose logs are read` })

  const readOne = async (wanted: Failing, previous: boolean): Promise<string | undefined> => {
    if (unseen.has(wanted.namespace)) return undefined
    const answer = await reader.read(logPath(wanted, previous))
    if (answer.read && answer.status === 200) return logText(answer.body)
    const place = { kind: 'Log', namespace: wanted.namespace }
    if (!answer.read) unseen.set(wanted.namespace, { ...place, why: answer.why })
    else if (answer.status === 403) {
      unseen.set(wanted.namespace, { ...place, why: 'forbidden', grant: grantOf('', 'pods/log', 'get') })
    }
    return undefined
  }

  const logs = await inPool(failing.slice(0, LOGS_AT_MOST), width, async wanted => {
    const current = await readOne(wanted, false)
    const previous = wanted.restarted ? await readOne(wanted, true) : undefined
    const { namespace, pod, container } = wanted
    return {
      namespace,
      pod,
      container,
      ...(current === undefined ? {} : { current }),
      ...(previous === undefined ? {} : { previous }),
    }
  })
  return {
    logs: logs.filter(log => log.current !== undefined || log.previous !== undefined),
    unseen: [...unseen.values()],
  }
}

function logPath(wanted: Failing, previous: boolean): string {
  const [namespace, pod, container] = [wanted.namespace, wanted.pod, wanted.container].map(encodeURIComponent)
  const query = `container=${container}&tailLines=${TAIL_LINES}&limitBytes=${LIMIT_BYTES}&timestamps=true`
  return `/api/v1/namespaces/${namespace}/pods/${pod}/log?${query}${previous ? '&previous=true' : ''}`
}

/** The kubelet answers 200 with this sentence when the runtime has already removed the log (`kuberuntime_logs.go`). */
function logText(body: string): string | undefined {
  return body === '' || body.startsWith('unable to retrieve container logs for ') ? undefined : body
}

import type { RecordedCluster } from './cluster.ts'
import type { RequestInfo } from './request-info.ts'
import { notFound, type Refusal, refusal } from './status.ts'
import type { Store, Stored } from './store.ts'

interface ContainerState {
  readonly name: string
  readonly restartCount: number
  readonly state?: { readonly waiting?: { readonly reason?: string } }
}

/** The answer to `pods/<name>/log`: the recorded text, or a refusal worded as the recorded ones. */
export function logAnswer(
  store: Store,
  recorded: RecordedCluster['log'] | undefined,
  info: RequestInfo,
): string | Refusal {
  const { namespace = '', name = '' } = info.resource ?? {}
  const pod = store.get('', 'pods', namespace, name)
  if (!pod) return notFound('', 'pods', name)
  const wanted = info.query.get('container') ?? containersOf(pod)[0]?.name ?? ''
  const container = containersOf(pod).find(each => each.name === wanted)
  if (!container) return refusal(400, 'BadRequest', `container ${wanted} is not valid for pod ${name}`)
  const previous = info.query.get('previous') === 'true'
  const text = recorded?.(namespace, name, wanted, previous)
  if (text !== undefined) return ended(text, info.query)
  if (previous && container.restartCount === 0) {
    return refusal(400, 'BadRequest', `previous terminated container "${wanted}" in pod "${name}" not found`)
  }
  const waiting = container.state?.waiting
  if (waiting && container.restartCount === 0) {
    const reason = waiting.reason ?? ''
    return refusal(400, 'BadRequest', `container "${wanted}" in pod "${name}" is waiting to start: ${reason}`)
  }
  return ''
}

function containersOf(pod: Stored): readonly ContainerState[] {
  const status = pod['status'] as { [list: string]: ContainerState[] | undefined } | undefined
  return [...(status?.['initContainerStatuses'] ?? []), ...(status?.['containerStatuses'] ?? [])]
}

function ended(text: string, query: URLSearchParams): string {
  const tail = Number(query.get('tailLines') ?? 0)
  const limit = Number(query.get('limitBytes') ?? 0)
  const lines = text.split(/(?<=\n)/)
  const kept = (tail > 0 ? lines.slice(-tail) : lines).join('')
  return limit > 0 ? Buffer.from(kept).subarray(0, limit).toString() : kept
}

import { isRecord, textOf } from '../json.ts'
import type { LogBook } from './log-book.ts'
import type { Notes } from './notes.ts'
import type { LogPlace } from './places.ts'

/** A log whose path has its pod, but perhaps not its namespace or container. */
export interface LogFile {
  readonly file: string
  readonly which: 'current' | 'previous'
  readonly log: LogPlace
  readonly text: string
}

interface Pod {
  readonly namespace: string
  readonly containers: readonly string[]
}

/**
 * Assigns logs to the pods of the snapshot: `<anything>/<pod>/<container>.log`, or `<anything>/<pod>.log` for a pod
 * with one container, as in support bundles. Logs that match no pod, or several, are listed in `notes`.
 */
export function placeLogs(files: readonly LogFile[], objects: readonly unknown[], logs: LogBook, notes: Notes): void {
  if (files.length === 0) return
  const pods = podsByName(objects)
  for (const { file, which, log, text } of files) {
    const found = podWith(log.pod, log.container, log.namespace, pods) ?? inOnlyContainer(log, pods)
    if (found) logs.add(found, which, text)
    else notes.skip(file, 'a log whose pod is not in the snapshot')
  }
}

function podWith(pod: string, container: string, folder: string, pods: ReadonlyMap<string, readonly Pod[]>) {
  const candidates = (pods.get(pod) ?? []).filter(({ containers }) => containers.includes(container))
  const chosen = candidates.find(({ namespace }) => namespace === folder) ?? candidates[0]
  return chosen && (candidates.length === 1 || chosen.namespace === folder)
    ? { namespace: chosen.namespace, pod, container }
    : undefined
}

function inOnlyContainer({ container: pod, pod: folder }: LogPlace, pods: ReadonlyMap<string, readonly Pod[]>) {
  const [only] = pods.get(pod)?.[0]?.containers ?? []
  return only !== undefined && pods.get(pod)?.every(({ containers }) => containers.length === 1)
    ? podWith(pod, only, folder, pods)
    : undefined
}

function podsByName(objects: readonly unknown[]): Map<string, Pod[]> {
  const pods = new Map<string, Pod[]>()
  for (const object of objects) {
    if (!isRecord(object) || object['kind'] !== 'Pod' || !isRecord(object['metadata'])) continue
    const { metadata, spec } = object
    const name = textOf(metadata['name']) ?? ''
    const lists = isRecord(spec) ? [spec['initContainers'], spec['containers'], spec['ephemeralContainers']] : []
    const containers = lists.flatMap(list => (Array.isArray(list) ? list : [])).filter(isRecord)
    const pod = {
      namespace: textOf(metadata['namespace']) ?? '',
      containers: containers.flatMap(container => textOf(container['name']) ?? []),
    }
    const namesakes = pods.get(name)
    if (namesakes) namesakes.push(pod)
    else pods.set(name, [pod])
  }
  return pods
}

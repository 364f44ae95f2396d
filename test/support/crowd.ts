import type { Snapshot } from '../../core/index.ts'
import type { Raw } from './raw.ts'
import { readRecording, readScenario } from './scenarios.ts'

/** What every namespace has once. */
const ONCE: ReadonlySet<string> = new Set(['kube-root-ca.crt', 'default'])

export interface Crowd {
  /** Kinds of the whole cluster that are there once for each copy too. */
  readonly also?: readonly string[]
  /** Names that only fields and messages hold: of what does not exist. */
  readonly named?: readonly string[]
  /** Changes one object of a copy; an object more is one that stands beside it. */
  readonly each?: (object: Raw, copy: number, copies: number) => Raw | readonly Raw[]
}

/**
 * A recording of which everything in its own namespace is there `copies` times, in that namespace, each copy under names,
 * labels and UIDs of its own.
 */
export function crowd(id: string, copies: number, { also = [], named = [], each }: Crowd = {}): Snapshot {
  const recording = readRecording(id)
  const { namespace } = readScenario(id)
  const all = recording.objects as readonly Raw[]
  const isOwn = ({ kind, metadata }: Raw) =>
    !ONCE.has(metadata.name) && (metadata.namespace === namespace || also.includes(kind))
  const own = all.filter(isOwn)
  const names = own.filter(({ kind }) => kind !== 'Event').map(({ metadata }) => metadata.name)
  const uids = own.map(({ metadata }) => metadata.uid).filter(uid => uid !== undefined)
  const events = own.filter(({ kind }) => kind === 'Event').map(({ metadata }) => metadata.name)
  const words = [...new Set([...events, ...names, ...named, ...uids])].sort((a, b) => b.length - a.length)
  const word = new RegExp(`(?<![\\w-])(?:${words.map(each => each.replaceAll('.', '\\.')).join('|')})(?![\\w-])`, 'g')
  const copyOf = (text: string, copy: number) => JSON.parse(text.replace(word, `$&-x${copy}`)) as Raw
  const texts = own.map(object => JSON.stringify(object))
  const objects = Array.from({ length: copies }, (_, copy) =>
    texts.flatMap(text => {
      const object = copyOf(text, copy)
      return each === undefined ? [object] : each(object, copy, copies)
    }),
  )
  const logs = (recording.logs ?? []).filter(log => log.namespace === namespace)
  return {
    ...recording,
    objects: [...all.filter(object => !isOwn(object)), ...objects.flat()],
    logs: [
      ...(recording.logs ?? []).filter(log => log.namespace !== namespace),
      ...Array.from({ length: copies }, (_, copy) => logs.map(log => ({ ...log, pod: `${log.pod}-x${copy}` }))).flat(),
    ],
  }
}

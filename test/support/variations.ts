import type { Rules } from '../../core/diagnose.ts'
import type { Report, Snapshot } from '../../core/index.ts'
import { diagnose } from '../../core/index.ts'
import { readRecording, readScenario } from './scenarios.ts'
import { later, notRead, withoutLogs } from './variation.ts'

/** A recording as it might also have been read. */
export interface Variation {
  readonly name: string
  readonly snapshot: Snapshot
}

interface Raw {
  readonly kind: string
  readonly metadata: { readonly namespace?: string }
}

/** Objects of a kind in a namespace, or of the cluster, gone, their kind still listed. */
function without(snapshot: Snapshot, kind: string, namespace: string): Snapshot {
  const objects = snapshot.objects.filter(object => {
    const { kind: its, metadata } = object as Raw
    return its !== kind || (metadata.namespace ?? namespace) !== namespace
  })
  return { ...snapshot, objects }
}

/** Takes a scenario's id; returns its recording with each kind not read, each kind gone, without logs, earlier and later. */
export function variationsOf(id: string): readonly Variation[] {
  const { namespace } = readScenario(id)
  const snapshot = readRecording(id)
  const own = (snapshot.objects as readonly Raw[]).filter(
    ({ metadata }) => (metadata.namespace ?? namespace) === namespace,
  )
  const kinds = [...new Set(own.map(({ kind }) => kind))].sort()
  return [
    ...kinds.map(kind => ({ name: `${kind} unread`, snapshot: notRead(kind)(snapshot) })),
    ...kinds.map(kind => ({ name: `no ${kind}`, snapshot: without(snapshot, kind, namespace) })),
    ...((snapshot.logs ?? []).length === 0 ? [] : [{ name: 'no logs', snapshot: withoutLogs(snapshot) }]),
    ...[-2, 10, 1500].map(minutes => ({ name: `${minutes} min`, snapshot: later(60 * minutes)(snapshot) })),
  ]
}

/** The causes of a report in words, one a line. */
export function inShort({ verdict, problems }: Report): string {
  const said = problems.map(
    ({ cause, subject, confidence, outlook, title }) =>
      `${cause} on ${subject.kind} ${subject.name}, ${confidence}, ${outlook}: ${title}`,
  )
  return [verdict, ...said].join('\n    ')
}

/** Takes a scenario's id and the rules to run, all unless said; returns what each variation of it gets that the recording itself does not. */
export function variedAnswers(id: string, rules?: Rules): string {
  const { namespace } = readScenario(id)
  const answer = (snapshot: Snapshot) =>
    inShort(diagnose(snapshot, { namespace }, rules === undefined ? {} : { rules }))
  const usual = answer(readRecording(id))
  const groups = new Map<string, string[]>()
  for (const { name, snapshot } of variationsOf(id)) {
    const said = answer(snapshot)
    if (said !== usual) groups.set(said, [...(groups.get(said) ?? []), name])
  }
  return [...groups].map(([said, names]) => `  ${names.join(', ')}: ${said}\n`).join('')
}

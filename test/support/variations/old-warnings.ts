import type { Snapshot } from '../../../core/index.ts'
import { readRecording, readScenario, scenarioIds } from '../scenarios.ts'
import { shifted } from '../times.ts'
import type { Variation } from '../variation.ts'

interface Event {
  readonly kind: string
  readonly type: string
  readonly metadata: { readonly name: string; readonly namespace: string; readonly creationTimestamp?: string }
  readonly involvedObject: {
    readonly kind: string
    readonly name: string
    readonly uid?: string
    readonly fieldPath?: string
  }
  readonly lastTimestamp?: string | null
  readonly eventTime?: string | null
  readonly series?: { readonly lastObservedTime?: string }
}

interface Target {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid: string }
  readonly spec: { readonly containers?: readonly { readonly name: string }[] }
  readonly status: {
    readonly conditions?: readonly {
      readonly type: string
      readonly status: string
      readonly lastTransitionTime: string
    }[]
  }
}

/** Of pods that are gone, or of objects that are there and have got over it. */
export const WARNING_AGES = ['of pods that are gone', 'of pods that are ready since'] as const

/** The Warning events of every failing recording, its newest last. */
const warnings: readonly { readonly events: readonly Event[]; readonly last: number }[] = scenarioIds
  .filter(id => readScenario(id).expect.length > 0)
  .map(id => {
    const { namespace } = readScenario(id)
    const events = (readRecording(id).objects as readonly Event[]).filter(
      ({ kind, type, metadata }) => kind === 'Event' && type === 'Warning' && metadata.namespace === namespace,
    )
    return { events, last: Math.max(...events.map(timeOf)) }
  })
  .filter(({ events }) => events.length > 0)

function timeOf({ series, lastTimestamp, eventTime, metadata }: Event): number {
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '')
}

function readySince({ status }: Target): number | undefined {
  const ready = status.conditions?.find(({ type }) => type === 'Ready')
  return ready?.status === 'True' ? Date.parse(ready.lastTransitionTime) : undefined
}

/** Warnings of each failing recording as they would stand in a healthy namespace after recovery. */
export function oldWarnings(namespace: string, age: (typeof WARNING_AGES)[number]): readonly Variation[] {
  return warnings.map(failure => snapshot => ({
    ...snapshot,
    objects: [...snapshot.objects, ...recovered(snapshot, namespace, age, failure)],
  }))
}

function recovered(
  { objects, takenAt = '' }: Snapshot,
  namespace: string,
  age: (typeof WARNING_AGES)[number],
  { events, last }: (typeof warnings)[number],
): readonly unknown[] {
  const own = (objects as readonly Target[]).filter(({ metadata }) => metadata.namespace === namespace)
  const now = Date.parse(takenAt)
  const heirOf = (kind: string) =>
    own.find(each => each.kind === kind && (kind !== 'Pod' || readySince(each) !== undefined))
  return events.flatMap((event, number) => {
    const metadata = { ...event.metadata, namespace, name: `${event.metadata.name}.${number}` }
    const about = { ...event.involvedObject, namespace }
    if (age === 'of pods that are gone')
      return [shifted({ ...event, metadata, involvedObject: about }, now - 120_000 - last)]
    const heir = heirOf(about.kind)
    if (heir === undefined) return []
    const { name, uid } = heir.metadata
    const container = heir.spec.containers?.[0]?.name
    const fieldPath = about.fieldPath === undefined ? {} : { fieldPath: `spec.containers{${container}}` }
    const until = (readySince(heir) ?? now - 60_000) - 5000
    return [shifted({ ...event, metadata, involvedObject: { ...about, name, uid, ...fieldPath } }, until - last)]
  })
}

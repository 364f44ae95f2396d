import type { Variation } from '../variation.ts'

interface Event {
  readonly kind: string
  readonly message?: string
  readonly count?: number
  readonly firstTimestamp?: string | null
  readonly lastTimestamp?: string | null
  readonly eventTime?: string | null
  readonly source?: unknown
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string }
  readonly involvedObject: { readonly uid?: string }
}

/** Another form of the same event: what the APIs and recorders of the various versions write. */
type Form = (event: Event) => unknown

function micro(time: string | null | undefined): string | undefined {
  return time?.replace(/(?:\.\d+)?Z$/, '.000000Z')
}

/** `events.k8s.io/v1` with what it takes over from `v1` (`k8s.io/api/events/v1` types). */
function asEventsApi({ involvedObject, message, count, firstTimestamp, lastTimestamp, source, ...event }: Event) {
  return {
    ...event,
    apiVersion: 'events.k8s.io/v1',
    regarding: involvedObject,
    note: message,
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    deprecatedSource: source,
    ...(count === undefined ? {} : { deprecatedCount: count }),
  }
}

/** The recorder of `events.k8s.io` leaves the old times and the count out, and counts in `series`. */
function inSeries({ count, firstTimestamp, lastTimestamp, ...event }: Event) {
  const { series = {} } = event
  const last = micro(series.lastObservedTime ?? lastTimestamp ?? event.eventTime)
  const repeated = (count ?? series.count ?? 1) > 1
  return {
    ...event,
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: micro(firstTimestamp ?? event.eventTime),
    ...(repeated ? { series: { count: count ?? series.count, lastObservedTime: last } } : {}),
  }
}

/** The recorder of before: no `series`, times to the second. */
function counted({ series, eventTime, ...event }: Event) {
  const first = event.firstTimestamp ?? eventTime?.replace(/\.\d+Z$/, 'Z')
  const last = event.lastTimestamp ?? (series?.lastObservedTime ?? eventTime)?.replace(/\.\d+Z$/, 'Z')
  return {
    ...event,
    firstTimestamp: first,
    lastTimestamp: last,
    count: event.count ?? series?.count ?? 1,
    eventTime: null,
  }
}

const FORMS: Readonly<Record<string, Form>> = {
  'of events.k8s.io/v1': asEventsApi,
  'counted in series, with micro time only': inSeries,
  'counted as before series': counted,
  'without UIDs': event => ({ ...event, involvedObject: { ...event.involvedObject, uid: undefined } }),
  'combined from similar ones': event => ({
    ...event,
    message: `(combined from similar events): ${event.message ?? ''}`,
  }),
}

/** The same events in another form, by which. */
export const EVENT_FORMS: Readonly<Record<string, Variation>> = Object.fromEntries(
  Object.entries(FORMS).map(([name, form]) => [
    name,
    snapshot => ({
      ...snapshot,
      objects: (snapshot.objects as readonly Event[]).map(object => (object.kind === 'Event' ? form(object) : object)),
    }),
  ]),
)

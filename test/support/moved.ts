import type { Raw } from './raw.ts'
import { readRecording, readScenario } from './scenarios.ts'

type Json = Readonly<Record<string, unknown>>

/** What lies about in namespaces that are well. Takes the namespace and the time; returns objects of it. */
export type Noise = (namespace: string, now: number) => readonly Json[]

export function iso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Shifts every time in a recorded object. */
export function shifted<T>(value: T, by: number): T {
  const text = JSON.stringify(value).replace(/"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z"/g, (_, time: string) =>
    JSON.stringify(iso(Date.parse(`${time}Z`) + by)),
  )
  return JSON.parse(text) as T
}

/** All objects that people and controllers made in a recording's own namespace, moved to another, the recording ending `ago`. */
export function moved(id: string, kinds: readonly string[], ago: number): Noise {
  const recording = readRecording(id)
  const { namespace: from } = readScenario(id)
  const taken = Date.parse(recording.takenAt ?? '')
  return (namespace, now) =>
    (recording.objects as readonly Raw[])
      .filter(({ kind, metadata }) => metadata.namespace === from && kinds.includes(kind))
      .map(object => {
        const about =
          object.involvedObject === undefined ? {} : { involvedObject: { ...object.involvedObject, namespace } }
        return shifted({ ...object, ...about, metadata: { ...object.metadata, namespace } }, now - ago - taken)
      })
}

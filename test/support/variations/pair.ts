import type { Raw } from '../raw.ts'
import type { Scenario } from '../scenarios.ts'
import { readRecording, readScenario } from '../scenarios.ts'
import { shifted } from '../times.ts'
import type { Variation } from '../variation.ts'
import { chosenNames, renamed, renamer } from './names.ts'

/** What every namespace has of its own. */
const OWN: ReadonlySet<string> = new Set(['ConfigMap/kube-root-ca.crt', 'ServiceAccount/default'])

/** Puts another namespace into fields, and into texts where a name follows it. */
function inNamespace(value: unknown, from: string, to: string): unknown {
  const text = JSON.stringify(value)
    .replaceAll(`"namespace":"${from}"`, `"namespace":"${to}"`)
    .replaceAll(`${from}/b-`, `${to}/b-`)
    .replaceAll(`serviceaccount:${from}:`, `serviceaccount:${to}:`)
    .replaceAll(`.${from}.svc`, `.${to}.svc`)
    .replaceAll('"uid":"', '"uid":"b')
  return JSON.parse(text)
}

const prefixed = (name: string) => `b-${name}`

/** Renames what people named in a recording. */
function renamerOf(id: string): (text: string) => string {
  return renamer(chosenNames(readRecording(id), id), prefixed)
}

/** A recording's own namespace as it would stand in another one, under other names, its clock brought into line. */
function guest(id: string, host: string, now: number) {
  const { namespace } = readScenario(id)
  const recording = readRecording(id)
  const moved = renamed(chosenNames(recording, id), prefixed)(recording)
  const from = renamerOf(id)(namespace)
  const objects = shifted(moved.objects, now - Date.parse(recording.takenAt ?? '')) as readonly Raw[]
  return {
    objects: objects
      .filter(({ kind, metadata }) => metadata.namespace === from && !OWN.has(`${kind}/${metadata.name}`))
      .map(object =>
        object.kind === 'Event'
          ? { ...object, metadata: { ...object.metadata, name: `b-${object.metadata.name}` } }
          : object,
      )
      .map(object => inNamespace(object, from, host)),
    logs: (moved.logs ?? []).filter(log => log.namespace === from).map(log => ({ ...log, namespace: host })),
  }
}

/** The namespace of another recording put into this one's, on this one's nodes, every name beginning with `b-`. */
export function beside(namespace: string, id: string): Variation {
  return snapshot => {
    const { objects, logs } = guest(id, namespace, Date.parse(snapshot.takenAt ?? ''))
    return {
      ...snapshot,
      objects: [...snapshot.objects, ...objects],
      logs: [...(snapshot.logs ?? []), ...logs],
    }
  }
}

/** What is to be expected of a recording with another `beside` it. */
export function expectedOfBoth(first: string, second: string): Scenario {
  const { outlook: _, young: __, ...scenario } = readScenario(first)
  const { expect, acceptable = [] } = readScenario(second)
  const rename = renamerOf(second)
  const also = expect.map(({ name, container, ...rest }) => ({
    ...rest,
    name: rename(name),
    ...(container === undefined ? {} : { container: rename(container) }),
  }))
  return {
    ...scenario,
    expect: [...scenario.expect, ...also],
    acceptable: [...(scenario.acceptable ?? []), ...acceptable],
  }
}

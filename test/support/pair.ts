import type { Snapshot } from '../../core/index.ts'
import { shifted } from './moved.ts'
import type { Raw } from './raw.ts'
import type { Scenario } from './scenarios.ts'
import { readRecording, readScenario } from './scenarios.ts'
import { chosenNames, renamed, renamer } from './transform-names.ts'

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

/** A recording's own namespace as it would stand in another one, under other names, its clock brought into line. */
function guest(id: string, host: string, now: number) {
  const { namespace } = readScenario(id)
  const recording = readRecording(id)
  const names = chosenNames(recording, id)
  const moved = renamed(recording, names, name => `b-${name}`)
  const from = renamer(names, name => `b-${name}`)(namespace)
  const objects = shifted(moved.objects, now - Date.parse(recording.takenAt ?? '')) as readonly Raw[]
  return {
    rename: renamer(names, name => `b-${name}`),
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

/**
 * Takes two recordings' ids; returns the first with the second's namespace put into its own, on the first's nodes, and what
 * is to be expected of both together.
 */
export function pair(first: string, second: string): { readonly snapshot: Snapshot; readonly scenario: Scenario } {
  const { outlook: _, young: __, ...scenario } = readScenario(first)
  const { expect, acceptable = [] } = readScenario(second)
  const recording = readRecording(first)
  const { rename, objects, logs } = guest(second, scenario.namespace, Date.parse(recording.takenAt ?? ''))
  const also = expect.map(({ name, container, ...rest }) => ({
    ...rest,
    name: rename(name),
    ...(container === undefined ? {} : { container: rename(container) }),
  }))
  return {
    snapshot: {
      ...recording,
      objects: [...recording.objects, ...objects],
      logs: [...(recording.logs ?? []), ...logs],
    },
    scenario: {
      ...scenario,
      expect: [...scenario.expect, ...also],
      acceptable: [...(scenario.acceptable ?? []), ...acceptable],
    },
  }
}

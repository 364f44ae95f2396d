import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../core/index.ts'
import { reportOn } from './support/report-on.ts'
import { sampler } from './support/sample.ts'
import { readRecording, readScenario, scenarioIds } from './support/scenarios.ts'
import { reportUntried } from './support/variation.ts'

const sample = sampler(16)

function namespaceOf(object: unknown): string | undefined {
  const { metadata } = object as { metadata?: { namespace?: string } }
  return metadata?.namespace
}

/** The objects of every recording's own namespace, with what was listed there. */
const neighbours = scenarioIds.map(id => {
  const { namespace } = readScenario(id)
  const snapshot = readRecording(id)
  return {
    namespace,
    objects: snapshot.objects.filter(object => namespaceOf(object) === namespace),
    lists: (snapshot.lists ?? []).flatMap(({ kind, namespaces }) =>
      namespaces?.includes(namespace) === true ? [{ kind, namespaces: [namespace] }] : [],
    ),
    logs: (snapshot.logs ?? []).filter(log => log.namespace === namespace),
  }
})

function together(snapshot: Snapshot, namespace: string): Snapshot {
  const others = neighbours.filter(other => other.namespace !== namespace)
  return {
    ...snapshot,
    objects: [...snapshot.objects, ...others.flatMap(({ objects }) => objects)],
    lists: [...(snapshot.lists ?? []), ...others.flatMap(({ lists }) => lists)],
    logs: [...(snapshot.logs ?? []), ...others.flatMap(({ logs }) => logs)],
  }
}

describe('with the namespaces of all other recordings beside it', () => {
  it.each(sample(scenarioIds))('%s gets the same answer', id => {
    const { namespace } = readScenario(id)
    const snapshot = readRecording(id)
    const alone = reportOn(id)
    const crowded = reportUntried(together(snapshot, namespace), { namespace })
    expect(crowded.broken).toEqual([])
    const inShort = ({ problems }: typeof alone) =>
      problems.map(({ cause, subject, confidence, outlook, title }) => ({ cause, subject, confidence, outlook, title }))
    expect(inShort(crowded)).toEqual(inShort(alone))
    expect(crowded.workloads).toEqual(alone.workloads)
  })
})

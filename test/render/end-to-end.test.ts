import { describe, expect, test } from 'vitest'
import type { Report, Snapshot } from '../../core/index.ts'
import { diagnose } from '../../core/index.ts'
import { htmlBody } from '../../core/render/html/index.ts'
import { annotations, renderers } from '../../core/render/index.ts'
import { sampler } from '../support/sample.ts'
import { readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { PAYLOADS } from './hostile.ts'
import { expectSafeHtml, expectSafeLines, expectSafeMarkdown } from './safe.ts'

const causesUrl = 'https://kubewhy.example/v1/causes'

/** Lengths beyond what the API server stores say no more here, and a snapshot has hundreds of messages. */
const payloads = Object.entries(PAYLOADS).map(([name, payload]) => [name, payload.slice(0, 5000)] as const)

/** The payload at the end of every message, reason and log, and of every name, however often it is repeated. */
function hostile(snapshot: Snapshot, payload: string): Snapshot {
  const names = new Map<string, string>()
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') {
      if (['message', 'note', 'image'].includes(key)) return `${value} ${payload}`
      const isName = key === 'name' || key === 'namespace' || key === 'nodeName' || key === 'claimName'
      if (!isName) return value
      const renamed = names.get(value) ?? value + payload
      names.set(value, renamed)
      return renamed
    }
    if (Array.isArray(value)) return value.map(item => walk(item, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, walk(field, name)]))
  }
  const said = (text: string) => `${text}\n${payload}\nError: ${payload}`
  return {
    ...snapshot,
    objects: snapshot.objects.map(object => walk(object, '')),
    lists: (snapshot.lists ?? []).map(list => walk(list, '') as typeof list),
    logs: (snapshot.logs ?? []).map(log => ({
      namespace: log.namespace + payload,
      pod: log.pod + payload,
      container: log.container + payload,
      ...(log.current !== undefined && { current: said(log.current) }),
      ...(log.previous !== undefined && { previous: said(log.previous) }),
    })),
  }
}

function expectSafe(report: Report): void {
  expectSafeLines(renderers.text(report, { causesUrl }))
  expectSafeMarkdown(renderers.markdown(report, { causesUrl }))
  expectSafeHtml(htmlBody(report, { causesUrl }))
  for (const format of ['json', 'sarif', 'html', 'markdown'] as const) {
    const document = renderers[format](report, { causesUrl })
    expect(document).not.toMatch(/[\u0000\u001b\u009b\u202e\u2066]/)
    expect(document).not.toMatch(/^\s*::|##\[/m)
  }
  expect(JSON.parse(renderers.json(report))).toEqual(JSON.parse(JSON.stringify(report)))
  JSON.parse(renderers.sarif(report))
  for (const line of annotations(report)) {
    expect(line).toMatch(/^::(?:error|warning|notice) [^\n\r]*$/)
    expect(line.slice(2)).not.toMatch(/[\u001b\u202e]/)
  }
}

const sample = sampler(18)

describe('a cluster whose every name, message and log is hostile', () => {
  test.each(payloads)('%s gets a report that does nothing of it', (_, payload) => {
    let problems = 0
    for (const id of sample(scenarioIds)) {
      const report = diagnose(hostile(readRecording(id), payload), { namespace: readScenario(id).namespace + payload })
      expect(report.broken).toEqual([])
      problems += report.problems.length
      expectSafe(report)
    }
    expect(problems).toBeGreaterThan(5)
  })
})

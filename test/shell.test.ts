import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../core/index.ts'
import { command, jsonWord } from '../core/shell.ts'
import { sampler } from './support/sample.ts'
import { readRecording, readScenario, scenarioIds } from './support/scenarios.ts'
import { reportUntried } from './support/variation.ts'

/** What would run `touch` if a shell read it. */
const PAYLOADS = [
  '$(touch x)',
  '`touch x`',
  ';touch x',
  '|touch x',
  '&touch x',
  '\ntouch x',
  "'touch x'",
  '" touch x',
  '>touch',
] as const

describe('a command', () => {
  it.each(PAYLOADS)('takes what a shell acts on out of %j', payload => {
    expect(command`kubectl get pod web${payload} -n ${payload}`).toMatch(
      /^kubectl get pod web[\w ]*touchx? -n [\w ]*touchx?$/,
    )
  })

  it('takes no name for an option', () => {
    expect(command`kubectl delete pod ${'--all'}`).toBe('kubectl delete pod all')
    expect(command`kubectl get pod ${'-oyaml=x'}${' -n shop'}`).toBe('kubectl get pod oyaml=x -n shop')
  })

  it('keeps JSON one word', () => {
    expect(jsonWord({ name: "it's $(touch x)" })).toBe(`'{"name":"it\\u0027s $(touch x)"}'`)
  })
})

/** The payload at the end of every name, however often it is repeated. */
function renamed(snapshot: Snapshot, payload: string): Snapshot {
  const names = ['name', 'namespace', 'nodeName', 'claimName', 'image', 'schedulerName', 'storageClassName', 'key']
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return names.includes(key) ? value + payload : value
    if (Array.isArray(value)) return value.map(item => walk(item, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, walk(field, name)]))
  }
  return { ...snapshot, objects: snapshot.objects.map(object => walk(object, '')) }
}

const sample = sampler(3)

describe('the commands of a report on a cluster with hostile names', () => {
  it.each(PAYLOADS)('run nothing of %j', payload => {
    let commands = 0
    for (const id of sample(scenarioIds)) {
      const namespace = readScenario(id).namespace + payload
      const report = reportUntried(renamed(readRecording(id), payload), { namespace })
      for (const { cause, fix } of report.problems) {
        for (const step of fix) {
          if (step.command === undefined) continue
          commands++
          const bare = step.command.replace(/'[^']*'/g, '')
          expect(`${cause}: ${bare}`).not.toMatch(/[$(`;|&\n'"><]\s*touch/)
        }
      }
    }
    expect(commands).toBeGreaterThan(20)
  })
})

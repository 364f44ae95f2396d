import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packTar } from 'modern-tar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../core/index.ts'
import { filesBelow } from '../read/directory.ts'
import { readScenario, scenarioIds } from '../support/scenarios.ts'
import { type RunningService, startService } from './running-server.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())

const GOLDENS = join(import.meta.dirname, '../goldens')
const proved = scenarioIds.flatMap(id => {
  const report = JSON.parse(readFileSync(join(GOLDENS, `${id}.json`), 'utf8')) as Report
  return report.problems.flatMap(problem =>
    problem.fix.flatMap(({ patch, proved }, at) =>
      patch !== undefined && proved === true ? [{ id, at, patch, problem }] : [],
    ),
  )
})

async function bodyOf(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const files = filesBelow(`clusters/${id}`).filter(({ name }) => !['scenario.yaml', 'manifests.yaml'].includes(name))
  const entries = await Promise.all(
    files.map(async ({ name, read }) => {
      const body = await read()
      return { header: { name, size: body.length }, body }
    }),
  )
  return new Uint8Array(await packTar(entries))
}

describe('a fix that a report calls proved', () => {
  it('is there to be tried', () => expect(proved.length).toBeGreaterThan(20))

  it.each(proved)(
    'cures $id when its patch is sent to the service: $problem.cause, step $at',
    async ({ id, patch, problem }) => {
      const { kind, namespace, name } = problem.field?.object ?? problem.subject
      const change = { target: { kind, name, ...(namespace !== undefined && { namespace }) }, patch }
      const body = await bodyOf(id)
      const ask = async (query: string) => {
        const response = await fetch(`${service.url}/v1/diagnose?namespace=${readScenario(id).namespace}${query}`, {
          method: 'POST',
          body,
        })
        expect(response.status).toBe(200)
        return ((await response.json()) as Report).problems.map(each => `${each.id} ${each.cause} ${each.subject.name}`)
      }
      const before = await ask('')
      const after = await ask(`&patch=${encodeURIComponent(JSON.stringify(change))}`)
      const own = `${problem.id} ${problem.cause} ${problem.subject.name}`
      expect(before).toContain(own)
      expect(after).not.toContain(own)
      expect(after.filter(each => !before.includes(each))).toEqual([])
    },
  )
})

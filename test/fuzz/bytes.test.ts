import fc from 'fast-check'
import { gzipSync, zipSync } from 'fflate'
import { packTar } from 'modern-tar'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { createApp } from '../../api/app.ts'
import { bundledReference } from '../../api/bundled-reference.ts'
import type { LogEntry } from '../../api/deps.ts'
import { diagnoseInProcess } from '../../api/diagnosis.ts'
import { FORMATS } from '../../core/render/index.ts'
import { bytesOf, filesBelow } from '../read/directory.ts'
import { readRecording, scenarioIds } from '../support/scenarios.ts'
import { mutated, mutation } from './mutations.ts'
import { bounded } from './seed.ts'

const entries: LogEntry[] = []
const app = createApp({
  diagnose: diagnoseInProcess({}),
  maxBodyBytes: 64 * 1024 * 1024,
  reference: bundledReference,
  log: entry => entries.push(entry),
})

/** Sends a body; checks that the answer is a report or an error for the caller. Returns its status. */
async function answered(body: Uint8Array | string, format: string): Promise<number> {
  const sent = typeof body === 'string' ? body : new Uint8Array(body)
  const response = await app.request(`/v1/diagnose?format=${format}`, { method: 'POST', body: sent })
  const text = await response.text()
  expect(entries.pop()?.error).toBeUndefined()
  if (response.status === 200) {
    if (format === 'json') expect(JSON.parse(text)).toMatchObject({ schema: 1, broken: [] })
    return 200
  }
  expect([400, 413, 415, 422]).toContain(response.status)
  expect(JSON.parse(text)).toMatchObject({ status: response.status, hint: expect.stringMatching(/\.$/) as string })
  return response.status
}

const form = fc.constantFrom('list', 'array', 'lines', 'gzip')
const format = fc.constantFrom(...FORMATS)
const scenario = fc.constantFrom(...scenarioIds)

function written(objects: readonly unknown[], as: string): Uint8Array | string {
  if (as === 'array') return JSON.stringify(objects)
  if (as === 'lines') return objects.map(object => JSON.stringify(object)).join('\n')
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })
  return as === 'gzip' ? gzipSync(new TextEncoder().encode(list)) : list
}

/** One piece of damage to bytes: where (a share of the length), what is done, and with what. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  what: fc.constantFrom('cut', 'flip', 'insert', 'remove', 'double'),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
})

type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

function damaged(whole: Uint8Array, { at, what, bytes }: Damage): Uint8Array {
  const place = Math.floor(at * whole.length)
  const [before, after] = [whole.subarray(0, place), whole.subarray(place)]
  if (what === 'cut') return before
  if (what === 'flip')
    return joined(
      before,
      after.subarray(0, 1).map(byte => byte ^ (bytes[0] ?? 1)),
      after.subarray(1),
    )
  if (what === 'remove') return joined(before, after.subarray(bytes.length))
  return what === 'insert' ? joined(before, bytes, after) : joined(whole, whole)
}

async function archivesOf(id: string): Promise<readonly Uint8Array[]> {
  const files = await Promise.all(
    filesBelow(`clusters/${id}`).map(async ({ name, read }) => ({ name, body: await read() })),
  )
  const tar = await packTar(files.map(({ name, body }) => ({ header: { name, size: body.length }, body })))
  return [tar, gzipSync(tar), zipSync(Object.fromEntries(files.map(({ name, body }) => [name, body])))]
}

describe('the API answers with a report or with what is wrong', () => {
  it('for any mutation of any recorded snapshot', async () => {
    const statuses = new Set<number>()
    await fc.assert(
      fc.asyncProperty(
        scenario,
        fc.array(mutation, { minLength: 1, maxLength: 8 }),
        form,
        format,
        async (id, mutations, as, to) => {
          const objects = mutations.reduce(mutated, readRecording(id).objects)
          statuses.add(await answered(written(objects, as), to))
        },
      ),
      bounded(200),
    )
    expect(statuses).toContain(200)
  })

  it('for any mutation of one that is written in YAML', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, fc.array(mutation, { minLength: 1, maxLength: 3 }), async (id, mutations) => {
        const objects = mutations.reduce(mutated, readRecording(id).objects.slice(0, 12))
        await answered(objects.map(object => stringify(object, { aliasDuplicateObjects: false })).join('---\n'), 'json')
      }),
      bounded(40),
    )
  })

  it('for a damaged archive, and for damaged text', async () => {
    const archives = await archivesOf('crash-oom')
    const whole = [...archives, bytesOf('formats/get-all-shop.yaml'), bytesOf('formats/get-all-shop.json')]
    const statuses = new Set<number>()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.array(damage, { minLength: 1, maxLength: 3 }),
        async (bytes, damages) => {
          statuses.add(await answered(damages.reduce(damaged, bytes), 'json'))
        },
      ),
      bounded(150),
    )
    expect(statuses.size).toBeGreaterThan(1)
  })
})

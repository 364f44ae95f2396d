import { describe, expect, it } from 'vitest'
import { readSnapshot } from '../../core/read/index.ts'
import { Intake } from '../../core/read/intake.ts'
import { jsonReader } from '../../core/read/json.ts'
import { Budget, DEFAULT_LIMITS } from '../../core/read/limits.ts'
import { bytesOf } from './directory.ts'
import { encode, type KubeObject, recorded, untyped } from './recorded-objects.ts'

/** What the streaming reader makes of a text that arrives in chunks of `size` bytes. */
function streamed(
  bytes: Uint8Array,
  size: number,
): Pick<Intake, 'seenLists'> & { objects: readonly unknown[]; logs: unknown } {
  const intake = new Intake(new Budget())
  const reader = jsonReader(intake, { file: 'input' }, DEFAULT_LIMITS)
  for (let at = 0; at < bytes.length; at += size) reader.write(bytes.slice(at, at + size))
  reader.end()
  return { objects: intake.all(), logs: intake.logs.all(), seenLists: intake.seenLists }
}

const pods = recorded('crash-oom').filter(({ kind }) => kind === 'Pod')

describe('JSON in chunks', () => {
  it.each([1, 2, 3, 7, 64, 1000, 65536])('of %i bytes gives what it gives as a whole', async size => {
    for (const file of ['get-checkout.jsonl', 'cluster-info-dump-stdout.txt', 'get-pods-managed-fields-shop.json']) {
      const bytes = bytesOf(`formats/${file}`)
      const { objects, logs } = await readSnapshot(bytes)
      const parts = streamed(bytes, size)
      expect(parts.objects).toEqual(objects)
      expect(parts.logs).toEqual(logs ?? [])
    }
  })

  it.each([1, 5, 4096])('of %i bytes keeps escapes, braces in strings and characters of many bytes whole', size => {
    const object = {
      kind: 'ConfigMap',
      metadata: { name: 'x"\\', annotations: { 'a{[': '}]"\\\\"', items: '[{"é":"💥"}]' } },
    }
    for (const value of [object, [object], { items: [object], kind: 'List' }, { kind: 'List', items: [object] }]) {
      expect(streamed(encode(JSON.stringify(value)), size).objects).toEqual([object])
    }
  })

  it('gives items their kind, also where the list names it after them', () => {
    const items = pods.map(untyped)
    for (const list of [
      { kind: 'PodList', apiVersion: 'v1', items },
      { items, kind: 'PodList', apiVersion: 'v1' },
      [{ apiVersion: 'v1', items, kind: 'PodList' }],
    ]) {
      const { objects, seenLists } = streamed(encode(JSON.stringify(list)), 512)
      expect(objects).toEqual(pods)
      expect(seenLists).toMatchObject([{ kind: 'Pod', typed: true }])
    }
  })
})

describe('a large snapshot', () => {
  const copies = Math.ceil((34 * 1024 * 1024) / JSON.stringify(pods).length)

  async function* list(): AsyncGenerator<Uint8Array> {
    yield encode('{"apiVersion":"v1","kind":"List","items":[')
    for (let copy = 0; copy < copies; copy++) {
      const renamed = pods.map(pod => ({ ...pod, metadata: { ...pod.metadata, name: `${pod.metadata.name}-${copy}` } }))
      yield encode((copy === 0 ? '' : ',') + JSON.stringify(renamed).slice(1, -1))
    }
    yield encode(']}')
  }

  it('is read as a stream, each object through the reducer, with its progress told', async () => {
    let bytesRead = 0
    const { objects } = await readSnapshot(list(), {
      reduce: object => (object as KubeObject).metadata.name,
      onProgress: bytes => {
        bytesRead = bytes
      },
    })
    expect(objects).toHaveLength(copies * pods.length)
    expect(objects.at(-1)).toBe(`${pods.at(-1)?.metadata.name}-${copies - 1}`)
    expect(bytesRead).toBeGreaterThan(33 * 1024 * 1024)
  })

  it('says at which byte it is cut off', async () => {
    async function* cut(): AsyncGenerator<Uint8Array> {
      for await (const chunk of list()) {
        if (chunk.length < 10) return
        yield chunk
      }
    }
    await expect(readSnapshot(cut())).rejects.toMatchObject({
      code: 'truncated-json',
      where: expect.stringMatching(/^byte \d{8}$/),
    })
  })
})

describe('one object in several versions', () => {
  it('is kept once, the latest of them', async () => {
    const [pod] = pods
    const at = (resourceVersion: string, extra: object = {}) => ({
      ...pod,
      ...extra,
      metadata: { ...pod?.metadata, resourceVersion },
    })
    const lines = [at('99'), at('101', { latest: true }), at('100'), at('101')]
    const { objects } = await readSnapshot(encode(lines.map(line => JSON.stringify(line)).join('\n')))
    expect(objects).toEqual([at('101', { latest: true })])
  })

  it('is two objects where the UID or the kind differs', async () => {
    const [pod] = pods
    const others = [pod, { ...pod, kind: 'Event' }, { ...pod, metadata: { ...pod?.metadata, uid: 'other' } }]
    expect((await readSnapshot(encode(JSON.stringify(others)))).objects).toHaveLength(3)
  })
})

describe('metadata-only lists', () => {
  const recordedAnswer = new TextDecoder().decode(bytesOf('api-server/secrets-partial-metadata.http'))
  const body = encode(recordedAnswer.slice(recordedAnswer.indexOf('{')))

  it('get their kind from the file name, and are skipped by name without one', async () => {
    const { objects } = await readSnapshot(body, { name: 'secrets.json' })
    expect(objects[0]).toMatchObject({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'payments-db' } })
    await expect(readSnapshot(body)).rejects.toMatchObject({
      code: 'no-objects',
      message: expect.stringContaining('of an object without a kind'),
    })
  })
})

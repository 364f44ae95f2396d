import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { BodyBuffer } from '../../api/node/body-buffer.ts'
import { networkOf } from '../../api/node/connections.ts'
import { sizesFor } from '../../api/node/memory.ts'
import { Processes, type ProcessOptions } from '../../api/node/processes.ts'
import { Slots } from '../../api/node/slots.ts'
import { type UploadOptions, Uploads } from '../../api/node/uploads.ts'

const never = { signal: new AbortController().signal }
const from = (address: string) => ({ ...never, address })

const started: Processes<string, string>[] = []
function processes(options: Partial<ProcessOptions> = {}): Processes<string, string> {
  const made = new Processes<string, string>({
    entry: new URL('./obedient-process.ts', import.meta.url),
    size: 1,
    heapMiB: 32,
    maxRunMs: 20_000,
    maxWaiting: 1,
    maxWaitMs: 20_000,
    ...options,
  })
  started.push(made)
  return made
}
afterEach(() => Promise.all(started.splice(0).map(each => each.close())))

describe('processes', () => {
  it('do one job after the other, each with its body', async () => {
    const one = processes({ maxWaiting: 10 })
    const body = [new Uint8Array([0x31]), new Uint8Array([0x32, 0x33])]
    expect(await Promise.all(['a', 'b', 'c'].map(job => one.run(job, body, never)))).toEqual(['a123', 'b123', 'c123'])
    expect(await one.run('a', new Uint8Array([0x31, 0x32]), never)).toBe('a12')
  })

  const EMPTY = { 'in blocks': [], 'in one piece': new Uint8Array(0) }
  describe.each(Object.entries(EMPTY))('whose body comes %s', (_, body) => {
    it.each([
      ['spin', { maxRunMs: 1500 }, { status: 413, code: 'takes-too-long' }],
      ['grow', {}, { status: 413, code: 'takes-too-much-memory', message: expect.stringContaining('32 MiB') }],
      ['exit', {}, { message: expect.stringContaining('exitCode: `3`') }],
      ['throw', {}, { message: 'thrown' }],
    ])('are replaced when a job makes them %s', async (job, options, error) => {
      const one = processes(options)
      await expect(one.run(job, body, never)).rejects.toMatchObject(error)
      await expect.poll(() => one.run('next', body, never)).toBe('next')
    })

    it('are replaced when they end while they have nothing to do', async () => {
      const one = processes()
      await one.run('exit later', body, never)
      await wait(200)
      expect(await one.run('next', body, never)).toBe('next')
    })
  })

  it('are ended when nobody waits for the answer any more', async () => {
    const one = processes()
    const caller = new AbortController()
    const job = one.run('spin', [], { signal: caller.signal })
    const waiting = one.run('next', [], never)
    await wait(200)
    caller.abort(new Error('gone'))
    await expect(job).rejects.toThrow('gone')
    expect(await waiting).toBe('next')
  })

  it('let only so many wait, and only so long', async () => {
    const one = processes({ maxWaitMs: 300 })
    const caller = new AbortController()
    const running = one.run('spin', [], caller).catch(() => undefined)
    const second = one.run('b', [], never)
    await expect(one.run('c', [], never)).rejects.toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
    await expect(second).rejects.toMatchObject({ status: 503 })
    caller.abort()
    await running
  })
})

describe('slots', () => {
  it('go to who waited first, and not to who left', async () => {
    const slots = new Slots({ size: 1, maxWaiting: 5, maxWaitMs: 10_000 })
    const order: string[] = []
    const giveBack = await slots.take(never)
    const gone = new AbortController()
    const work = async (name: string, asker = never) => {
      const end = await slots.take(asker)
      order.push(name)
      end()
    }
    const all = [work('a'), work('b', gone), work('c')]
    gone.abort(new Error('gone'))
    giveBack()
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(order).toEqual(['a', 'c'])
    await slots.take(never)
  })

  it('cannot be taken from others by one caller, however often they ask', async () => {
    const slots = new Slots({ size: 1, maxWaiting: 4, maxWaitMs: 10_000 })
    const order: string[] = []
    const work = async (address: string) => {
      const giveBack = await slots.take(from(address))
      order.push(address)
      await wait(5)
      giveBack()
    }
    const all = ['many', 'many', 'many', 'many', 'many', 'one', 'other'].map(work)
    const ended = await Promise.allSettled(all)
    expect(order).toEqual(['many', 'one', 'other', 'many', 'many'])
    expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(2)
    expect(ended.slice(-2).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
  })
})

describe('uploads', () => {
  const KIB = 1024
  const uploads = (options: Partial<UploadOptions> = {}) =>
    new Uploads({
      maxHeldBytes: 1000 * KIB,
      maxSmallHeldBytes: 400 * KIB,
      maxBodyBytes: 1000 * KIB,
      idleMs: 20_000,
      patienceMs: 300,
      ...options,
    })
  const bytes = (kib: number) => new Uint8Array(kib * KIB)
  const open: (() => void)[] = []
  afterEach(() => {
    for (const close of open.splice(0)) close()
  })

  /** A body that does not end by itself. */
  function unfinished(kib: number): ReadableStream<Uint8Array> {
    return new ReadableStream({
      start(controller) {
        controller.enqueue(bytes(kib))
        open.push(() => {
          try {
            controller.close()
          } catch {
            // It was cancelled.
          }
        })
      },
    })
  }
  const outcome = (promise: Promise<unknown>) =>
    promise.then(
      () => 'received',
      ({ status, code }: { status: number; code: string }) => `${status} ${code}`,
    )

  it('are let go where nothing comes', async () => {
    const receiving = uploads({ idleMs: 50 }).receive(unfinished(1), never)
    expect(await outcome(receiving)).toBe('408 body-stalled')
  })

  it('of who holds most make room for others', async () => {
    const all = uploads()
    const first = outcome(all.receive(unfinished(400), { ...from('most'), length: 900 * KIB }))
    const fast = await all.receive(bytes(600), { ...from('other'), length: 600 * KIB })
    expect(fast.isSmall).toBe(false)
    expect(await first).toBe('503 busy')
  })

  it('that stall make room for others of the same caller', async () => {
    const all = uploads({ patienceMs: 20_000 })
    const first = outcome(all.receive(unfinished(400), { ...never, length: 900 * KIB }))
    const next = await outcome(all.receive(bytes(600), { ...never, length: 600 * KIB }))
    expect([await first, next]).toEqual(['503 busy', 'received'])
  })

  it('that are large leave room for small ones', async () => {
    const all = uploads()
    const waiting = await all.receive(bytes(990), { ...from('a'), length: 990 * KIB })
    waiting.blocks(true)[Symbol.iterator]().next()
    expect(await outcome(all.receive(bytes(300), { ...from('b'), length: 300 * KIB }))).toBe('503 busy')
    const small = await all.receive(bytes(200), from('b'))
    expect(small.isSmall).toBe(true)
    small.release()
    waiting.release()
    expect(await outcome(all.receive(bytes(300), { ...from('b'), length: 300 * KIB }))).toBe('received')
  })

  it('free their memory block by block', async () => {
    const all = uploads()
    const first = await all.receive(bytes(990), never)
    const sizes = [...first.blocks()].map(({ length }) => length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(990 * KIB)
    expect(await outcome(all.receive(bytes(990), never))).toBe('received')
  })
})

describe('sizes', () => {
  it.each([384, 512, 768, 1024, 2048, 4096, 16_384, 65_536])('fit into %i MiB', memory => {
    for (const processors of [1, 2, 4, 16]) {
      const { small, large, maxHeldBytes, maxSmallHeldBytes, maxBodyBytes } = sizesFor(memory, processors)
      const heaps = small.processes * small.heapMiB + large.processes * large.heapMiB
      const held = (maxHeldBytes + maxSmallHeldBytes) / 1024 / 1024
      expect(heaps + held).toBeLessThan(memory - 120 - 60 * (small.processes + large.processes) + 64)
      expect(large.heapMiB).toBeGreaterThanOrEqual(64)
      expect(maxBodyBytes).toBeLessThanOrEqual(maxHeldBytes)
    }
  })
})

describe('a peer', () => {
  it('is an address, or a network of IPv6', () => {
    expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1')
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe(networkOf('2001:db8:1:2::1'))
    expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'))
  })
})

describe('a body', () => {
  it('is the same bytes in few blocks, whatever the chunks', () => {
    const bytes = Uint8Array.from({ length: 9_000_000 }, (_, i) => (i * 31) % 251)
    for (const size of [997, 65_536, 5_000_000]) {
      const buffer = new BodyBuffer()
      for (let at = 0; at < bytes.length; at += size) buffer.push(bytes.subarray(at, at + size))
      expect(buffer.length).toBe(bytes.length)
      const blocks = [...buffer.blocks(true)]
      expect(blocks.length).toBeLessThan(25)
      expect(Buffer.concat(blocks).equals(bytes)).toBe(true)
      expect(Buffer.concat([...buffer.blocks()]).equals(bytes)).toBe(true)
      expect(buffer.length).toBe(0)
    }
  })
})

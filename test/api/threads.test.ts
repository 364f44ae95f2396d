import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { BodyBuffer } from '../../api/node/body-buffer.ts'
import { Slots } from '../../api/node/slots.ts'
import { ThreadPool } from '../../api/node/thread-pool.ts'

const never = new AbortController().signal
/** A thread that does as it is told. */
const entry = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', job => {
      if (job === 'spin') for (;;);
      if (job === 'grow') { const all = []; for (;;) all.push(new Array(1000).fill(String(all.length))) }
      if (job === 'exit') process.exit(3)
      if (job === 'throw') throw new TypeError('thrown')
      parentPort.postMessage(job)
    })`)}`,
)
const pools: ThreadPool<string, string>[] = []
function pool(options: Partial<ConstructorParameters<typeof ThreadPool>[0]> = {}): ThreadPool<string, string> {
  const made = new ThreadPool<string, string>({
    entry,
    size: 1,
    heapMiB: 32,
    maxRunMs: 20_000,
    maxWaiting: 1,
    maxWaitMs: 20_000,
    ...options,
  })
  pools.push(made)
  return made
}
afterEach(() => Promise.all(pools.splice(0).map(each => each.close())))

describe('threads', () => {
  it('do one job after the other', async () => {
    const one = pool({ maxWaiting: 10 })
    expect(await Promise.all(['a', 'b', 'c'].map(job => one.run(job, [], never)))).toEqual(['a', 'b', 'c'])
  })

  it.each([
    ['spin', { maxRunMs: 500 }, { status: 413, code: 'takes-too-long' }],
    ['grow', {}, { status: 413, code: 'takes-too-much-memory' }],
    ['exit', {}, { message: 'The thread ended.' }],
    ['throw', {}, { message: 'thrown' }],
  ])('are replaced when a job makes them %s', async (job, options, error) => {
    const one = pool(options)
    await expect(one.run(job, [], never)).rejects.toMatchObject(error)
    expect(await one.run('next', [], never)).toBe('next')
  })

  it('are ended when nobody waits for the answer any more', async () => {
    const one = pool()
    const caller = new AbortController()
    const job = one.run('spin', [], caller.signal)
    const waiting = one.run('next', [], never)
    await wait(200)
    caller.abort(new Error('gone'))
    await expect(job).rejects.toThrow('gone')
    expect(await waiting).toBe('next')
  })

  it('let only so many wait, and only so long', async () => {
    const one = pool({ maxWaitMs: 300 })
    const caller = new AbortController()
    const running = one.run('spin', [], caller.signal).catch(() => undefined)
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
    const work = async (name: string, signal = never) => {
      const end = await slots.take(signal)
      order.push(name)
      end()
    }
    const all = [work('a'), work('b', gone.signal), work('c')]
    gone.abort(new Error('gone'))
    giveBack()
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(order).toEqual(['a', 'c'])
    await slots.take(never)
  })
})

describe('a body', () => {
  it('is the same bytes in few blocks, whatever the chunks', () => {
    const bytes = Uint8Array.from({ length: 9_000_000 }, (_, i) => (i * 31) % 251)
    for (const size of [997, 65_536, 5_000_000]) {
      const buffer = new BodyBuffer()
      for (let at = 0; at < bytes.length; at += size) buffer.push(bytes.subarray(at, at + size))
      expect(buffer.length).toBe(bytes.length)
      expect(buffer.blocks().length).toBeLessThan(15)
      expect(Buffer.concat(buffer.blocks()).equals(bytes)).toBe(true)
    }
  })
})

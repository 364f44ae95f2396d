import { describe, expect, it } from 'vitest'
import { bytesOf } from '../read/directory.ts'
import { crowd } from '../support/crowd.ts'
import type { Raw } from '../support/raw.ts'
import { codeOf, emptyObjects, gzipped, MIB, post, stalling, whileHealthy } from './attacks.ts'
import { startLimited } from './limited-service.ts'

const shop = bytesOf('formats/get-all-shop.json') as Uint8Array<ArrayBuffer>

describe('the attacks that were found, at their size', { timeout: 300_000 }, () => {
  it.each([512, 768, 1024, 2048])('leave a service with %i MiB up', async mib => {
    const service = await startLimited(mib)
    try {
      const plain = emptyObjects(31)
      const twice = gzipped(plain, 2)
      expect(twice.length).toBeLessThan(300)
      const thrice = gzipped(emptyObjects(250), 3)
      const growing = [twice, thrice].map(body => () => codeOf(post(service, body)))
      for (const attack of growing) expect(await whileHealthy(service, attack)).toBe('413 inflates-too-much')
      expect(await whileHealthy(service, () => codeOf(post(service, plain)))).toBe('413 too-many-objects')
      for (const size of [200, 240]) {
        const large = () => codeOf(post(service, emptyObjects(size))).catch(() => 'closed')
        expect(await whileHealthy(service, large)).toMatch(/^413 (?:too-large|too-many-objects)$|^closed$/)
      }
      const held = Array.from({ length: 3 }, () => stalling(service, 31 * MIB + 1, Buffer.alloc(31 * MIB, ' ')))
      const many = Array.from({ length: 10 }, () => codeOf(post(service, thrice)))
      expect(await codeOf(post(service, shop))).toBe('200')
      expect(new Set(await Promise.all(many))).toEqual(new Set(['413 inflates-too-much']))
      const large = Buffer.concat([shop, Buffer.alloc(31 * MIB, ' ')])
      expect(await whileHealthy(service, () => codeOf(post(service, large)))).toBe('200')
      for (const { leave } of held) leave()
      expect(service.outOfMemory()).toBe(0)
      expect(service.peakMiB()).toBeLessThanOrEqual(mib)
      expect(service.process.exitCode).toBeNull()
    } finally {
      await service.stop()
    }
  })

  it('sends no report larger than 32 MiB', async () => {
    const service = await startLimited(1024)
    const taints = Array.from({ length: 1000 }, (_, at) => ({ key: `pool-${at}`, value: 'b', effect: 'NoSchedule' }))
    const { objects } = crowd('pending-taint', 200)
    const items = (objects as readonly Raw[]).map(object =>
      object.kind === 'Node' ? { ...object, spec: { ...object.spec, taints } } : object,
    )
    const body = gzipped(Buffer.from(JSON.stringify({ kind: 'List', items })) as Buffer<ArrayBuffer>, 1)
    expect(body.length).toBeLessThan(MIB)
    try {
      expect(await whileHealthy(service, () => codeOf(post(service, body)))).toBe('413 report-too-large')
    } finally {
      await service.stop()
    }
  })
})

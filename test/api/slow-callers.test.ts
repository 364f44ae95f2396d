import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningService, startService } from './running-server.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())

/** A header must have come in 10 s; whether it has is looked at every 5 s. */
const LIMIT = 16_000

function open(): Socket {
  const { hostname, port } = new URL(service.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  socket.resume()
  return socket
}

async function closedAfter(socket: Socket): Promise<number> {
  const started = performance.now()
  await once(socket, 'close')
  return performance.now() - started
}

describe.concurrent('the service', () => {
  it('lets go of a caller that never ends its headers', { timeout: 40_000 }, async () => {
    const dripping = open()
    dripping.write('POST /v1/diagnose HTTP/1.1\r\nHost: kubewhy\r\n')
    const drip = setInterval(() => dripping.write('x-a: b\r\n'), 500)
    const silent = Array.from({ length: 50 }, open)
    const all = Promise.all([dripping, ...silent].map(closedAfter))
    const answer = await fetch(`${service.url}/healthz`)
    expect(answer.status).toBe(200)
    const times = await all
    clearInterval(drip)
    expect(Math.max(...times)).toBeLessThan(LIMIT)
    expect(service.errors()).toBe('')
  })

  it('closes a connection that was kept for a next request that does not come', { timeout: 20_000 }, async () => {
    const socket = open()
    socket.write('GET /healthz HTTP/1.1\r\nHost: kubewhy\r\n\r\n')
    expect(await closedAfter(socket)).toBeLessThan(LIMIT)
  })
})

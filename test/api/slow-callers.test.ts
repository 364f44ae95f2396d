import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningService, startService } from './running-server.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())

function open(): Socket {
  const { hostname, port } = new URL(service.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  socket.resume()
  return socket
}

/** A header must have come in 10 s; whether it has is looked at every 5 s. One that is never let go fails by the timeout. */
describe.concurrent('the service', () => {
  it('lets go of a caller that never ends its headers', async () => {
    const dripping = open()
    dripping.write('POST /v1/diagnose HTTP/1.1\r\nHost: kubewhy\r\n')
    const drip = setInterval(() => dripping.write('x-a: b\r\n'), 500)
    const silent = Array.from({ length: 50 }, open)
    const all = Promise.all([dripping, ...silent].map(socket => once(socket, 'close')))
    const answer = await fetch(`${service.url}/healthz`)
    expect(answer.status).toBe(200)
    await all
    clearInterval(drip)
    expect(service.errors()).toBe('')
  })

  it('closes a connection that was kept for a next request that does not come', async () => {
    const socket = open()
    socket.write('GET /healthz HTTP/1.1\r\nHost: kubewhy\r\n\r\n')
    await once(socket, 'close')
  })
})

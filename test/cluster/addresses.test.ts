import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { collect } from '../../core/collect/index.ts'
import { refusedAddress } from '../../core/connect/address-policy.ts'
import { assertEdgeCanServe } from '../../core/connect/fetch-transport.ts'
import { readKubeconfig } from '../../core/connect/kubeconfig.ts'
import { nodeTransport } from '../../core/connect/node-transport.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import { withServer } from './live.ts'

const accessTo = (server: string) =>
  readKubeconfig(
    JSON.stringify({
      'current-context': 'c',
      clusters: [{ name: 'c', cluster: { server } }],
      users: [{ name: 'c', user: { token: 'CANARY-t0ken' } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'c' } }],
    }),
  )

const REFUSED: readonly (readonly [host: string, why: string])[] = [
  ['127.0.0.1', 'loopback'],
  ['127.1', 'loopback'],
  ['2130706433', 'loopback'],
  ['0x7f000001', 'loopback'],
  ['0177.0.0.1', 'loopback'],
  ['0x7f.1', 'loopback'],
  ['127.0.0.1.', 'loopback'],
  ['①②⑦.0.0.1', 'loopback'],
  ['[::1]', 'loopback'],
  ['[::ffff:127.0.0.1]', 'loopback'],
  ['[::ffff:7f00:1]', 'loopback'],
  ['[::127.0.0.1]', 'IPv4 address written as IPv6'],
  ['localhost', 'loopback'],
  ['LOCALHOST.', 'loopback'],
  ['0.0.0.0', 'not public'],
  ['0', 'not public'],
  ['[::]', 'not public'],
  ['169.254.169.254', 'metadata'],
  ['2852039166', 'metadata'],
  ['0xa9fea9fe', 'metadata'],
  ['0251.0376.0251.0376', 'metadata'],
  ['[::ffff:169.254.169.254]', 'metadata'],
  ['[fd00:ec2::254]', 'metadata'],
  ['[fd00:0ec2:0:0::0254]', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['168.63.129.16', 'metadata'],
  ['169.254.0.1', 'not public'],
  ['[fe80::1]', 'not public'],
  ['10.0.0.1', 'private'],
  ['167772161', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['[::ffff:10.0.0.1]', 'private'],
  ['100.64.0.1', 'private'],
  ['[fd12:3456::1]', 'private'],
  ['[64:ff9b::a9fe:a9fe]', 'not public'],
  ['[2002:7f00:1::]', 'not public'],
  ['[2001:0:7f00:1::]', 'not public'],
  ['224.0.0.1', 'not public'],
  ['255.255.255.255', 'not public'],
  ['198.18.0.1', 'not public'],
]

describe('a server that must not be connected to', () => {
  it.each(REFUSED)('https://%s is refused (%s)', async (host, why) => {
    const { get } = nodeTransport(accessTo(`https://${host}:6443`))
    await expect(get('/version')).rejects.toMatchObject({
      failure: 'refused-target',
      message: expect.stringContaining(why),
    })
  })

  it.each(REFUSED.filter(([, why]) => ['loopback', 'metadata', 'not public'].includes(why)))(
    'https://%s is refused even where private addresses are allowed',
    async host => {
      const { get } = nodeTransport(accessTo(`https://${host}`), { allowPrivate: true })
      await expect(get('/version')).rejects.toMatchObject({ failure: 'refused-target' })
    },
  )

  it.each(REFUSED)('https://%s is refused on the edge', host => {
    const check = () => assertEdgeCanServe(accessTo(`https://${host}`))
    expect(check).toThrow(expect.objectContaining({ code: 'refused-address' }))
  })

  it.each([[['10.1.2.3']], [['93.184.216.34', '127.0.0.1']], [['::ffff:169.254.169.254']]])(
    'a name that resolves to %j is refused',
    async addresses => {
      const { get } = nodeTransport(accessTo('https://kube.example.com'), { resolve: async () => addresses })
      await expect(get('/version')).rejects.toMatchObject({ failure: 'refused-target' })
    },
  )

  it('is told in the report, once', async () => {
    const { get } = nodeTransport(accessTo('https://169.254.169.254'))
    const snapshot = await collect(get, { namespace: 'shop' }, { clock: systemClock })
    expect(snapshot.requests).toBe(1)
    expect(snapshot.controlPlane?.failure).toMatchObject({
      kind: 'other',
      message: expect.stringContaining('metadata'),
    })
    expect(JSON.stringify(snapshot)).not.toContain('CANARY')
  })
})

describe('the address that is connected to', () => {
  it('is the one that was checked, whatever the name says later', () =>
    withServer({ cluster: 'crash-oom' }, async server => {
      const access = readKubeconfig(server.kubeconfig())
      const port = access.server.port
      const answers = [['127.0.0.1'], ['10.0.0.1']]
      const { get, close } = nodeTransport(
        { ...access, server: new URL(`https://rebinding.example:${port}`), tlsServerName: 'localhost' },
        { allowLoopback: true, resolve: async () => answers.shift() ?? [] },
      )
      expect((await get('/version')).status).toBe(200)
      expect((await get('/version')).status).toBe(200)
      expect(answers).toEqual([['10.0.0.1']])
      close()
    }))

  it('is never reached by a redirect', async () => {
    let reached = 0
    const elsewhere = createServer((_request, response) => {
      reached++
      response.end()
    })
    await new Promise<void>(resolve => elsewhere.listen(0, '127.0.0.1', resolve))
    await withServer(
      {
        cluster: 'crash-oom',
        fault: () => ({ status: 302, location: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}` }),
      },
      async server => {
        const { get } = nodeTransport(readKubeconfig(server.kubeconfig()), { allowLoopback: true })
        await expect(get('/version')).rejects.toMatchObject({ failure: 'refused-target' })
      },
    )
    elsewhere.close()
    expect(reached).toBe(0)
  })

  it.each(['93.184.216.34', '8.8.8.8', '2606:4700:4700::1111'])('may be public: %s', address => {
    expect(refusedAddress(address)).toBeUndefined()
  })

  it.each(['10.0.0.1', '192.168.1.1', '100.64.0.1', 'fd12:3456::1', '::ffff:10.0.0.1'])(
    'may be private where allowed: %s',
    address => {
      expect(refusedAddress(address, { allowPrivate: true })).toBeUndefined()
    },
  )
})

import { describe, expect, it } from 'vitest'
import { portsSaid } from '../../core/workloads/network/ports.ts'

const listening = (address: string) =>
  `{"t":{"$date":"2026-12-01T11:30:00.000+00:00"},"s":"I","c":"NETWORK","id":23015,"ctx":"listener","msg":"Listening on","attr":{"address":"${address}"}}`
const waiting =
  '{"t":{"$date":"2026-12-01T11:30:00.000+00:00"},"s":"I","c":"NETWORK","id":23016,"ctx":"listener","msg":"Waiting for connections","attr":{"port":27017,"ssl":"off"}}'

describe('where a log says that its program listens', () => {
  // src/mongo/transport/asio/asio_transport_layer.cpp and transport_layer_manager of mongodb/mongo.
  it.each([
    [['127.0.0.1'], true],
    [['/tmp/mongodb-27017.sock', '127.0.0.1'], true],
    [['127.0.0.1', '0.0.0.0'], false],
    [['0.0.0.0'], false],
    [[], false],
  ])('mongod on %j, for its own pod only: %s', (addresses, isLoopback) => {
    const current = [...addresses.map(listening), waiting].join('\n')
    expect(portsSaid({ current })).toMatchObject([{ port: 27017, isLoopback }])
  })

  it.each([
    ['LOG:  listening on IPv4 address "127.0.0.1", port 5432', true],
    ['LOG:  listening on IPv4 address "0.0.0.0", port 5432', false],
  ])('PostgreSQL: %s', (current, isLoopback) => {
    expect(portsSaid({ current })).toMatchObject([{ port: 5432, isLoopback }])
  })
})

import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import ipaddr from 'ipaddr.js'

/** What a peer address is counted as: an IPv4 address, or the /64 network that one IPv6 host may have. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const ip = ipaddr.process(address)
  return ip.kind() === 'ipv4' ? ip.toString() : (ip as ipaddr.IPv6).parts.slice(0, 4).join(':')
}

/** Limits a server to `most` connections, and each peer to half of them. */
export function limitConnections(server: Server, most: number): void {
  server.maxConnections = most
  const counts = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const peer = networkOf(socket.remoteAddress ?? '')
    const count = (counts.get(peer) ?? 0) + 1
    counts.set(peer, count)
    socket.once('close', () => {
      const left = (counts.get(peer) ?? 1) - 1
      if (left > 0) counts.set(peer, left)
      else counts.delete(peer)
    })
    if (count > most / 2) socket.destroy()
  })
}

import { lookup } from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { KubeConnectionError, type KubeGet } from '../collect/kube-get.ts'
import { type AddressPolicy, refusedAddress } from './address-policy.ts'
import { connectionError } from './connection-error.ts'
import { credentialHeaders, requestHeaders, urlOf } from './headers.ts'
import { AnswerBudget, type AnswerLimits, httpsRequest } from './https-request.ts'
import type { ClusterAccess } from './kubeconfig.ts'

/** The allowed connections of the transport, and how it resolves names. */
export interface NodeTransportOptions extends AddressPolicy {
  /** Resolves all addresses of a host; with the system's resolver by default. */
  readonly resolve?: (host: string) => Promise<readonly string[]>
  /** Limits on what is read. */
  readonly answers?: Partial<AnswerLimits>
}

/** A connection to one API server. */
export interface Transport {
  readonly get: KubeGet
  /** Ends idle connections. */
  close(): void
}

/**
 * Reads one cluster from a Node service. Resolves the host once, at the first request; all addresses must be allowed,
 * and only those are connected to, whatever the name resolves to later. Rejects with `refused-target` for a forbidden
 * one.
 */
export function nodeTransport(access: ClusterAccess, options: NodeTransportOptions = {}): Transport {
  const host = hostOf(access)
  const budget = new AnswerBudget(options.answers)
  let agent: http.Agent | undefined

  const connect = async () => {
    const lookup = pinned(await allowedAddresses(host, options))
    agent ??=
      access.server.protocol === 'http:' ? new http.Agent({ keepAlive: true, lookup }) : secureAgent(access, lookup)
    return agent
  }

  return {
    async get(path, request = {}) {
      try {
        const credentials = credentialHeaders(access)
        const headers = joined([
          ...credentials,
          ...Object.entries(requestHeaders(request)),
          ['accept-encoding', 'gzip'],
        ])
        const sent = { headers, agent: agent ?? (await connect()) }
        return await httpsRequest(urlOf(access.server, path), sent, request, budget)
      } catch (error) {
        throw connectionError(error)
      }
    },
    close: () => agent?.destroy(),
  }
}

/** The host name or address of a kubeconfig's server, in the form that is resolved. */
export function hostOf({ server }: ClusterAccess): string {
  return server.hostname.replace(/^\[|\]$|\.$/g, '')
}

function secureAgent(access: ClusterAccess, lookup: LookupFunction): https.Agent {
  return new https.Agent({
    keepAlive: true,
    lookup,
    rejectUnauthorized: !access.insecure,
    ...(access.ca === undefined ? {} : { ca: access.ca }),
    ...access.client,
    ...(access.tlsServerName === undefined ? {} : { servername: access.tlsServerName }),
  })
}

/**
 * The addresses of `host`, all of them allowed. Throws a KubeConnectionError: `name` if there are none,
 * `refused-target` if one is forbidden.
 */
export async function allowedAddresses(host: string, options: NodeTransportOptions = {}): Promise<readonly string[]> {
  const addresses = isIP(host) ? [host] : await (options.resolve ?? resolveHost)(host)
  if (addresses.length === 0) throw connectionError({ code: 'ENOTFOUND' })
  for (const address of addresses) {
    const refused = refusedAddress(address, options)
    if (refused !== undefined) {
      throw new KubeConnectionError(
        'refused-target',
        `the server's host is ${refused}, and connections to it are not allowed`,
      )
    }
  }
  return addresses
}

async function resolveHost(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}

function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map(address => ({ address, family: isIP(address) }))
  return (_host, options, callback) => {
    const first = all[0]
    if (options.all) callback(null, all)
    else if (first) callback(null, first.address, first.family)
  }
}

function joined(headers: readonly (readonly string[])[]): Record<string, string[]> {
  const lists: Record<string, string[]> = {}
  for (const [name = '', value = ''] of headers) lists[name] = [...(lists[name] ?? []), value]
  return lists
}

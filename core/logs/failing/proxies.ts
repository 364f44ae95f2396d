import { fits, matchIn } from '../literals.ts'
import type { Saying } from '../saying.ts'
import type { Entry } from './entries.ts'
import type { Failure } from './failure.ts'

const UPSTREAM =
  /\[(?:error|crit)\].{0,60}\b(?:connect\(\) failed \(\d{1,3}: [^)]{1,60}\)|upstream timed out|no live upstreams|upstream prematurely closed connection|recv\(\) failed \(\d{1,3}: [^)]{1,60}\)|(?<plain>SSL_do_handshake\(\) failed \(SSL: [^)]{1,120}wrong version number[^)]{0,60}\) while SSL handshaking to upstream)).{0,200} upstream: "(?:\w{3,10}:\/\/)?(?<host>\[[0-9a-f:]{2,45}\]|[\w.-]{1,253})(?::(?<port>\d{1,5}))?/
/** https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#response-flags */
const ENVOY = /" 50[34] (?:[A-Z]{2,5},){0,4}(?:UF|UH|UC|UO|URX|LH|UT|NR|NC|DPE)(?:,[A-Z]{2,5}){0,4}\b/
const ENVOY_CLUSTER =
  /\boutbound\|(?<port>\d{1,5})\|(?<subset>[\w.-]{0,63})\|(?<host>[\w.-]{1,253})|"(?<address>\d{1,3}(?:\.\d{1,3}){3}):(?<port2>\d{1,5})"/

/**
 * No host is in the cluster, or there is no such cluster; with a subset, no pod has its labels or nothing defines it.
 */
const ENVOY_EMPTY = /\b(?:UH|NC)\b/
const ENVOY_FLAGS = /\bresponse_?flags["']?[=:]\s?"?(?:[A-Z]{2,5},){0,4}(?:UF|UH|UC|UO|URX|LH|UT|NR|NC|DPE)\b/i
const ENVOY_STATUS = /\bresponse_?code["']?[=:]\s?"?50[34]\b/i

function isEnvoyRecord(said: Saying): boolean {
  return fits(said, ENVOY_FLAGS) && ENVOY_STATUS.test(said.text)
}

/** HAProxy's `%b/%s`: the backend, without a server; invalid requests get a 400. */
const NO_SERVER = / (?<service>[\w.:-]{1,100})\/<NOSRV> \S{5,60} 503 /
/** Envoy's flag for a request without a route. */
const NO_ROUTE = /\bresponse_?flags["']?[=:]\s?"?NR\b/i
const NAMED_AUTHORITY = /\bauthority["']?[=:]\s?"?[a-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,6}(?::\d{1,5})?["\s,]/i

/** A request that no server or route accepts. */
function unrouted({ said, head }: Entry): Failure | undefined {
  const { text } = said
  const service = matchIn(said, NO_SERVER)?.groups?.['service']
  if (service !== undefined)
    return {
      cause: 'app-dependency-unreachable',
      form: 'upstream-unreached',
      signature: 'haproxy-no-server',
      facts: { service },
      strength: 'strong',
      piece: head,
    }
  if (!fits(said, NO_ROUTE) || !NAMED_AUTHORITY.test(text)) return undefined
  return {
    cause: 'application-error',
    form: 'requests',
    signature: 'envoy-no-route',
    facts: {},
    strength: 'weak',
    piece: head,
  }
}

/** A proxy's report about an unreachable server behind it. */
export function upstreamFailure(entry: Entry): Failure | undefined {
  const { said, head } = entry
  const { level, text } = said
  if (level === 'error' || level === 'fatal') {
    const found = matchIn(said, UPSTREAM, head.text)?.groups
    if (found !== undefined) {
      const { host = '', port, plain } = found
      const key = /^[\d.]+$|^\[/.test(host) ? 'address' : 'host'
      const facts = {
        [key]: host,
        ...(port === undefined ? {} : { port }),
        ...(plain === undefined ? {} : { plain }),
      }
      return {
        cause: 'app-dependency-unreachable',
        form: /upstream timed out .{0,60} while reading|prematurely closed|recv\(\) failed/.test(head.text)
          ? 'upstream-unanswered'
          : plain === undefined
            ? 'upstream-unreached'
            : 'known',
        signature: 'nginx-upstream',
        facts,
        strength: 'strong',
        piece: head,
      }
    }
  }
  if (!fits(said, ENVOY) && !isEnvoyRecord(said)) return unrouted(entry)
  const { host, address, port, port2, subset = '' } = ENVOY_CLUSTER.exec(text)?.groups ?? {}
  const flags = ENVOY.exec(text)?.[0] ?? ENVOY_FLAGS.exec(text)?.[0] ?? ''
  const number = port ?? port2
  const named = host === undefined ? (address === undefined ? {} : { address }) : { host }
  const facts = {
    ...named,
    ...(number === undefined ? {} : { port: number }),
    ...(subset !== '' && ENVOY_EMPTY.test(flags) ? { subset } : {}),
  }
  return {
    cause: 'app-dependency-unreachable',
    form: 'known',
    signature: 'envoy-upstream',
    facts,
    strength: 'strong',
    piece: head,
  }
}

/** True for a line in Envoy's access log about an unreachable server. */
export function mayBeOfEnvoy({ may }: Saying): boolean {
  return may.includes(ENVOY) || may.includes(ENVOY_FLAGS)
}

/** The expressions of the functions above, for screening. */
export const OF_PROXIES: readonly RegExp[] = [UPSTREAM, ENVOY, ENVOY_FLAGS, NO_SERVER, NO_ROUTE]

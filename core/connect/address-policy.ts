import ipaddr from 'ipaddr.js'

/** Addresses that are allowed besides public ones. */
export interface AddressPolicy {
  /** Private, unique local and carrier-grade NAT addresses. */
  readonly allowPrivate?: boolean
  /** This machine. Only for tests and for a developer's own cluster. */
  readonly allowLoopback?: boolean
}

/**
 * Clouds' metadata services, which reveal a machine's secrets: nearly all, AWS and Google (IPv6), Alibaba, Oracle,
 * Azure.
 */
const METADATA = [
  '169.254.169.254',
  'fd00:ec2::254',
  'fd20:ce::254',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
].map(address => ipaddr.parse(address).toString())

const PRIVATE = ['private', 'uniqueLocal', 'carrierGradeNat']

/**
 * Why connecting to an IP address is not allowed, as a noun phrase; undefined if it is. IPv4 inside IPv6 counts as the
 * IPv4 address; tunnels that may hide one are refused, as is everything but plain unicast.
 */
export function refusedAddress(address: string, policy: AddressPolicy = {}): string | undefined {
  if (!ipaddr.isValid(address)) return 'not an address'
  const ip = ipaddr.process(address)
  const range = ip.range()
  if (METADATA.includes(ip.toString())) return 'a cloud metadata address'
  if (range === 'loopback') return policy.allowLoopback ? undefined : 'a loopback address'
  if (PRIVATE.includes(range)) return policy.allowPrivate ? undefined : 'a private address'
  if (range !== 'unicast') return `an address that is not public (${range})`
  return isIpv4Compatible(ip) ? 'an IPv4 address written as IPv6' : undefined
}

/** `::a.b.c.d`, deprecated by RFC 4291, which ipaddr.js considers plain unicast. */
function isIpv4Compatible(ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return ip.kind() === 'ipv6' && (ip as ipaddr.IPv6).parts.slice(0, 6).every(part => part === 0)
}

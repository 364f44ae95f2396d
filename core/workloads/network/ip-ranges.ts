const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

/** The bits of each byte. */
const BITS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(2).padStart(8, '0'))

function bitsOfIPv4(address: string): string | undefined {
  const [, a, b, c, d] = IPV4.exec(address) ?? []
  const bytes = [BITS[Number(a)], BITS[Number(b)], BITS[Number(c)], BITS[Number(d)]]
  return bytes.includes(undefined) ? undefined : bytes.join('')
}

function bitsOfIPv6(address: string): string | undefined {
  const [head = '', tail, ...more] = address.split('::')
  if (more.length > 0 || address.length > 39) return undefined
  const groups = (text: string | undefined) => (text === undefined || text === '' ? [] : text.split(':'))
  const [before, after] = [groups(head), groups(tail)]
  const gap = 8 - before.length - after.length
  if (tail === undefined ? gap !== 0 : gap < 1) return undefined
  const all = [...before, ...Array<string>(gap).fill('0'), ...after]
  if (all.some(group => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return all.map(group => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')
}

/** The bits of an IPv4 or IPv6 address as zeros and ones; undefined if it is not one. */
function bitsOf(address: string): string | undefined {
  return address.includes(':') ? bitsOfIPv6(address) : bitsOfIPv4(address)
}

/**
 * The bits that all addresses of a range share, after `4` or `6` for the family. A range is in CIDR form, or a single
 * address. Undefined if it is malformed.
 */
export function prefixOf(range: string): string | undefined {
  const [network = '', length] = range.split('/')
  const bits = bitsOf(network)
  if (bits === undefined) return undefined
  const family = bits.length === 32 ? '4' : '6'
  if (length === undefined) return family + bits
  if (!/^\d{1,3}$/.test(length) || Number(length) > bits.length) return undefined
  return family + bits.slice(0, Number(length))
}

/** A range in CIDR form, also for a single address. */
export function rangeOf(addressOrRange: string): string {
  return addressOrRange.includes('/') ? addressOrRange : `${addressOrRange}/${addressOrRange.includes(':') ? 128 : 32}`
}

/** False if the address or range is malformed. */
export function isInRange(address: string, cidr: string): boolean {
  const [inner, outer] = [prefixOf(address), cidr.includes('/') ? prefixOf(cidr) : undefined]
  return inner !== undefined && outer !== undefined && !address.includes('/') && inner.startsWith(outer)
}

/** Whether two CIDR ranges overlap; false if either is malformed. */
export function rangesOverlap(a: string, b: string): boolean {
  return isInRange(a.split('/')[0] ?? '', b) || isInRange(b.split('/')[0] ?? '', a)
}

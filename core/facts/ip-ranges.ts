const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

function bitsOfIPv4(address: string): string | undefined {
  const parts = IPV4.exec(address)?.slice(1).map(Number)
  if (parts === undefined || parts.some(part => part > 255)) return undefined
  return parts.map(part => part.toString(2).padStart(8, '0')).join('')
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

/** Takes an IPv4 or IPv6 address; returns its bits as zeros and ones, or undefined where it is none. */
function bitsOf(address: string): string | undefined {
  return address.includes(':') ? bitsOfIPv6(address) : bitsOfIPv4(address)
}

/** Takes an address and a range in CIDR form; returns whether it lies in it, false where either is malformed. */
export function isInRange(address: string, cidr: string): boolean {
  const [network = '', length = ''] = cidr.split('/')
  const [bits, prefix] = [bitsOf(address), bitsOf(network)]
  if (bits === undefined || prefix === undefined || bits.length !== prefix.length) return false
  if (!/^\d{1,3}$/.test(length) || Number(length) > bits.length) return false
  return bits.startsWith(prefix.slice(0, Number(length)))
}

/** Takes two ranges in CIDR form; returns whether they share an address, false where either is malformed. */
export function rangesOverlap(a: string, b: string): boolean {
  return isInRange(a.split('/')[0] ?? '', b) || isInRange(b.split('/')[0] ?? '', a)
}

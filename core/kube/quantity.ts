const BINARY: ReadonlyMap<string, bigint> = new Map([
  ['Ki', 1024n],
  ['Mi', 1024n ** 2n],
  ['Gi', 1024n ** 3n],
  ['Ti', 1024n ** 4n],
  ['Pi', 1024n ** 5n],
  ['Ei', 1024n ** 6n],
])

/** Powers of ten of the decimal suffixes. */
const DECIMAL: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
])

/** Longer than any quantity that the API server accepts (`resource.MaxMilliValue` has 19 digits). */
const LENGTH_LIMIT = 64
const EXPONENT_LIMIT = 30

function ceilDivide(amount: bigint, by: bigint): bigint {
  return (amount + by - 1n) / by
}

/** Converts a number of 10^-places units to thousandths, rounded up like `Quantity.MilliValue`. */
function toMilli(digits: bigint, places: number): bigint {
  return places <= 3 ? digits * 10n ** BigInt(3 - places) : ceilDivide(digits, 10n ** BigInt(places - 3))
}

/**
 * A Kubernetes quantity (`1500m`, `1.5Gi`, `2e3`, a number) in exact thousandths, rounded up. Undefined if it is
 * invalid or negative. Grammar: apimachinery `pkg/api/resource/quantity.go`.
 */
export function parseQuantity(quantity: string | number | undefined): bigint | undefined {
  if (quantity === undefined) return undefined
  const text = typeof quantity === 'number' ? String(quantity) : quantity.trim()
  if (text.length > LENGTH_LIMIT) return undefined
  const parts = /^\+?(\d*)(?:\.(\d*))?(?:([a-zA-Z]+)([+-]?\d*))?$/.exec(text)
  if (parts === null) return undefined
  const [, whole = '', fraction = '', suffix = '', exponent = ''] = parts
  if (whole === '' && fraction === '') return undefined
  const digits = BigInt(whole + fraction)
  if (exponent !== '') {
    const power = Number(exponent)
    if ((suffix !== 'e' && suffix !== 'E') || !(Math.abs(power) <= EXPONENT_LIMIT)) return undefined
    return toMilli(digits, fraction.length - power)
  }
  const binary = BINARY.get(suffix)
  if (binary !== undefined) return toMilli(digits * binary, fraction.length)
  const power = DECIMAL.get(suffix)
  return power === undefined ? undefined : toMilli(digits, fraction.length - power)
}

function decimal(amount: bigint, unit: bigint): string {
  const hundredths = (amount * 100n) / unit
  const [whole, rest] = [hundredths / 100n, hundredths % 100n]
  return rest === 0n ? `${whole}` : `${whole}.${String(rest).padStart(2, '0').replace(/0$/, '')}`
}

function bytes(milli: bigint): string {
  const size = milli / 1000n
  for (const [suffix, unit] of [...BINARY].reverse()) if (size >= unit) return `${decimal(size, unit)}${suffix}`
  return `${size}`
}

/** An amount in thousandths for readers: `1500m`, `2`, `1.5Gi`. */
export function formatAmount(resource: string, milli: bigint): string {
  if (resource === 'memory' || resource === 'ephemeral-storage' || resource.startsWith('hugepages-'))
    return bytes(milli)
  return milli % 1000n === 0n ? `${milli / 1000n}` : `${milli}m`
}

const SUFFIXES = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const

/** An exact amount in thousandths, in the unit of another quantity: `300m` like `200m`, `1536Mi` like `1Gi`. */
export function exactQuantity(milli: bigint, like: string): string {
  if (/[KMGTPE]i$/.test(like)) {
    const index = SUFFIXES.findIndex((_, i) => milli % (1000n * 1024n ** BigInt(6 - i)) === 0n)
    const suffix = SUFFIXES[index]
    if (suffix !== undefined) return `${milli / (1000n * 1024n ** BigInt(6 - index))}${suffix}`
  }
  return milli % 1000n === 0n ? `${milli / 1000n}` : `${milli}m`
}

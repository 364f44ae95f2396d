import type { QuotaShortage, Refusal } from './refusal.ts'

function parseSums(text: string | undefined): ReadonlyMap<string, string> {
  const sums = new Map<string, string>()
  for (const part of (text ?? '').split(',')) {
    const at = part.lastIndexOf('=')
    if (at > 0) sums.set(part.slice(0, at).trim(), part.slice(at + 1).trim())
  }
  return sums
}

/** What follows a label, up to the next one. */
function after(text: string, label: string): string {
  const at = text.indexOf(label)
  if (at < 0) return ''
  const start = at + label.length
  const [end = text.length] = [', used: ', ', limited: ']
    .map(next => text.indexOf(next, start))
    .filter(next => next >= 0)
  return text.slice(start, end)
}

/**
 * Takes a quota's name and `requested: R=1, used: R=9, limited: R=9` (`resourcequota/controller.go`); returns the refusal
 * with its arithmetic.
 */
export function parseQuotaExceeded(quota: string, text: string): Refusal {
  const [requested, used, limited] = ['requested: ', ', used: ', ', limited: '].map(label => after(text, label))
  const [usedOf, limitedOf] = [parseSums(used), parseSums(limited)]
  const shortages: QuotaShortage[] = [...parseSums(requested)].map(([resource, amount]) => ({
    resource,
    requested: amount,
    used: usedOf.get(resource) ?? '0',
    limited: limitedOf.get(resource) ?? '0',
  }))
  return { kind: 'quota-exceeded', quota, shortages }
}

/**
 * Takes a quota's name and `limits.cpu for: a,b; limits.memory for: a` (older releases: `limits.cpu,limits.memory`);
 * returns what the quota demands of which containers, of all where none are named.
 */
export function parseQuotaRequires(quota: string, text: string): Refusal {
  const demands = text
    .split(';')
    .flatMap(part => {
      const [resources = '', containers] = part.split(' for: ')
      return resources.split(',').map(resource => ({
        resource: resource.trim(),
        containers: (containers ?? '')
          .split(',')
          .map(name => name.trim())
          .filter(name => name !== ''),
      }))
    })
    .filter(({ resource }) => /^[\w./-]{1,253}$/.test(resource))
  return { kind: 'quota-requires-resources', quota, demands }
}

const BINARY = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const

/**
 * Takes an amount in thousandths and a quantity in whose style to write it; returns it without rounding: `300m` after `200m`,
 * `1536Mi` after `1Gi`.
 */
export function exactQuantity(milli: bigint, like: string): string {
  if (/[KMGTPE]i$/.test(like)) {
    const index = BINARY.findIndex((_, i) => milli % (1000n * 1024n ** BigInt(6 - i)) === 0n)
    const suffix = BINARY[index]
    if (suffix !== undefined) return `${milli / (1000n * 1024n ** BigInt(6 - index))}${suffix}`
  }
  return milli % 1000n === 0n ? `${milli / 1000n}` : `${milli}m`
}

import type { LimitBreach } from './refusal.ts'

/**
 * Takes a refusal that says `maximum memory usage per Container is 256Mi, but limit is 1Gi` or its kin
 * (`plugin/pkg/admission/limitranger`); returns the bounds that are broken.
 */
export function parseLimits(text: string): readonly LimitBreach[] {
  const breaches: LimitBreach[] = []
  const usage =
    /(minimum|maximum) ([\w./-]{1,253}) usage per (\w{1,40}) is ([\w.+-]{1,40}?)(?:[.,]\s{1,2}(?:No (request|limit) is specified|but (request|limit) is ([\w.+-]{1,40}?))|$)(?=[.,\]\s]|$)/g
  for (const [, side, resource = '', type = '', allowed = '', absent, of, actual] of text.matchAll(usage)) {
    const which = absent ?? of
    breaches.push({
      bound: side === 'minimum' ? 'min' : 'max',
      resource,
      type,
      allowed,
      actual,
      of: which === 'request' || which === 'limit' ? which : undefined,
    })
  }
  const ratio =
    /([\w./-]{1,253}) max limit to request ratio per (\w{1,40}) is ([\w.+-]{1,40}?), but (?:provided ratio is ([\d.]{1,40}?)|no (request|limit) is specified)(?=[.,\]\s]|$)/g
  for (const [, resource = '', type = '', allowed = '', actual, absent] of text.matchAll(ratio)) {
    breaches.push({
      bound: 'ratio',
      resource,
      type,
      allowed,
      actual,
      of: absent === 'request' || absent === 'limit' ? absent : undefined,
    })
  }
  return breaches
}

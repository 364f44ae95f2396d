import type { Cluster } from '../cluster/cluster.ts'
import { isRecord } from '../json.ts'
import { Beginnings } from './beginnings.ts'
import { HIDDEN, PATTERNS, SUSPICIOUS } from './patterns.ts'
import { possibleSecrets, secretValues } from './secret-values.ts'

/** How much of a secret tells it, where a text was cut in the middle of it. */
function tellingLength(secret: string): number {
  return secret.length <= 8 ? secret.length : Math.min(12, Math.ceil(secret.length * 0.6))
}

/** What may follow where a text was cut: its end, an ellipsis, a closing quote. */
const CUT = /^(?:$|[…"'`\n]|\.\.\.)/

function withoutSecret(text: string, secret: string): string {
  const telling = tellingLength(secret)
  const beginning = secret.slice(0, telling)
  let safe = ''
  let done = 0
  for (let at = text.indexOf(beginning); at >= 0; at = text.indexOf(beginning, at)) {
    let length = telling
    while (length < secret.length && text[at + length] === secret[length]) length++
    if (length === secret.length || CUT.test(text.slice(at + length, at + length + 3))) {
      safe += text.slice(done, at) + HIDDEN
      done = at + length
    }
    at += length
  }
  return done === 0 ? text : safe + text.slice(done)
}

/** Takes a text; returns it without what looks like a credential, whoever's it is. */
export function hideCredentials(text: string): string {
  if (!SUSPICIOUS.test(text)) return text
  return PATTERNS.reduce((safe, [pattern, replacement]) => safe.replace(pattern, replacement), text)
}

function beginningsOf(secrets: readonly string[]): Beginnings {
  return new Beginnings(secrets.map(secret => secret.slice(0, tellingLength(secret))))
}

/**
 * Takes the values to hide, longest first; returns a function that hides them, and what looks like a credential, in a text.
 * A value that is cut short at the end of a text is hidden too where enough of it is there to tell.
 */
export function textRedactor(secrets: readonly string[]): (text: string) => string {
  const beginnings = beginningsOf(secrets)
  return text => {
    let safe = text
    for (const index of beginnings.occurringIn(text)) safe = withoutSecret(safe, secrets[index] ?? '')
    return hideCredentials(safe)
  }
}

/**
 * Takes a cluster; returns the `textRedactor` of its `secretValues`. To tell secrets from names all objects are looked
 * through: that is done for the first text that holds something which may be one, and mostly never.
 */
export function clusterRedactor(cluster: Cluster): (text: string) => string {
  const beginnings = beginningsOf(possibleSecrets(cluster))
  const known = new Map<string, string>()
  let redact: ((text: string) => string) | undefined
  const hide = (text: string): string => {
    if (beginnings.occurringIn(text).length === 0) return hideCredentials(text)
    redact ??= textRedactor(secretValues(cluster))
    return redact(text)
  }
  return text => {
    let safe = known.get(text)
    if (safe === undefined) {
      safe = hide(text)
      known.set(text, safe)
    }
    return safe
  }
}

/** Takes plain JSON and a text redactor; returns a copy in which every string but the keys went through it. */
export function redactValue<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T
  if (Array.isArray(value)) return value.map(item => redactValue(item, redact)) as T
  if (!isRecord(value)) return value
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const safe = redactValue(value[key], redact)
    if (key === '__proto__') Object.defineProperty(copy, key, { value: safe, enumerable: true })
    else copy[key] = safe
  }
  return copy as T
}

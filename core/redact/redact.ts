import { isRecord } from '../json.ts'
import { Beginnings } from './beginnings.ts'
import { HIDDEN, PATTERNS, SUSPICIOUS } from './patterns.ts'

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

/**
 * Takes the values to hide, longest first; returns a function that hides them, and what looks like a credential, in a text.
 * A value that is cut short at the end of a text is hidden too where enough of it is there to tell.
 */
export function textRedactor(secrets: readonly string[]): (text: string) => string {
  const beginnings = new Beginnings(secrets.map(secret => secret.slice(0, tellingLength(secret))))
  return text => {
    let safe = text
    for (const index of secrets.length === 0 ? [] : beginnings.occurringIn(text))
      safe = withoutSecret(safe, secrets[index] ?? '')
    return hideCredentials(safe)
  }
}

/** Takes plain JSON and a text redactor; returns a copy in which every string but the keys went through it. */
export function redactValue<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T
  if (Array.isArray(value)) return value.map(item => redactValue(item, redact)) as T
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item, redact)])) as T
}

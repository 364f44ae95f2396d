const HIDDEN = '[redacted]'

/** Forms in which programs print credentials. Each is linear: no two neighbouring repeats accept the same character. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@'"]{0,200}):[^\s/@'"]{1,400}@/gi, `$1:${HIDDEN}@`],
  [/\b(authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:bearer|basic|token))\s{1,4}[^\s"',;]{4,4000}/gi, `$1 ${HIDDEN}`],
  [/\b(bearer)\s{1,4}[A-Za-z0-9._~+/=-]{16,4000}/gi, `$1 ${HIDDEN}`],
  [/\beyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{4,4000}(?:\.[A-Za-z0-9_-]{0,4000})?/g, HIDDEN],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/\b(?:gh[pousr]_[A-Za-z0-9]{20,250}|github_pat_[A-Za-z0-9_]{20,250}|glpat-[A-Za-z0-9_-]{16,100})/g, HIDDEN],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,200}/g, HIDDEN],
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,8000}/g, HIDDEN],
  [
    /\b((?:[a-z0-9]+[_-]){0,4}(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|client[_-]?secret))(["']?\s{0,4}[=:]\s{0,4}["']?)(?!\[redacted\])[^\s"',;&)\]}]{3,400}/gi,
    `$1$2${HIDDEN}`,
  ],
]

/** What every one of them holds; names and most other short texts do not. */
const SUSPICIOUS = /[\s:=]|eyJ|A[KS]IA|gh[pousr]_|github_pat_|glpat-|xox[abprs]-/

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/**
 * Takes the values to hide, longest first; returns a function that hides them, and what looks like a credential, in a text.
 */
export function textRedactor(secrets: readonly string[]): (text: string) => string {
  return text => {
    let safe = text
    for (const secret of secrets) if (safe.includes(secret)) safe = safe.replaceAll(secret, HIDDEN)
    if (!SUSPICIOUS.test(safe)) return safe
    for (const [pattern, replacement] of PATTERNS) safe = safe.replace(pattern, replacement)
    return safe
  }
}

/** Takes plain JSON and a text redactor; returns a copy in which every string but the keys went through it. */
export function redactValue<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T
  if (Array.isArray(value)) return value.map(item => redactValue(item, redact)) as T
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item, redact)])) as T
}

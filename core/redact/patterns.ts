/** What stands in the place of a secret. */
export const HIDDEN = '[redacted]'

/** What programs call a secret, at the end of a name. */
const NAME =
  'password|passwd|passphrase|pwd|secret|token|credential|api[_-]?key|access[_-]?key(?:[_-]?id)?|account[_-]?key|secret[_-]?key|private[_-]?key|client[_-]key[_-]data'

/** What follows such a name in a sentence: `password: required`, `PullSecret: Unable to retrieve some`; and the words that stand for it: `--password=PASSWORD`, `DB_PASSWORD=VALUE`. */
const SENTENCE =
  '(?:not|is|was|has|missing|required|undefined|null|none|empty|invalid|expired|yes|no|true|false|unable|failed|error|cannot|could|password)(?![\\w@#$%^*+!/-])|value(?=\\s|$)|[a-z]{1,20}(?: [a-z]{1,20}){3}'

/** Forms in which programs print credentials. Each takes time in proportion to the length of the text. */
export const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,8000}/g, HIDDEN],
  [/LS0tLS1CRUdJTi[A-Za-z0-9+/]{1,20}(?:UFJJVkFUR|BSSVZBVE|gUFJJVk)[A-Za-z0-9+/=]{0,16000}/g, HIDDEN],
  [/\b([a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@'"]{0,200}):[^\s/@'"]{1,400}@/gi, `$1:${HIDDEN}@`],
  [/\b(authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:bearer|basic|token))\s{1,4}[^\s"',;]{4,4000}/gi, `$1 ${HIDDEN}`],
  [/\b(bearer|Basic)\s{1,4}[A-Za-z0-9._~+/=-]{16,4000}/g, `$1 ${HIDDEN}`],
  [/\b(Bearer)\s{1,4}[A-Za-z0-9._~+/=-]{8,4000}/g, `$1 ${HIDDEN}`],
  [/(?<![\w-])([\w-]{0,200}?)eyJ[\w-]{10,4000}\.[\w-]{4,4000}(?:\.[\w-]{0,4000})?/g, `$1${HIDDEN}`],
  [/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/\b(?:gh[pousr]_[A-Za-z0-9]{20,250}|github_pat_[A-Za-z0-9_]{20,250}|glpat-[A-Za-z0-9_-]{16,100})/g, HIDDEN],
  [/\b(?:xox[a-z]|xapp)-[A-Za-z0-9-]{10,200}/g, HIDDEN],
  [/(hooks\.slack\.com\/services\/)[\w/]{10,200}/g, `$1${HIDDEN}`],
  [
    /\b(?:AIza[\w-]{35}|ya29\.[\w-]{20,1000}|dop_v1_[a-f0-9]{64}|(?:sk|rk|pk)_live_[A-Za-z0-9]{16,200}|npm_[A-Za-z0-9]{36})/g,
    HIDDEN,
  ],
  [/([?&](?:sig|X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature)=)[\w%+/.=-]{8,2000}/gi, `$1${HIDDEN}`],
  [/("auth"\s{0,4}:\s{0,4}")[A-Za-z0-9+/=]{8,4000}/g, `$1${HIDDEN}`],
  [
    new RegExp(
      `(?<![\\w-])([\\w-]{0,60}(?:${NAME})s?["']?\\s{0,4}[=:]\\s{0,4}["']?)(?!\\[redacted\\]|${SENTENCE})[^\\s"',;&)\\]}]{3,400}`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
  [
    new RegExp(
      `(?<![\\w-])(--?[\\w-]{0,60}(?:${NAME})["']?[,\\s]\\s{0,4}["']?)(?!\\[redacted\\]|${SENTENCE})[^\\s"',;-][^\\s"',;]{2,400}`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
]

/** What every one of them holds; names and most other short texts do not. */
export const SUSPICIOUS =
  /[\s:=,]|eyJ|A[KSRI][IOD]A|gh[pousr]_|github_pat_|glpat-|xox[a-z]-|xapp-|LS0t|AIza|ya29|dop_v1|_live_|npm_|slack\.com/

/** A name of which the value is a secret. */
export const SECRET_NAME =
  /pass|pwd|secret|token|credential|private|api[_-]?key|access[_-]?key|account[_-]?key|auth|dsn|connection[_-]?string/i

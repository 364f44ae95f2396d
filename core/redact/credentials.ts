import { needsOf, Prefilter } from '../logs/literals.ts'
import { matchesOf } from '../matches.ts'
import {
  CARRIERS,
  COUNTED,
  FOLLOWING,
  NAME_FIELD,
  OBJECT_NAME,
  OPTION_HINT,
  OPTIONS,
  VALUE_FIRST,
} from './assignments.ts'
import { inColumns, TABLES } from './columns.ts'
import { TELLING } from './names.ts'
import { hideSpans, type Span } from './spans.ts'
import { mayHoldToken, TOKENS } from './tokens.ts'
import type { View } from './views.ts'

const NONE: readonly never[] = []

const tokens = TOKENS.map(({ source, flags }) => new RegExp(source, `${flags}d`))

/** Passwords that servers generate and announce at their first start: Jenkins, Elasticsearch, MySQL. */
const ANNOUNCED: readonly RegExp[] = [
  /\buse the following password[^\n:]{0,80}:\s{1,8}(\S{8,100})/dg,
  /assword for the [\w-]{1,40} user[^\n:]{0,100}:\s{1,8}(\S{8,100})/dg,
  /\btemporary password is generated for [^\s:]{1,100}: (\S{6,100})/dg,
]

/** All expressions that recognize a credential. Each takes linear time. */
export const PATTERNS: readonly RegExp[] = [
  TELLING,
  ...tokens,
  ...Object.values(FOLLOWING),
  ...OPTIONS,
  ...CARRIERS,
  ...TABLES,
  ...ANNOUNCED,
]

const NAMED =
  /pass|pwd|pw|secret|token|cred|key|auth|sess(?:ion)?id|connect\.sid|kennwort|contrase|senha|wachtw|has[łl]o|пароль|密|パスワード|비밀|psk|mnemonic|phrase|device|verifier|pepper|salt|erlang|honeycomb|sonar/i
const CARRIER =
  /auth|\bpin\b|otp|(?:one-time|verification|2fa|mfa) |cookie|@|:(?:\d{4,5}|\*):|\t\d|\(.{0,400}, ?["']|unseal|bundle_|key|pat["=:]|sig|seed|s(?:ess(?:ion)?)?(?:id)|session|bearer|jwt|csrf|xsrf|identity|saml|hmac/i

function spanIn(match: RegExpExecArray): Span {
  return match.indices?.findLast(span => span !== undefined) ?? [match.index, match.index + match[0].length]
}

/** Where the expressions match: the last group that matched, or the whole match. */
function found(text: string, expressions: Iterable<RegExp>): readonly Span[] {
  const spans: Span[] = []
  for (const expression of expressions) for (const match of matchesOf(text, expression)) spans.push(spanIn(match))
  return spans
}

/** How far before and after a name its form is searched. */
const BEFORE = 1200
const AFTER = 5000

/** The forms possible in a name's surroundings; those without requirements are always tried. */
function formsAt(name: string, before: string): readonly RegExp[] {
  const [prefix = ''] = /[\w.-]{0,100}$/.exec(before) ?? []
  const outside = before.slice(0, before.length - prefix.length)
  const opener = outside.at(-1) ?? ''
  const {
    quoted,
    listed,
    nested,
    tuple,
    pair,
    paired,
    equals,
    colon,
    said,
    pointed,
    bare,
    held,
    query,
    tag,
    attribute,
    named,
    part,
    option,
  } = FOLLOWING
  const forms: RegExp[] = []
  if (opener === '?' || opener === '&') return [query]
  if (opener !== '' && '"\'`[{(,:'.includes(opener)) forms.push(quoted, listed, nested)
  if (opener === '{' || opener === '(') forms.push(paired)
  if (/[({[] ?["']$/.test(outside)) forms.push(tuple)
  if (opener === '[') forms.push(quoted, pair)
  if (/<(?:[\w-]{1,20}:)?$|<key>$/.test(outside)) forms.push(tag)
  if (NAME_FIELD.test(outside.slice(-30))) forms.push(named, attribute, part)
  if (opener === ':' || /^(?:pass(?:word|phrase|code)|pwd|psk)$/i.test(name)) forms.push(said)
  if (/^pass|^(?:bind|root)?pwd?$|^secret[_-]id$/i.test(name) || /^[A-Z][A-Z\d_]*_$/.test(prefix))
    forms.push(bare, held)
  if (/^--?\w|^--?$/.test(prefix)) forms.push(option)
  if (opener !== '/') {
    forms.push(equals, pointed)
    if (prefix !== '' || !/^pass$/i.test(name)) forms.push(colon)
  }
  return forms
}

/** A Secret's name as written by a person or `kubectl describe`: `Secret: acme-registry`. */
const SECRET_NAME = /^[a-z]+(?:[-.][a-z\d]+)*$/

/** The kubelet's prefix for a volume, whatever its name (`pkg/volume/util/operationexecutor`): an error follows. */
const VOLUME = /\bvolume "[\w.-]{0,253}$/

/** Whether a value is not secret, given its name: a count, or an object. */
function isOther(name: string, before: string, rest: string, value: string): boolean {
  if (COUNTED.test(value)) return !/pass|pw|code/i.test(name)
  if (VOLUME.test(before) && /^[\w.-]{0,253}" : /.test(rest)) return true
  if (!/^secrets?$/i.test(name)) return false
  if (/imagePull$/i.test(before)) return true
  if (/[\w.-]$/.test(before)) return false
  return OBJECT_NAME.test(value) || (name.startsWith('Secret') && rest.startsWith(': ') && SECRET_NAME.test(value))
}

/** Where the values of secret-sounding names are. */
function assigned(text: string): readonly Span[] {
  const spans: Span[] = []
  for (const { 0: name, index } of matchesOf(text, TELLING)) {
    const end = index + name.length
    const before = text.slice(Math.max(0, index - BEFORE), index)
    const rest = text.slice(end, end + AFTER)
    for (const form of formsAt(name, before)) {
      const match = form.exec(rest)
      if (match === null) continue
      const [from, to] = spanIn(match)
      if (!isOther(name, before, rest, rest.slice(from, to))) spans.push([end + from, end + to])
    }
    if (!before.includes('alue')) continue
    const first = VALUE_FIRST.exec(before.replace(/[\w.-]{0,100}$/, ''))
    if (first === null) continue
    const [from, to] = spanIn(first)
    const start = index - before.length
    spans.push([start + from, start + to])
  }
  return spans
}

const PEM_END = /-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g

/** Where the base64 digits at the end of a word begin, padding included. */
function beginOfDigits(word: string): number {
  let at = word.length
  while (at > word.length - 2 && word[at - 1] === '=') at--
  while (at > 0 && /[\w+/]/.test(word[at - 1] ?? '')) at--
  return at
}

/** The lines of a private key whose beginning was cut off. */
function keyTails(text: string): readonly Span[] {
  if (!text.includes('PRIVATE KEY')) return NONE
  const spans: Span[] = []
  for (const { 0: end, index } of matchesOf(text, PEM_END)) {
    const words = text.slice(Math.max(0, index - 8000), index).split(/(\s+|\\n|\\r)/)
    let start = index
    for (let at = words.length - 1; at >= 0; at--) {
      const word = words[at] ?? ''
      const digits = word.slice(beginOfDigits(word))
      const isBlank = /^(?:\s+|\\[nr])?$/.test(word)
      const isLast = /^(?:\s|\\[nr])*$/.test(text.slice(start, index))
      if (!isBlank && digits.length < (isLast ? 1 : 16)) break
      start -= isBlank ? word.length : digits.length
      if (!isBlank && digits !== word) break
    }
    spans.push([start, index + end.length])
  }
  return spans
}

const MANIFEST_DATA = /"(?:data|stringData)"\s{0,4}:\s{0,4}\{([^{}]{1,20000})\}/dg
const MANIFEST_STRING = /:\s{0,4}"((?:[^"\\]|\\.){1,20000})"/dg
const MANIFEST_LINES =
  /^([ \t]{0,20})(?:data|stringData):[ \t]{0,10}\r?\n((?:\1[ \t]+[^\r\n]{1,20000}(?:\r?\n|$)){1,200})/dgm
const MANIFEST_LINE = /^[ \t]+["']?[\w.-]{1,253}["']?:[ \t]+(?![|>][+-]?[ \t]*$)([^\r\n]+)|^[ \t]+([^\s:]+)$/dgm

/** The values of a Secret whose manifest is in a log or message. */
function manifestValues(text: string): readonly Span[] {
  if (!/\bkind["']?:\s{0,4}["']?Secret\b/.test(text)) return NONE
  const inside = (blocks: RegExp, values: RegExp, group: number) =>
    matchesOf(text, blocks).flatMap(block => {
      const [from = 0, to = 0] = block.indices?.[group] ?? []
      return found(text.slice(from, to), [values]).map(([start, end]): Span => [from + start, from + end])
    })
  return [...inside(MANIFEST_DATA, MANIFEST_STRING, 1), ...inside(MANIFEST_LINES, MANIFEST_LINE, 2)]
}

const KEY_TOKENS = tokens.filter(({ source }) => /PRIVATE KEY|LS0t/.test(source))

/**
 * The log without secrets that only another line reveals: private keys by their frames, announced passwords. Removed
 * before lines are quoted.
 */
export function withoutFramed(log: string): string {
  const hasKeys = log.includes('PRIVATE KEY') || log.includes('LS0tLS1CRUdJTi')
  const isAnnounced = log.includes('assword')
  if (!hasKeys && !isAnnounced) return log
  return hideSpans(log, [
    ...(hasKeys ? [...found(log, KEY_TOKENS), ...keyTails(log)] : NONE),
    ...(isAnnounced ? found(log, ANNOUNCED) : NONE),
  ])
}

const SCREENED_TOKENS = new Prefilter(tokens, needsOf)
const SCREENED_OPTIONS = new Prefilter(OPTIONS, needsOf)
const SCREENED_CARRIERS = new Prefilter(CARRIERS, needsOf)

/** Where the text contains something that looks like a credential. */
export function credentialsIn({ text, spanOf }: View): readonly Span[] {
  const spans = [
    ...(mayHoldToken(text) ? found(text, SCREENED_TOKENS.read(text)) : NONE),
    ...(NAMED.test(text) ? [...assigned(text), ...inColumns(text)] : NONE),
    ...(OPTION_HINT.test(text) ? found(text, SCREENED_OPTIONS.read(text)) : NONE),
    ...(CARRIER.test(text) ? found(text, SCREENED_CARRIERS.read(text)) : NONE),
    ...(text.includes('assword') ? found(text, ANNOUNCED) : NONE),
    ...manifestValues(text),
    ...keyTails(text),
  ]
  return spans.length === 0 ? NONE : spans.map(([start, end]) => spanOf(start, end))
}

import { encodeBase64 } from './base64.ts'
import { SECRET_NAME } from './patterns.ts'

/** Shorter values are common words: to hide every `test` in a report would help nobody. */
const MIN_LENGTH = 6
/** Longer values are files; their lines are hidden one by one. */
const MAX_LENGTH = 4096
/** A file of more lines is no list of credentials. */
const MAX_LINES = 2000
const MAX_DEPTH = 8

/** Settings that are no secrets, wherever they stand. */
const HARMLESS = new Set([
  'enabled',
  'disabled',
  'required',
  'optional',
  'default',
  'production',
  'development',
  'staging',
  'localhost',
  'password',
  'secret',
])

function add(values: Set<string>, value: string): void {
  const text = value.trim()
  if (text.length < MIN_LENGTH || text.length > MAX_LENGTH || HARMLESS.has(text.toLowerCase())) return
  values.add(text)
}

/** Longer values are not looked for in any other form. */
const MAX_ENCODED = 512

/** Takes a secret; returns it as programs print it: as it is, in base64, escaped as in JSON, escaped as in a URL. */
export function formsOf(secret: string): readonly string[] {
  if (secret.length > MAX_ENCODED || /\p{Surrogate}/u.test(secret)) return [secret]
  return [secret, encodeBase64(secret), JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]
}

/** Adds the password of a URL: `postgres://user:password@host`. */
function addUserInfo(values: Set<string>, text: string): void {
  for (const [, password = ''] of text.matchAll(/:\/\/[^\s:/@]{0,200}:([^\s/@]{1,400})@/g)) add(values, password)
}

/** Adds the values of a document whose names say that they are secret. */
function addNamed(values: Set<string>, document: unknown, depth: number): void {
  if (typeof document !== 'object' || document === null || depth > MAX_DEPTH) return
  for (const [name, value] of Object.entries(document)) {
    if (typeof value !== 'string') addNamed(values, value, depth + 1)
    else if (SECRET_NAME.test(name)) add(values, value)
  }
}

function documentOf(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Adds a secret value, whole and line by line, and what a file holds that its names call secret: fields of JSON,
 * `name=value` and `name: value`, passwords of URLs.
 */
export function addSecret(values: Set<string>, value: string): void {
  add(values, value)
  addUserInfo(values, value)
  addNamed(values, documentOf(value), 0)
  const lines = value.split('\n', MAX_LINES + 1)
  if (lines.length === 1 || lines.length > MAX_LINES) return
  for (const line of lines) {
    add(values, line)
    const [, name = '', setting = ''] =
      /^\s{0,40}(?:export )?["']?([\w.-]{1,100})["']?\s{0,4}[=:]\s{0,4}["']?(.{1,4096}?)["']?,?$/.exec(
        line.trimEnd(),
      ) ?? []
    if (SECRET_NAME.test(name)) add(values, setting)
  }
}

import { decodeBase64, encodeBase64 } from './base64.ts'
import { isCommonWord } from './common-words.ts'
import { credentialsIn } from './credentials.ts'
import { isTellingName } from './names.ts'
import { viewsOf } from './views.ts'

/** Shorter values are common words: hiding every `test` in a report helps nobody. */
const MIN_LENGTH = 6
/** Longer values are files; their lines are hidden one by one. */
const MAX_LENGTH = 4096
/** A longer file is not a list of credentials. */
const MAX_LINES = 2000
const MAX_DEPTH = 32

function add(values: Set<string>, value: string): void {
  const text = value.trim()
  if (text.length < MIN_LENGTH || text.length > MAX_LENGTH || isCommonWord(text)) return
  values.add(text)
}

/** Longer values are not searched in encoded form. */
const MAX_ENCODED = 512

/** A secret as apps print it, for callers that hide literal values: plain, base64, JSON-escaped, URL-escaped. */
export function formsOf(secret: string): readonly string[] {
  if (secret.length > MAX_ENCODED || /\p{Surrogate}/u.test(secret)) return [secret]
  return [secret, encodeBase64(secret), JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]
}

/** Adds credentials inside a text: the password of a URL, `name=value`, an XML element. */
function addCredentials(values: Set<string>, text: string): void {
  for (const view of viewsOf(text)) {
    const plain = { text: view.text, spanOf: (start: number, end: number) => [start, end] as const }
    for (const [start, end] of credentialsIn(plain)) {
      const found = view.text.slice(start, end)
      add(values, found)
      add(values, percentDecoded(found))
    }
  }
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Adds values with secret names in a document, and the password in a registry's `auth`. */
function addNamed(values: Set<string>, document: unknown, depth: number): void {
  if (typeof document !== 'object' || document === null || depth > MAX_DEPTH) return
  for (const [name, value] of Object.entries(document)) {
    if (typeof value !== 'string') {
      addNamed(values, value, depth + 1)
      continue
    }
    addNamed(values, documentOf(value), depth + 1)
    if (!isTellingName(name)) continue
    add(values, value)
    if (name !== 'auth') continue
    const [, password = ''] = /^[^:]{1,200}:([\s\S]+)$/.exec(decodeBase64(value)) ?? []
    add(values, password)
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
 * Adds a secret value, whole and line by line, and the secrets inside a file: JSON fields, `name=value` and `name:
 * value` with secret names, passwords of URLs.
 */
export function addSecret(values: Set<string>, value: string): void {
  add(values, value)
  if (value.length <= MAX_LENGTH * 4) addCredentials(values, value)
  addNamed(values, documentOf(value), 0)
  const lines = value.split('\n', MAX_LINES + 1)
  if (lines.length === 1 || lines.length > MAX_LINES) return
  for (const line of lines) {
    // The frame of a PEM block is the same in all of them.
    if (!/^\s*-----/.test(line)) add(values, line)
    const [, name = '', setting = ''] =
      /^\s{0,40}(?:export )?["']?([\w.-]{1,100})["']?\s{0,4}[=:]\s{0,4}["']?(.{1,4096}?)["']?,?$/.exec(
        line.trimEnd(),
      ) ?? []
    if (isTellingName(name)) add(values, setting)
  }
}

import type { Cluster } from '../cluster/cluster.ts'
import { isRecord, type Json } from '../json.ts'
import { visible } from '../visible.ts'
import { credentialsIn } from './credentials.ts'
import { Known } from './known.ts'
import { isTellingName } from './names.ts'
import { possibleSecrets, secretValues } from './secret-values.ts'
import { HIDDEN, hideSpans } from './spans.ts'
import { structuredViews, type View, viewsOf } from './views.ts'

/** The text without credentials, as far as they can be recognized, and without invisible characters. */
export function hideCredentials(text: string): string {
  return hidden(text, [])
}

function hidden(text: string, known: readonly Known[]): string {
  const seen = visible(text)
  return hiddenIn(seen, viewsOf(seen), known)
}

function hiddenIn(seen: string, views: readonly View[], known: readonly Known[]): string {
  return hideSpans(seen, [
    ...views.flatMap(view => [...credentialsIn(view), ...[...structuredViews(view)].flatMap(credentialsIn)]),
    ...known.flatMap(values => values.spansIn(views)),
  ])
}

/**
 * Hides secrets and what looks like a credential in a text, encoded or not. A value truncated at the end of a text is
 * hidden too if enough of it is left to identify it.
 */
export function textRedactor(secrets: readonly string[]): (text: string) => string {
  const known = [new Known(secrets)]
  return text => hidden(text, known)
}

/**
 * The `textRedactor` of the `secretValues`. Distinguishing secrets from names takes a pass over all objects, so it is
 * done at the first text that may contain one, which is rare.
 */
export function clusterRedactor(cluster: Cluster): (text: string) => string {
  const possible = new Known(possibleSecrets(cluster))
  const known = new Map<string, string>()
  let redact: ((text: string) => string) | undefined
  const hide = (text: string): string => {
    const seen = visible(text)
    const views = viewsOf(seen)
    if (possible.spansIn(views).length === 0) return hiddenIn(seen, views, [])
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

/** A field path that leads to a secret: a variable's value, a key of a Secret. */
const VALUE_PATH =
  /(?:\benv\[(?:name=)?["']?([\w.-]{1,200})["']?\](?:\.value)?|\b(?:data|stringData)(?:\.|\[["']?)([\w.-]{1,200})["']?\]?)$/
/** The fields of a report with the value at such a path. */
const AT_PATH: ReadonlySet<string> = new Set(['value', 'suggestion', 'before', 'after'])

/** Whether an item of a report has the value at a path that is secret: it is hidden, whatever it is. */
function isOwnPlace(item: Readonly<Record<string, unknown>>): boolean {
  const { path, object } = item
  if (typeof path !== 'string') return false
  const [, variable, key] = VALUE_PATH.exec(path) ?? []
  if (variable !== undefined) return isTellingName(variable)
  return key !== undefined && isRecord(object) && object['kind'] === 'Secret'
}

/**
 * Plain JSON with every string but the keys redacted, copied only if something changes. A value at a secret path is
 * hidden completely.
 */
export function redactValue<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T
  if (Array.isArray(value)) return redactList(value, redact) as T
  return isRecord(value) ? (redactRecord(value, redact) as T) : value
}

function redactList(list: readonly unknown[], redact: (text: string) => string): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let index = 0; index < list.length; index++) {
    const safe = redactValue(list[index], redact)
    if (safe === list[index]) continue
    copy ??= [...list]
    copy[index] = safe
  }
  return copy ?? list
}

function redactRecord(record: Json, redact: (text: string) => string): Json {
  let copy: Record<string, unknown> | undefined
  const isSecret = isOwnPlace(record)
  for (const [key, field] of Object.entries(record)) {
    const isValue = isSecret && AT_PATH.has(key) && typeof field === 'string' && field !== ''
    const safe = isValue ? HIDDEN : redactValue(field, redact)
    if (safe === field) continue
    copy ??= { ...record }
    if (key === '__proto__') Object.defineProperty(copy, key, { value: safe, enumerable: true })
    else copy[key] = safe
  }
  return copy ?? record
}

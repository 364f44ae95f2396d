import { isRecord } from '../json.ts'
import { hideCredentials } from '../redact/redact.ts'

const LIMIT = 300
const MAX_DEPTH = 20
const HIDDEN = '[not shown]'

/** Takes two values of a pod template; returns true where they are equal, the order of keys apart. What lies deeper than any template counts as equal. */
export function isSame(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b || depth > MAX_DEPTH) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index], depth + 1))
  }
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every(key => Object.hasOwn(b, key) && isSame(a[key], b[key], depth + 1))
  )
}

/** Takes a value of a pod template and the path of its field; returns it as JSON, cut, without values of environment variables. */
export function showValue(value: unknown, path: string): string {
  if (/\.env\[name=[^\][]*\](?:\.value)?$/.test(path)) return HIDDEN
  // Before it is cut: what remains of a credential may not tell any more.
  const text = hideCredentials(typeof value === 'string' ? value : written(value, path.endsWith('.env')))
  return text.length > LIMIT ? `${text.slice(0, LIMIT)}…` : text
}

function written(whole: unknown, isEnvironment: boolean): string {
  let text = ''
  const put = (value: unknown, hidden: boolean, depth: number): void => {
    if (text.length > LIMIT || depth > MAX_DEPTH) text += '…'
    else if (Array.isArray(value)) {
      text += '['
      for (const [index, item] of value.entries()) {
        if (text.length > LIMIT) break
        if (index > 0) text += ','
        put(item, hidden, depth + 1)
      }
      text += ']'
    } else if (isRecord(value)) {
      text += '{'
      for (const [index, [key, field]] of Object.entries(value).entries()) {
        if (text.length > LIMIT) break
        text += `${index > 0 ? ',' : ''}${JSON.stringify(key)}:`
        put(hidden && key === 'value' ? HIDDEN : field, key === 'env', depth + 1)
      }
      text += '}'
    } else text += JSON.stringify(typeof value === 'string' ? value.slice(0, LIMIT) : value) ?? ''
  }
  put(whole, isEnvironment, 0)
  return text
}

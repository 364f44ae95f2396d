import { parse } from 'yaml'
import { array, record, textOf } from '../../core/json.ts'

const SECRET_FIELDS = ['token', 'password', 'client-key-data']
/** Shorter values are common words. */
const MIN_LENGTH = 6

/**
 * The secret values of a kubeconfig's users, for masking: tokens, passwords, keys (encoded and decoded), settings of
 * credential plugins. Empty if the text is not a kubeconfig.
 */
export function credentialsIn(kubeconfig: string): string[] {
  const users = array(record(parsed(kubeconfig))?.['users']).map(entry => record(record(entry)?.['user']) ?? {})
  const values = users.flatMap(user => [
    ...SECRET_FIELDS.flatMap(field => textOf(user[field]) ?? []),
    ...array(record(user['exec'])?.['env']).flatMap(entry => textOf(record(entry)?.['value']) ?? []),
    ...Object.entries(record(record(user['auth-provider'])?.['config']) ?? {})
      .filter(([name]) => /token|secret/.test(name))
      .flatMap(([, value]) => textOf(value) ?? []),
  ])
  const keys = users.flatMap(user => textOf(user['client-key-data']) ?? [])
  const decoded = keys.map(key => Buffer.from(key, 'base64').toString())
  return [...new Set([...values, ...decoded])].filter(value => value.length >= MIN_LENGTH)
}

function parsed(kubeconfig: string): unknown {
  try {
    return parse(kubeconfig, { logLevel: 'silent' })
  } catch {
    return undefined
  }
}

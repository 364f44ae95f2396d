import { textAt } from './payload.ts'
import type { Run } from './run.ts'

/**
 * The comment's key: the user's, else the environment of the event's deployment and the namespaces, such as
 * `production/shop`. A job's own environment is not visible to its steps.
 */
export function commentKey(run: Run, namespaces: readonly string[], given?: string): string {
  if (given !== undefined && given !== '') return given
  const environment = textAt(run.payload, 'deployment', 'environment')
  const where = [...new Set(namespaces)].sort().join('+') || 'default'
  return environment === undefined ? where : `${environment}/${where}`
}

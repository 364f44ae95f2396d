import { textAt } from './payload.ts'
import type { Run } from './run.ts'

/**
 * The key of the comment: what the user gave, else the environment of the deployment that the event is about and the
 * namespaces, as `production/shop`. A job's own environment is not shown to its steps.
 */
export function commentKey(run: Run, namespaces: readonly string[], given?: string): string {
  if (given !== undefined && given !== '') return given
  const environment = textAt(run.payload, 'deployment', 'environment')
  const where = [...new Set(namespaces)].sort().join('+') || 'default'
  return environment === undefined ? where : `${environment}/${where}`
}

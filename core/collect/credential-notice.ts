import type { Collected } from './index.ts'
import { type CollectScope, namespaceOf } from './plan.ts'

/**
 * One sentence on what the credentials of a collection can do beyond reading, and the command that prints the role that would do;
 * undefined when there is nothing to say.
 */
export function credentialNotice(collected: Collected, scope: CollectScope): string | undefined {
  const excess = collected.credentials?.excess ?? []
  if (excess.length === 0) return undefined
  const namespace = namespaceOf(scope)
  const role = `kubewhy rbac ${namespace === undefined ? '--cluster' : `-n ${namespace}`} --logs`
  return `These credentials can do more than a diagnosis needs: ${excess.join('; ')}. \`${role}\` prints a role that is enough.`
}

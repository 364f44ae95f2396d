import type { Collected } from './index.ts'
import type { Clock, KubeGet } from './kube-get.ts'
import { type CollectScope, namespaceOf } from './plan.ts'
import { excessOf } from './privileges.ts'
import { createReader } from './reader.ts'
import { readPrivileges, readVersion } from './server-facts.ts'

const DEADLINE_MS = 15_000

/**
 * What the credentials can do in the scope beyond reading, as a sentence. Throws an `Error` with the reason if that is
 * not known.
 */
export async function checkRights(get: KubeGet, scope: CollectScope, clock: Clock): Promise<string> {
  const reader = createReader(get, clock, DEADLINE_MS)
  try {
    const version = await readVersion(reader)
    const privileges = version.read ? await readPrivileges(reader, scope) : undefined
    const failure = reader.failure()
    if (failure !== undefined) throw new Error(`The cluster could not be read: ${failure.message}`)
    if (privileges === undefined) throw new Error('The API server does not say what these credentials may do.')
    const { incomplete } = privileges
    const notice = credentialNotice({ credentials: { incomplete, excess: excessOf(privileges) } }, scope)
    if (notice !== undefined) return notice
    return `These credentials can only read${incomplete ? ', as far as RBAC shows' : ''}.`
  } finally {
    reader.close()
  }
}

/**
 * One sentence about what a collection's credentials can do beyond reading, with the command that prints a sufficient
 * role; undefined if there is nothing to say.
 */
export function credentialNotice(
  { credentials }: Pick<Collected, 'credentials'>,
  scope: CollectScope,
): string | undefined {
  const excess = credentials?.excess ?? []
  if (excess.length === 0) return undefined
  const namespace = namespaceOf(scope)
  const role = `kubewhy rbac ${namespace === undefined ? '--cluster' : `-n ${namespace}`} --logs`
  return `These credentials can do more than a diagnosis needs: ${excess.join('; ')}. \`${role}\` prints a sufficient role.`
}

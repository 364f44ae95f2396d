import type { Octokit } from './client.ts'
import { hasStatus } from './failure.ts'

/** The author of what the token that the runner provides writes. */
const WORKFLOW_AUTHOR = 'github-actions[bot]'

/**
 * The login under which the token writes. Installation tokens, the runner's own among them, have no `GET /user`
 * (403, "Resource not accessible by integration"), but GraphQL's `viewer` names them, with the suffix `[bot]`.
 * Throws when GitHub cannot be asked at all.
 */
export async function ownLogin(octokit: Octokit): Promise<string> {
  try {
    const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('query { viewer { login } }')
    return viewer.login
  } catch {
    try {
      return (await octokit.rest.users.getAuthenticated()).data.login
    } catch (error) {
      if (hasStatus(error, 403)) return WORKFLOW_AUTHOR
      throw error
    }
  }
}

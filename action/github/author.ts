import type { Octokit } from './client.ts'
import { hasStatus } from './failure.ts'

/** The author of comments written with the runner's token. */
const WORKFLOW_AUTHOR = 'github-actions[bot]'

/**
 * The login under which the token writes. Installation tokens, including the runner's, have no `GET /user` (403,
 * "Resource not accessible by integration"), but GraphQL's `viewer` returns it, with the suffix `[bot]`. Throws if
 * GitHub cannot be asked at all.
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

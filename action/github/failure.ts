import { cut, oneLine } from '../../core/render/clean.ts'

interface ApiFailure {
  readonly status: number
  readonly message: string
}

/** Status and message of GitHub's response; undefined if there was none, for which octokit invents a status 500. */
function apiFailure(error: unknown): ApiFailure | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined
  const answer = 'response' in error ? (error.response as { data?: { message?: unknown } } | undefined) : undefined
  if (answer === undefined) return undefined
  const words = typeof answer.data?.message === 'string' ? answer.data.message : error.message
  return { status: error.status, message: cut(oneLine(words), 300) }
}

/** Whether GitHub responded with this status. */
export function hasStatus(error: unknown, status: number): boolean {
  return apiFailure(error)?.status === status
}

export interface Attempt {
  /** What was attempted, to follow "could not": `write the comment`. */
  readonly doing: string
  /** The required permission, as in a workflow file: `pull-requests: write`. */
  readonly needs: string
  readonly fork?: boolean
}

/** One paragraph for readers: what could not be done, GitHub's message, and what would make it possible. */
export function explainFailure(error: unknown, { doing, needs, fork = false }: Attempt): string {
  const failure = apiFailure(error)
  if (failure === undefined) {
    const words = error instanceof Error ? cut(oneLine(error.message), 300) : 'unknown error'
    return `Could not ${doing}: GitHub did not respond (${words}).`
  }
  const said = `GitHub returned ${failure.status}: ${failure.message}`
  return `Could not ${doing}: ${remedy(failure, needs, fork)} (${said})`
}

function remedy({ status, message }: ApiFailure, needs: string, fork: boolean): string {
  if (status === 429 || /rate limit/i.test(message)) return 'the token’s rate limit is exhausted; try again later.'
  if (/is locked/i.test(message)) return 'the conversation is locked.'
  if (status === 401) return 'the token is not valid; check the `token` input.'
  if (status !== 403 && status !== 404) return 'GitHub refused the request.'
  if (fork && needs.endsWith('write')) {
    return `the pull request comes from a fork, so the token can only read, whatever \`permissions:\` says; see "Forks" in the README.`
  }
  const missing = status === 404 ? 'it does not exist, or ' : ''
  return `${missing}the token lacks the permission \`${needs}\`; add it under \`permissions:\` of the job.`
}

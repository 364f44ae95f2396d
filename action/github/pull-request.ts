import type { Octokit } from './client.ts'
import { explainFailure } from './failure.ts'
import type { Payload } from './payload.ts'
import { hasAt, listAt, numberAt, textAt } from './payload.ts'
import type { Run } from './run.ts'

export interface PullRequest {
  readonly number: number
  /** The head commit: the one that review comments refer to, never the merge commit. */
  readonly headSha: string
  /** Whether it comes from another repository. */
  readonly fork: boolean
}

export interface FoundPullRequests {
  readonly pulls: readonly PullRequest[]
  /** Why there is none; a sentence. */
  readonly reason?: string
}

/** A commit may be in many stacked pull requests; more comments would be noise. */
const MAX_PULLS = 3
const NO_COMMIT = /^0+$/

const none = (reason: string): FoundPullRequests => ({ pulls: [], reason })

/**
 * The pull requests of the run, from its event. `given`, the input `pr-number`, takes precedence. Never throws: failed
 * requests become a reason.
 */
export async function findPullRequests(octokit: Octokit, run: Run, given?: number): Promise<FoundPullRequests> {
  try {
    return given === undefined ? await byEvent(octokit, run) : await byNumber(octokit, run, given)
  } catch (error) {
    const reason = explainFailure(error, { doing: 'look up the pull request', needs: 'pull-requests: read' })
    return none(reason)
  }
}

async function byEvent(octokit: Octokit, run: Run): Promise<FoundPullRequests> {
  const { event, payload } = run
  const own = numberAt(payload, 'pull_request', 'number')
  const head = textAt(payload, 'pull_request', 'head', 'sha')
  if (own !== undefined && head !== undefined) {
    return { pulls: [{ number: own, headSha: head, fork: isFork(run, payload['pull_request']) }] }
  }
  switch (event) {
    case 'push':
      return byCommit(octokit, run, textAt(payload, 'after') ?? run.sha)
    case 'deployment':
    case 'deployment_status':
      return byCommit(octokit, run, textAt(payload, 'deployment', 'sha') ?? run.sha)
    case 'workflow_run':
      return byWorkflowRun(octokit, run)
    case 'merge_group': {
      // The branch of a merge queue: gh-readonly-queue/<base>/pr-<number>-<sha>. A base may contain slashes.
      const queued = /\/pr-(\d{1,15})-[0-9a-f]+$/.exec(textAt(payload, 'merge_group', 'head_ref') ?? '')?.[1]
      return queued === undefined
        ? none('The merge group has no pull request.')
        : byNumber(octokit, run, Number(queued))
    }
    case 'issue_comment': {
      const issue = numberAt(payload, 'issue', 'number')
      if (issue !== undefined && hasAt(payload, 'issue', 'pull_request')) return byNumber(octokit, run, issue)
      return none('The comment is on an issue, not on a pull request.')
    }
    default:
      return none(`The event ${event || '(none)'} has no pull request; set one with the input pr-number.`)
  }
}

async function byNumber(octokit: Octokit, run: Run, number: number): Promise<FoundPullRequests> {
  const { data } = await octokit.rest.pulls.get({ owner: run.owner, repo: run.repo, pull_number: number })
  return { pulls: [toPull(run, data)] }
}

async function byCommit(octokit: Octokit, run: Run, sha: string): Promise<FoundPullRequests> {
  if (sha === '' || NO_COMMIT.test(sha)) return none('The push deleted its branch or tag: there is no commit.')
  const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
    owner: run.owner,
    repo: run.repo,
    commit_sha: sha,
    per_page: 100,
  })
  // In order: its tip or its merge, then merged ones, then open ones that happen to contain the commit.
  const tip = data.filter(pull => pull.head.sha === sha || pull.merge_commit_sha === sha)
  const merged = data.filter(pull => pull.merged_at != null)
  const open = data.filter(pull => pull.state === 'open')
  const best = [tip, merged, open].find(pulls => pulls.length > 0) ?? []
  if (best.length === 0) return none(`No pull request contains commit ${sha.slice(0, 7)}.`)
  return { pulls: best.slice(0, MAX_PULLS).map(pull => toPull(run, pull)) }
}

async function byWorkflowRun(octokit: Octokit, run: Run): Promise<FoundPullRequests> {
  const { payload } = run
  const sha = textAt(payload, 'workflow_run', 'head_sha') ?? ''
  const home = numberAt(payload, 'repository', 'id')
  const named = listAt(payload, 'workflow_run', 'pull_requests')
    // The list also has pull requests that forks opened at home from the same branch.
    .filter(pull => home === undefined || numberAt(pull, 'base', 'repo', 'id') === home)
    .map(pull => ({ number: numberAt(pull, 'number'), headSha: textAt(pull, 'head', 'sha') ?? sha, fork: false }))
    .filter((pull): pull is PullRequest => pull.number !== undefined)
  if (named.length > 0) return { pulls: named.slice(0, MAX_PULLS) }
  // The list is empty for a run of a fork: find the open pull request by its branch (actions/runner#3444).
  const owner = textAt(payload, 'workflow_run', 'head_repository', 'owner', 'login')
  const branch = textAt(payload, 'workflow_run', 'head_branch')
  if (owner !== undefined && branch !== undefined) {
    const head = `${owner}:${branch}`
    const { data } = await octokit.rest.pulls.list({ owner: run.owner, repo: run.repo, state: 'open', head })
    const pulls = data.filter(pull => pull.head.sha === sha).map(pull => toPull(run, pull))
    if (pulls.length > 0) return { pulls }
  }
  return byCommit(octokit, run, sha)
}

function toPull(run: Run, pull: { readonly number: number; readonly head: { readonly sha: string } }): PullRequest {
  return { number: pull.number, headSha: pull.head.sha, fork: isFork(run, pull) }
}

function isFork(run: Run, pull: unknown): boolean {
  const home = `${run.owner}/${run.repo}`.toLowerCase()
  const head = textAt(pull as Payload, 'head', 'repo', 'full_name')
  return head?.toLowerCase() !== home
}

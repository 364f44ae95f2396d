import type { Report } from '../../core/report.ts'
import type { ChangedFiles } from './changed-files.ts'
import type { Octokit } from './client.ts'
import { type CommentMode, stickComment } from './comment.ts'
import { commentBody } from './comment-body.ts'
import type { Marker } from './marker.ts'
import type { Pin } from './pins.ts'
import type { PullRequest } from './pull-request.ts'
import { reviewPullRequest } from './review.ts'
import type { Run } from './run.ts'

export interface Update {
  readonly report: Report
  /**
   * Whether there is something to fix, even if the step succeeds: decides about `on-failure`, and between red and
   * green.
   */
  readonly failed: boolean
  readonly mode: CommentMode
  /** Which of several comments: see `commentKey`. */
  readonly key: string
  /** RFC 3339: when the run began to watch. */
  readonly at: string
  /** RFC 3339. */
  readonly now: string
  /** Duration of the rollout in milliseconds. */
  readonly took?: number
  readonly logs: boolean
  readonly causesUrl?: string
  readonly pins: readonly Pin[]
}

export interface UpdateResult {
  /** Of the first comment. */
  readonly commentUrl?: string
  /** What could not be written and why, for the log. */
  readonly notices: readonly string[]
}

/** Comments on and reviews each pull request; none with mode `never`. Never throws. */
export async function updatePullRequests(
  octokit: Octokit,
  run: Run,
  pulls: readonly (PullRequest & { readonly files: ChangedFiles })[],
  update: Update,
): Promise<UpdateResult> {
  const notices: string[] = []
  const urls: string[] = []
  if (update.mode === 'never') return { notices }
  for (const { number, headSha, fork, files } of pulls) {
    const target = { owner: run.owner, repo: run.repo, pull: number, fork, headSha }
    const marker = markerOf(run, headSha, update)
    const body = (previous: Marker | undefined) => commentBody(update.report, { ...update, run, marker, previous })
    const comment = await stickComment(octokit, target, { mode: update.mode, marker, body })
    if (comment.url !== undefined) urls.push(comment.url)
    if (comment.message !== undefined && comment.status !== 'skipped') notices.push(comment.message)
    // A newer run has reported the current state.
    if (!update.failed || comment.status === 'stale') continue
    const { message } = await reviewPullRequest(octokit, target, files, update.pins)
    if (message !== undefined) notices.push(message)
  }
  const [commentUrl] = urls
  return commentUrl === undefined ? { notices } : { commentUrl, notices }
}

function markerOf(run: Run, sha: string, { key, at, failed, report }: Update): Marker {
  const cause = failed ? report.problems[0]?.cause : undefined
  const state = failed ? 'failed' : 'fine'
  return { key, sha, run: run.id, attempt: run.attempt, at, state, ...(cause === undefined ? {} : { cause }) }
}

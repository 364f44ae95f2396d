import { clean, cut } from '../../core/render/clean.ts'
import { markdownCode, markdownFence, markdownText } from '../../core/render/escape.ts'
import type { ChangedFiles } from './changed-files.ts'
import type { Octokit } from './client.ts'
import { findInDiff, newSide } from './diff.ts'
import { explainFailure } from './failure.ts'
import type { Target } from './own-comments.ts'
import type { Pin } from './pins.ts'
import { fingerprint, postedBefore } from './review-history.ts'

export interface ReviewResult {
  /** Number of comments written. */
  readonly posted: number
  readonly url?: string
  /** Why none or not all were written, for the log. */
  readonly message?: string
}

interface LineComment {
  readonly path: string
  readonly body: string
  readonly line: number
  readonly side: 'RIGHT'
  readonly start_line?: number
  readonly start_side?: 'RIGHT'
}

/** Limits that keep a review readable. */
const MAX_LINE_COMMENTS = 30
const MAX_FILE_COMMENTS = 10

/**
 * Writes one review with a comment on the line of each problem's field in the pull request's diff, with a suggestion if
 * the fix is exact; on the file if the diff has the file but not the line. Leaves out locations outside the pull
 * request, and what an earlier run has reported. Never throws.
 */
export async function reviewPullRequest(
  octokit: Octokit,
  target: Target & { readonly headSha: string },
  files: ChangedFiles,
  pins: readonly Pin[],
): Promise<ReviewResult> {
  const inside = pins.filter(pin => files.has(pin.location.file))
  if (inside.length === 0) return { posted: 0 }
  const { owner, repo, pull } = target
  try {
    const known = await postedBefore(octokit, target)
    const fresh = inside.filter(pin => !known.has(fingerprint(pin)))
    const lines = fresh.flatMap(pin => lineComment(pin, files.get(pin.location.file) ?? '') ?? [])
    const onLine = new Set(lines.map(comment => comment.pin))
    const rest = fresh.filter(pin => !onLine.has(pin)).slice(0, MAX_FILE_COMMENTS)
    const url = await postLines(
      octokit,
      target,
      lines.slice(0, MAX_LINE_COMMENTS).map(each => each.comment),
    )
    for (const pin of rest) {
      const body = commentText(pin, undefined)
      const place = { path: pin.location.file, subject_type: 'file' as const, commit_id: target.headSha }
      await octokit.rest.pulls.createReviewComment({ owner, repo, pull_number: pull, body, ...place })
    }
    const posted = Math.min(lines.length, MAX_LINE_COMMENTS) + rest.length
    return url === undefined ? { posted } : { posted, url }
  } catch (error) {
    const attempt = { doing: 'review the pull request', needs: 'pull-requests: write', fork: target.fork }
    return { posted: 0, message: explainFailure(error, attempt) }
  }
}

async function postLines(
  octokit: Octokit,
  { owner, repo, pull, headSha }: Target & { readonly headSha: string },
  comments: LineComment[],
): Promise<string | undefined> {
  if (comments.length === 0) return undefined
  const body = 'kubewhy found the cause of the stalled rollout in these changes.'
  const review = { owner, repo, pull_number: pull, commit_id: headSha, event: 'COMMENT' as const, body, comments }
  return (await octokit.rest.pulls.createReview(review)).data.html_url
}

function lineComment(pin: Pin, patch: string): { readonly pin: Pin; readonly comment: LineComment } | undefined {
  const { file, startLine, endLine, text, exact } = pin.location
  const from = exact ? findInDiff(newSide(patch), startLine, text) : undefined
  if (from === undefined) return undefined
  const line = from + endLine - startLine
  const range = line === from ? {} : { start_line: from, start_side: 'RIGHT' as const }
  return { pin, comment: { path: file, body: commentText(pin, replacementOf(pin)), line, side: 'RIGHT', ...range } }
}

/** The lines to suggest: only for a cause that is more than a possibility, and only text without hidden characters. */
function replacementOf({ problem, location: { replacement } }: Pin): string | undefined {
  return problem.confidence === 'possible' || replacement === undefined || clean(replacement) !== replacement
    ? undefined
    : replacement
}

function commentText(pin: Pin, replacement: string | undefined): string {
  const { problem, location } = pin
  const fix = problem.fix[0]?.text
  return [
    `<!-- ${fingerprint(pin)} -->`,
    `**${markdownText(cut(problem.title, 500))}**`,
    markdownText(cut(problem.why, 1000)),
    ...(replacement === undefined && fix !== undefined ? [`**Fix:** ${markdownText(cut(fix, 1000))}`] : []),
    ...(location.exact ? [] : [`The field is ${markdownCode(problem.field?.path ?? '')}.`]),
    ...(replacement === undefined ? [] : [markdownFence(replacement, 'suggestion')]),
  ].join('\n\n')
}

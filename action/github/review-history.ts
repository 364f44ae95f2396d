import { cut } from '../../core/render/clean.ts'
import { ownLogin } from './author.ts'
import type { Octokit } from './client.ts'
import type { Target } from './own-comments.ts'
import type { Pin } from './pins.ts'

const FINGERPRINT = /^<!-- (kubewhy:v1 problem=[^<>\r\n]{1,2000}) -->/

/** Identifies a review comment: the problem, the file and the suggestion. In its first line. */
export function fingerprint({ problem, location }: Pin): string {
  const fix = problem.field?.suggestion
  const parts = { problem: problem.id, file: location.file, ...(fix === undefined ? {} : { fix }) }
  const fields = Object.entries(parts).map(([name, value]) => `${name}=${encodeURIComponent(cut(value, 300))}`)
  return `kubewhy:v1 ${fields.join(' ')}`
}

/**
 * The fingerprints of our review comments that are still on the diff. Those whose line is gone are deleted unless
 * someone replied: GitHub hides them, and the problem may have to be reported again at its new line.
 */
export async function postedBefore(octokit: Octokit, { owner, repo, pull }: Target): Promise<ReadonlySet<string>> {
  const request = { owner, repo, pull_number: pull, per_page: 100 }
  const all = await octokit.paginate(octokit.rest.pulls.listReviewComments, request)
  const marked = all.flatMap(comment => {
    const print = FINGERPRINT.exec(comment.body)?.[1]
    return print === undefined ? [] : [{ comment, print }]
  })
  if (marked.length === 0) return new Set()
  const login = await ownLogin(octokit)
  const own = marked.filter(({ comment }) => comment.user?.login === login)
  const isGone = ({ comment }: (typeof own)[number]) =>
    comment.subject_type !== 'file' && (comment.line ?? undefined) === undefined
  const answered = new Set(all.map(comment => comment.in_reply_to_id))
  for (const { comment } of own.filter(each => isGone(each) && !answered.has(each.comment.id))) {
    await octokit.rest.pulls.deleteReviewComment({ owner, repo, comment_id: comment.id })
  }
  return new Set(own.filter(each => !isGone(each)).map(each => each.print))
}

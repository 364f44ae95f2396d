import { ownLogin } from './author.ts'
import type { Octokit } from './client.ts'
import { hasStatus } from './failure.ts'
import { type Marker, parseMarker } from './marker.ts'

/** The pull request to write on. */
export interface Target {
  readonly owner: string
  readonly repo: string
  readonly pull: number
  readonly fork: boolean
}

export interface StickyComment {
  readonly id: number
  readonly url: string
  readonly body: string
  readonly marker: Marker
}

interface IssueComment {
  readonly id: number
  readonly html_url: string
  readonly body?: string
}

function sticky(comment: IssueComment): StickyComment | undefined {
  const marker = parseMarker(comment.body ?? '')
  return marker && { id: comment.id, url: comment.html_url, body: comment.body ?? '', marker }
}

/**
 * Our comments with this key, oldest first. Anyone can paste a marker, so the author must be `login`, which is only
 * looked up if there is a candidate.
 */
export async function listOwn(
  octokit: Octokit,
  { owner, repo, pull }: Target,
  key: string,
  login?: string,
): Promise<StickyComment[]> {
  const request = { owner, repo, issue_number: pull, per_page: 100 }
  const candidates = (await octokit.paginate(octokit.rest.issues.listComments, request)).flatMap(comment => {
    const found = sticky(comment)
    return found?.marker.key === key ? [{ ...found, login: comment.user?.login }] : []
  })
  if (candidates.length === 0) return []
  const own = login ?? (await ownLogin(octokit))
  return candidates.filter(candidate => candidate.login === own).sort((a, b) => a.id - b.id)
}

/** The current comment; undefined if it was deleted or has lost its marker. */
export async function readComment(octokit: Octokit, target: Target, id: number): Promise<StickyComment | undefined> {
  try {
    const { owner, repo } = target
    return sticky((await octokit.rest.issues.getComment({ owner, repo, comment_id: id })).data)
  } catch (error) {
    if (hasStatus(error, 404)) return undefined
    throw error
  }
}

/** Deletes comments; missing ones are ignored. */
export async function removeComments(
  octokit: Octokit,
  { owner, repo }: Target,
  comments: readonly StickyComment[],
): Promise<void> {
  for (const { id } of comments) {
    try {
      await octokit.rest.issues.deleteComment({ owner, repo, comment_id: id })
    } catch (error) {
      if (!hasStatus(error, 404)) throw error
    }
  }
}

import type { Octokit } from './client.ts'
import { explainFailure } from './failure.ts'
import { formatMarker, isOlder, type Marker, visiblePart } from './marker.ts'
import { listOwn, readComment, removeComments, type StickyComment, type Target } from './own-comments.ts'

export const COMMENT_MODES = ['on-failure', 'always', 'never'] as const
/** `on-failure` creates a comment only for a failure, and keeps an existing one current. */
export type CommentMode = (typeof COMMENT_MODES)[number]

export interface Draft {
  readonly mode: CommentMode
  /** Of this run. `since` is taken from the existing comment while the failure continues. */
  readonly marker: Marker
  /** The visible part, given the marker of the comment that it replaces. */
  readonly body: (previous: Marker | undefined) => string
}

export interface CommentResult {
  readonly status: 'created' | 'updated' | 'unchanged' | 'stale' | 'skipped' | 'failed'
  readonly url?: string
  /** Why nothing was written, for the log. */
  readonly message?: string
}

/** How often a comment is rewritten because an older run has overwritten it. */
const MAX_WRITES = 3

/**
 * Updates the one comment of `draft.marker.key` on a pull request: searched only among the token's own comments, edited
 * in place, left alone if a newer run wrote it or readers would see no difference. GitHub has no compare-and-set, so
 * duplicates of racing runs are removed and the result is read back. Never throws.
 */
export async function stickComment(octokit: Octokit, target: Target, draft: Draft): Promise<CommentResult> {
  if (draft.mode === 'never') return { status: 'skipped', message: 'Comments are off.' }
  try {
    const own = await listOwn(octokit, target, draft.marker.key)
    if (own.length > 0) return await update(octokit, target, draft, own)
    if (draft.mode === 'on-failure' && draft.marker.state === 'fine') {
      return { status: 'skipped', message: 'Nothing failed, and there is no earlier comment.' }
    }
    return await create(octokit, target, draft)
  } catch (error) {
    const attempt = { doing: 'write the comment', needs: 'pull-requests: write', fork: target.fork }
    return { status: 'failed', message: explainFailure(error, attempt) }
  }
}

async function create(octokit: Octokit, target: Target, draft: Draft): Promise<CommentResult> {
  const { owner, repo, pull } = target
  const { data } = await octokit.rest.issues.createComment({ owner, repo, issue_number: pull, body: compose(draft) })
  const own = await listOwn(octokit, target, draft.marker.key, data.user?.login)
  const newest = newestOf(own)
  const [first, ...others] = own
  if (first === undefined || newest === undefined || others.length === 0) {
    return { status: 'created', url: data.html_url }
  }
  // All racing runs decide alike: the first comment stays and gets the newest text.
  if (newest.id !== first.id) {
    await octokit.rest.issues.updateComment({ owner, repo, comment_id: first.id, body: newest.body })
  }
  await removeComments(octokit, target, others)
  return newest.id === data.id ? { status: 'created', url: first.url } : stale(newest, first.url)
}

async function update(
  octokit: Octokit,
  target: Target,
  draft: Draft,
  own: readonly StickyComment[],
): Promise<CommentResult> {
  const newest = newestOf(own)
  const [first, ...others] = own
  if (first === undefined || newest === undefined) return create(octokit, target, draft)
  if (isOlder(draft.marker, newest.marker)) return stale(newest, first.url)
  const body = compose(draft, newest.marker)
  const unchanged = visiblePart(first.body) === visiblePart(body)
  for (let writes = 0; !unchanged && writes < MAX_WRITES; writes += 1) {
    const now = await readComment(octokit, target, first.id)
    if (now === undefined) return create(octokit, target, draft)
    if (isOlder(draft.marker, now.marker)) return stale(now, first.url)
    if (visiblePart(now.body) === visiblePart(body)) break
    const { owner, repo } = target
    await octokit.rest.issues.updateComment({ owner, repo, comment_id: first.id, body })
  }
  await removeComments(octokit, target, others)
  return { status: unchanged ? 'unchanged' : 'updated', url: first.url }
}

/** The whole text. A continuing failure keeps the time of its first report. */
function compose({ marker, body }: Draft, previous?: Marker): string {
  const failing = marker.state === 'failed'
  const since = previous?.state === 'failed' ? previous.since : undefined
  return `${formatMarker(failing ? { ...marker, since: since ?? marker.at } : marker)}\n${body(previous)}`
}

function newestOf(comments: readonly StickyComment[]): StickyComment | undefined {
  return comments.reduce<StickyComment | undefined>(
    (best, comment) => (best !== undefined && isOlder(comment.marker, best.marker) ? best : comment),
    undefined,
  )
}

function stale(newer: StickyComment, url: string): CommentResult {
  return {
    status: 'stale',
    url,
    message: `Run ${newer.marker.run} is newer and has already commented, so its comment is kept.`,
  }
}

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Context } from 'hono'
import { refusal } from './github-answers.ts'

type Shape = Readonly<Record<string, unknown>>

/** A token's owner and what it may do. Permission names as GitHub writes them in `x-accepted-github-permissions`. */
export interface Account {
  readonly login: string
  /** An installation token, such as the runner's own: it has no `GET /user`. */
  readonly app: boolean
  readonly permissions: Readonly<Record<string, 'read' | 'write' | undefined>>
}

export interface StoredComment {
  readonly id: number
  readonly issue: number
  readonly login: string
  body: string
}

export interface StoredFile {
  readonly filename: string
  readonly patch?: string
}

export interface StoredPull {
  readonly number: number
  readonly sha: string
  readonly ref?: string
  /** `owner` of the head repository; another owner makes it a fork. */
  readonly headOwner?: string
  readonly state?: 'open' | 'closed'
  readonly merged?: boolean
  readonly mergeCommit?: string
  /** Other commits that GitHub associates with it. */
  readonly commits?: readonly string[]
  readonly files?: readonly StoredFile[]
}

export interface StoredReviewComment {
  readonly id: number
  readonly pull: number
  readonly login: string
  readonly path: string
  readonly body: string
  readonly line?: number
  readonly startLine?: number
  readonly replyTo?: number
  /** The line is no longer in the diff. */
  outdated?: boolean
}

type Examples = readonly { readonly name: string; readonly examples: readonly Shape[] }[]
const EXAMPLES: Examples = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('@octokit/webhooks-examples/api.github.com/index.json'), 'utf8'),
)

/** GitHub's published example payloads of one event. */
export function payloads(event: string): readonly Shape[] {
  const found = EXAMPLES.find(entry => entry.name === event)
  if (found === undefined) throw new Error(`no example of ${event}`)
  return found.examples
}

const example = (event: string, part: string): Shape => payloads(event)[0]?.[part] as Shape
const PULL = example('pull_request', 'pull_request')
const COMMENT = example('issue_comment', 'comment')
const REVIEW = example('pull_request_review', 'review')
const REVIEW_COMMENT = example('pull_request_review_comment', 'comment')
const TIME = '2026-11-23T21:00:00Z'

const user = (login: string): Shape => ({
  ...(COMMENT['user'] as Shape),
  login,
  type: login.endsWith('[bot]') ? 'Bot' : 'User',
})

/** GitHub's full answer for a stored object, after its own published example. */
export const shape = {
  user,
  comment: (comment: StoredComment): Shape => ({
    ...COMMENT,
    id: comment.id,
    html_url: `https://github.com/octo/shop/pull/${comment.issue}#issuecomment-${comment.id}`,
    user: user(comment.login),
    body: comment.body,
    created_at: TIME,
    updated_at: TIME,
  }),
  pull: (pull: StoredPull): Shape => {
    const head = PULL['head'] as Shape
    const owner = pull.headOwner ?? 'octo'
    return {
      ...PULL,
      number: pull.number,
      state: pull.state ?? 'open',
      merged: pull.merged ?? false,
      merged_at: pull.merged ? TIME : null,
      merge_commit_sha: pull.mergeCommit ?? null,
      auto_merge: null,
      head: {
        ...head,
        sha: pull.sha,
        ref: pull.ref ?? 'change',
        label: `${owner}:${pull.ref ?? 'change'}`,
        repo: { ...(head['repo'] as Shape), full_name: `${owner}/shop`, name: 'shop', fork: owner !== 'octo' },
      },
    }
  },
  file: (file: StoredFile): Shape => ({
    sha: 'bbcd538c8e72b8c175046e27cc8f907076331401',
    filename: file.filename,
    status: 'modified',
    additions: 1,
    deletions: 1,
    changes: 2,
    blob_url: 'https://github.com/octo/shop/blob/main/file',
    raw_url: 'https://github.com/octo/shop/raw/main/file',
    contents_url: 'https://api.github.com/repos/octo/shop/contents/file',
    ...(file.patch === undefined ? {} : { patch: file.patch }),
  }),
  review: (id: number, login: string, body: string): Shape => ({ ...REVIEW, id, body, user: user(login) }),
  reviewComment: (comment: StoredReviewComment): Shape => {
    const { position: _, ...example } = REVIEW_COMMENT
    const place = comment.outdated ? {} : { position: 1, line: comment.line }
    return {
      ...example,
      id: comment.id,
      user: user(comment.login),
      path: comment.path,
      body: comment.body,
      html_url: `https://github.com/octo/shop/pull/${comment.pull}#discussion_r${comment.id}`,
      ...(comment.replyTo === undefined ? {} : { in_reply_to_id: comment.replyTo }),
      ...(comment.line === undefined ? { subject_type: 'file' } : { subject_type: 'line', side: 'RIGHT', ...place }),
    }
  },
}

/** Line numbers of the new file that a patch shows, one set for each hunk. */
export function shownLines(patch: string): Set<number>[] {
  const hunks: Set<number>[] = []
  let at = 0
  for (const row of patch.split('\n')) {
    const start = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(row)?.[1]
    if (start !== undefined) {
      at = Number(start)
      hunks.push(new Set())
    } else if (row[0] === ' ' || row[0] === '+') hunks.at(-1)?.add(at++)
  }
  return hunks
}

export const WORKFLOW_TOKEN = 'ghs_workflow'

/** What a fake GitHub holds, and who may change it. */
export class GitHubStore {
  readonly comments: StoredComment[] = []
  readonly pulls: StoredPull[] = []
  readonly reviewComments: StoredReviewComment[] = []
  readonly accounts = new Map<string, Account>([
    [
      WORKFLOW_TOKEN,
      { login: 'github-actions[bot]', app: true, permissions: { pull_requests: 'write', contents: 'read' } },
    ],
  ])
  #id = 1000

  nextId(): number {
    return this.#id++
  }

  comment(issue: number, login: string, body: string): StoredComment {
    const comment = { id: this.nextId(), issue, login, body }
    this.comments.push(comment)
    return comment
  }

  account(c: Context): Account | undefined {
    return this.accounts.get((c.req.header('authorization') ?? '').replace(/^(token|bearer) /i, ''))
  }

  /** The 403 of a token that has none of the permissions; undefined for one that may. */
  refuse(c: Context, names: readonly string[], level: 'read' | 'write'): Response | undefined {
    const { permissions = {}, app } = this.account(c) ?? {}
    if (names.some(name => permissions[name] === 'write' || permissions[name] === level)) return undefined
    c.header('x-accepted-github-permissions', names.map(name => `${name}=${level}`).join('; '))
    return refusal(c, 403, `Resource not accessible by ${app ? 'integration' : 'personal access token'}`)
  }
}

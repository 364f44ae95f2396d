import type { Context, Hono } from 'hono'
import { misplaced, notFound, page } from './github-answers.ts'
import type { GitHubStore, StoredPull, StoredReviewComment } from './github-state.ts'
import { shape, shownLines } from './github-state.ts'

interface DraftComment {
  readonly path: string
  readonly body: string
  readonly line?: number
  readonly start_line?: number
  readonly subject_type?: string
}

const ROOT = '/repos/:owner/:repo'

function pullOf(c: Context, github: GitHubStore): StoredPull | undefined {
  return github.pulls.find(pull => pull.number === Number(c.req.param('number')))
}

/** Pull requests, their files, and which of them hold a commit. */
export function pullRoutes(app: Hono, github: GitHubStore): void {
  const read = (c: Context) => github.refuse(c, ['pull_requests'], 'read')
  app.get(`${ROOT}/commits/:sha/pulls`, c => {
    const sha = c.req.param('sha')
    const pulls = github.pulls.filter(p => p.sha === sha || p.mergeCommit === sha || p.commits?.includes(sha))
    return read(c) ?? page(c, pulls.map(shape.pull))
  })
  app.get(`${ROOT}/pulls`, c => {
    const { state = 'open', head } = c.req.query()
    const pulls = github.pulls.filter(pull => state === 'all' || (pull.state ?? 'open') === state)
    const wanted = pulls.filter(p => head === undefined || head === `${p.headOwner ?? 'octo'}:${p.ref ?? 'change'}`)
    return read(c) ?? page(c, wanted.map(shape.pull))
  })
  app.get(`${ROOT}/pulls/:number`, c => {
    const pull = pullOf(c, github)
    return read(c) ?? (pull === undefined ? notFound(c) : c.json(shape.pull(pull)))
  })
  app.get(`${ROOT}/pulls/:number/files`, c => {
    return read(c) ?? page(c, (pullOf(c, github)?.files ?? []).map(shape.file))
  })
}

/** Reviews and their comments, which must stand on the diff. */
export function reviewRoutes(app: Hono, github: GitHubStore): void {
  const list = `${ROOT}/pulls/:number/comments`
  const write = (c: Context) => github.refuse(c, ['pull_requests'], 'write')
  const add = (c: Context, draft: DraftComment): StoredReviewComment => {
    const comment = {
      id: github.nextId(),
      pull: Number(c.req.param('number')),
      login: github.account(c)?.login ?? '',
      path: draft.path,
      body: draft.body,
      ...(draft.line === undefined ? {} : { line: draft.line }),
      ...(draft.start_line === undefined ? {} : { startLine: draft.start_line }),
    }
    github.reviewComments.push(comment)
    return comment
  }
  app.get(list, c => {
    const own = github.reviewComments.filter(comment => comment.pull === Number(c.req.param('number')))
    return github.refuse(c, ['pull_requests'], 'read') ?? page(c, own.map(shape.reviewComment))
  })
  app.post(`${ROOT}/pulls/:number/reviews`, async c => {
    const { body = '', comments = [] } = await c.req.json<{ body?: string; comments?: DraftComment[] }>()
    const faults = comments.map(comment => fault(pullOf(c, github), comment))
    const wrong = body === '' ? 'Body is required' : faults.find(reason => reason !== undefined)
    const refused = write(c) ?? (wrong === undefined ? undefined : misplaced(c, wrong, 'review'))
    if (refused) return refused
    for (const comment of comments) add(c, comment)
    return c.json(shape.review(github.nextId(), github.account(c)?.login ?? '', body))
  })
  app.post(list, async c => {
    const draft = await c.req.json<DraftComment>()
    const wrong = fault(pullOf(c, github), draft)
    const refused = write(c) ?? (wrong === undefined ? undefined : misplaced(c, wrong, 'comment'))
    return refused ?? c.json(shape.reviewComment(add(c, draft)), 201)
  })
  app.delete(`${ROOT}/pulls/comments/:id`, c => {
    const refused = write(c)
    if (refused) return refused
    const at = github.reviewComments.findIndex(comment => comment.id === Number(c.req.param('id')))
    if (at < 0) return notFound(c)
    github.reviewComments.splice(at, 1)
    return c.body(null, 204)
  })
}

function fault(pull: StoredPull | undefined, draft: DraftComment): string | undefined {
  const file = pull?.files?.find(candidate => candidate.filename === draft.path)
  if (file === undefined) return 'Path could not be resolved'
  if (draft.subject_type === 'file') return undefined
  const hunk = shownLines(file.patch ?? '').find(lines => lines.has(draft.line ?? 0))
  if (hunk === undefined) return 'Line could not be resolved'
  const { start_line: start, line = 0 } = draft
  return start === undefined || (start < line && hunk.has(start)) ? undefined : 'Start line could not be resolved'
}

import { serve } from '@hono/node-server'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { GitHubSchema } from './github-schema.ts'
import type { Account, StoredComment, StoredPull, StoredReviewComment } from './github-state.ts'
import { shape, shownLines } from './github-state.ts'

export const WORKFLOW_TOKEN = 'ghs_workflow'
const BODY_LIMIT = 65_536
const ROOT = '/repos/:owner/:repo'

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly login: string
}

interface DraftComment {
  readonly path: string
  readonly body: string
  readonly line?: number
  readonly start_line?: number
  readonly subject_type?: string
}

/**
 * A stand-in for GitHub's REST API: the endpoints that the action uses, with their paging, permissions and limits.
 * Every request and every answer is checked against GitHub's own OpenAPI description; `close` throws what was wrong.
 */
export class FakeGitHub {
  readonly comments: StoredComment[] = []
  readonly pulls: StoredPull[] = []
  readonly reviewComments: StoredReviewComment[] = []
  readonly requests: SeenRequest[] = []
  readonly accounts = new Map<string, Account>([
    [
      WORKFLOW_TOKEN,
      { login: 'github-actions[bot]', app: true, permissions: { pull_requests: 'write', contents: 'read' } },
    ],
  ])
  /** Called with each request before it is served: for what happens in between. */
  before: ((request: SeenRequest) => void | Promise<void>) | undefined
  url = ''
  readonly #violations: string[] = []
  readonly #schema = new GitHubSchema()
  #id = 1000
  #server: ReturnType<typeof serve> | undefined

  async start(): Promise<this> {
    const app = this.#routes()
    await new Promise<void>(resolve => {
      this.#server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, info => {
        this.url = `http://127.0.0.1:${info.port}`
        resolve()
      })
    })
    return this
  }

  async close(): Promise<void> {
    await new Promise<void>(resolve => this.#server?.close(() => resolve()) ?? resolve())
    if (this.#violations.length > 0) throw new Error(`Not GitHub's API:\n${this.#violations.join('\n')}`)
  }

  comment(issue: number, login: string, body: string): StoredComment {
    const comment = { id: this.#id++, issue, login, body }
    this.comments.push(comment)
    return comment
  }

  /** Requests that change something, as `METHOD path`. */
  writes(): string[] {
    return this.requests
      .filter(r => r.method !== 'GET' && r.path !== '/graphql')
      .map(request => `${request.method} ${request.path}`)
  }

  #routes(): Hono {
    const app = new Hono()
    app.use(async (c, next) => {
      const { method, path } = c.req
      const text = await c.req.text()
      const body: unknown = text === '' ? undefined : JSON.parse(text)
      const account = this.#account(c)
      const request = { method, path, body, login: account?.login ?? '' }
      this.requests.push(request)
      await this.before?.(request)
      if (path === '/graphql') return next()
      this.#violations.push(...this.#schema.request(method, path, new URL(c.req.url).searchParams, body))
      if (account === undefined) c.res = this.#error(c, 401, 'Bad credentials')
      else await next()
      const answer = c.res.status === 204 ? undefined : await c.res.clone().json()
      this.#violations.push(...this.#schema.answer(method, path, c.res.status, answer))
    })
    this.#identity(app)
    this.#issueComments(app)
    this.#pullRequests(app)
    this.#reviews(app)
    app.notFound(c => this.#error(c, 404, 'Not Found'))
    return app
  }

  #identity(app: Hono): void {
    app.get('/user', c => {
      const account = this.#account(c)
      if (account?.app) return this.#error(c, 403, 'Resource not accessible by integration')
      const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 }
      const facts = { name: null, company: null, blog: null, location: null, email: null, hireable: null, bio: null }
      const times = { created_at: '2020-01-01T00:00:00Z', updated_at: '2020-01-01T00:00:00Z' }
      return c.json({ ...shape.user(account?.login ?? ''), ...facts, ...counts, ...times })
    })
    app.post('/graphql', async c => {
      const { query } = await c.req.json<{ query: string }>()
      if (query.replace(/\s/g, '') !== 'query{viewer{login}}') return this.#error(c, 404, 'Not Found')
      return c.json({ data: { viewer: { login: this.#account(c)?.login } } })
    })
  }

  #issueComments(app: Hono): void {
    const list = `${ROOT}/issues/:number/comments`
    const one = `${ROOT}/issues/comments/:id`
    const find = (c: Context) => this.comments.find(comment => comment.id === Number(c.req.param('id')))
    app.get(list, c => {
      const own = this.comments.filter(comment => comment.issue === Number(c.req.param('number')))
      return this.#may(c, ['issues', 'pull_requests'], 'read') ?? this.#page(c, own.map(shape.comment))
    })
    app.post(list, async c => {
      const { body } = await c.req.json<{ body: string }>()
      const refused = this.#may(c, ['issues', 'pull_requests'], 'write') ?? this.#tooLong(c, body)
      if (refused) return refused
      const comment = this.comment(Number(c.req.param('number')), this.#account(c)?.login ?? '', body)
      return c.json(shape.comment(comment), 201)
    })
    app.get(one, c => {
      const comment = find(c)
      return comment === undefined ? this.#error(c, 404, 'Not Found') : c.json(shape.comment(comment))
    })
    app.patch(one, async c => {
      const { body } = await c.req.json<{ body: string }>()
      const comment = find(c)
      const refused = this.#may(c, ['issues', 'pull_requests'], 'write') ?? this.#tooLong(c, body)
      if (refused) return refused
      if (comment === undefined) return this.#error(c, 404, 'Not Found')
      comment.body = body
      return c.json(shape.comment(comment))
    })
    app.delete(one, c => {
      const comment = find(c)
      const refused = this.#may(c, ['issues', 'pull_requests'], 'write')
      if (refused) return refused
      if (comment === undefined) return this.#error(c, 404, 'Not Found')
      this.comments.splice(this.comments.indexOf(comment), 1)
      return c.body(null, 204)
    })
  }

  #pullRequests(app: Hono): void {
    const read = (c: Context) => this.#may(c, ['pull_requests'], 'read')
    app.get(`${ROOT}/commits/:sha/pulls`, c => {
      const sha = c.req.param('sha')
      const pulls = this.pulls.filter(p => p.sha === sha || p.mergeCommit === sha || p.commits?.includes(sha))
      return read(c) ?? this.#page(c, pulls.map(shape.pull))
    })
    app.get(`${ROOT}/pulls`, c => {
      const { state = 'open', head } = c.req.query()
      const pulls = this.pulls.filter(pull => state === 'all' || (pull.state ?? 'open') === state)
      const wanted = pulls.filter(p => head === undefined || head === `${p.headOwner ?? 'octo'}:${p.ref ?? 'change'}`)
      return read(c) ?? this.#page(c, wanted.map(shape.pull))
    })
    app.get(`${ROOT}/pulls/:number`, c => {
      const pull = this.#pull(c)
      return read(c) ?? (pull === undefined ? this.#error(c, 404, 'Not Found') : c.json(shape.pull(pull)))
    })
    app.get(`${ROOT}/pulls/:number/files`, c => read(c) ?? this.#page(c, (this.#pull(c)?.files ?? []).map(shape.file)))
  }

  #reviews(app: Hono): void {
    const list = `${ROOT}/pulls/:number/comments`
    const write = (c: Context) => this.#may(c, ['pull_requests'], 'write')
    app.get(list, c => {
      const own = this.reviewComments.filter(comment => comment.pull === Number(c.req.param('number')))
      return this.#may(c, ['pull_requests'], 'read') ?? this.#page(c, own.map(shape.reviewComment))
    })
    app.post(`${ROOT}/pulls/:number/reviews`, async c => {
      const { body = '', comments = [] } = await c.req.json<{ body?: string; comments?: DraftComment[] }>()
      const refused = write(c) ?? (body === '' ? this.#unprocessable(c, 'Body is required') : undefined)
      if (refused) return refused
      const wrong = comments.map(comment => this.#misplaced(c, comment)).find(reason => reason !== undefined)
      if (wrong !== undefined) return this.#unprocessable(c, wrong)
      for (const comment of comments) this.#addReviewComment(c, comment)
      return c.json(shape.review(this.#id++, this.#account(c)?.login ?? '', body))
    })
    app.post(list, async c => {
      const draft = await c.req.json<DraftComment>()
      const wrong = this.#misplaced(c, draft)
      const refused = write(c) ?? (wrong === undefined ? undefined : this.#unprocessable(c, wrong, true))
      return refused ?? c.json(shape.reviewComment(this.#addReviewComment(c, draft)), 201)
    })
    app.delete(`${ROOT}/pulls/comments/:id`, c => {
      const refused = write(c)
      if (refused) return refused
      const at = this.reviewComments.findIndex(comment => comment.id === Number(c.req.param('id')))
      if (at < 0) return this.#error(c, 404, 'Not Found')
      this.reviewComments.splice(at, 1)
      return c.body(null, 204)
    })
  }

  #addReviewComment(c: Context, draft: DraftComment): StoredReviewComment {
    const comment: StoredReviewComment = {
      id: this.#id++,
      pull: Number(c.req.param('number')),
      login: this.#account(c)?.login ?? '',
      path: draft.path,
      body: draft.body,
      ...(draft.line === undefined ? {} : { line: draft.line }),
      ...(draft.start_line === undefined ? {} : { startLine: draft.start_line }),
    }
    this.reviewComments.push(comment)
    return comment
  }

  #misplaced(c: Context, draft: DraftComment): string | undefined {
    const file = this.#pull(c)?.files?.find(candidate => candidate.filename === draft.path)
    if (file === undefined) return 'Path could not be resolved'
    if (draft.subject_type === 'file') return undefined
    const hunk = shownLines(file.patch ?? '').find(lines => lines.has(draft.line ?? 0))
    if (hunk === undefined) return 'Line could not be resolved'
    if (draft.start_line === undefined) return undefined
    return draft.start_line < (draft.line ?? 0) && hunk.has(draft.start_line)
      ? undefined
      : 'Start line could not be resolved'
  }

  #pull(c: Context): StoredPull | undefined {
    return this.pulls.find(pull => pull.number === Number(c.req.param('number')))
  }

  #account(c: Context): Account | undefined {
    return this.accounts.get((c.req.header('authorization') ?? '').replace(/^(token|bearer) /i, ''))
  }

  #may(c: Context, names: readonly string[], level: 'read' | 'write'): Response | undefined {
    const { permissions = {}, app } = this.#account(c) ?? {}
    if (names.some(name => permissions[name] === 'write' || permissions[name] === level)) return undefined
    c.header('x-accepted-github-permissions', names.map(name => `${name}=${level}`).join('; '))
    return this.#error(c, 403, `Resource not accessible by ${app ? 'integration' : 'personal access token'}`)
  }

  #page(c: Context, items: readonly unknown[]): Response {
    const url = new URL(c.req.url)
    const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), 100)
    const page = Number(url.searchParams.get('page') ?? 1)
    const last = Math.max(1, Math.ceil(items.length / size))
    const link = (to: number, rel: string) => {
      url.searchParams.set('page', String(to))
      return `<${url.href}>; rel="${rel}"`
    }
    if (page < last) c.header('link', `${link(page + 1, 'next')}, ${link(last, 'last')}`)
    return c.json(items.slice((page - 1) * size, page * size))
  }

  #tooLong(c: Context, body: string): Response | undefined {
    if ([...body].length <= BODY_LIMIT) return undefined
    const message = `Body is too long (maximum is ${BODY_LIMIT} characters)`
    const errors = [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }]
    return c.json({ message: 'Validation Failed', errors, documentation_url: 'https://docs.github.com/rest' }, 422)
  }

  /** Reviews answer with plain strings, single review comments with objects. */
  #unprocessable(c: Context, reason: string, asObject = false): Response {
    const errors = asObject ? [{ resource: 'PullRequestReviewComment', code: 'custom', message: reason }] : [reason]
    const documentation_url = 'https://docs.github.com/rest'
    return c.json({ message: asObject ? 'Validation Failed' : 'Unprocessable Entity', errors, documentation_url }, 422)
  }

  #error(c: Context, status: 401 | 403 | 404, message: string): Response {
    return c.json({ message, documentation_url: 'https://docs.github.com/rest', status: String(status) }, status)
  }
}

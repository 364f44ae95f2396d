import { serve } from '@hono/node-server'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { notFound, refusal } from './github-answers.ts'
import { commentRoutes } from './github-comments.ts'
import { pullRoutes, reviewRoutes } from './github-pulls.ts'
import { GitHubSchema } from './github-schema.ts'
import { GitHubStore, shape } from './github-state.ts'

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly login: string
}

/** Instead of the answer. */
export interface Refusal {
  readonly status: 403 | 404 | 502
  readonly message: string
}

/**
 * A stand-in for GitHub's REST API: the endpoints that the action uses, with their paging, permissions and limits.
 * Every request and every answer is checked against GitHub's own OpenAPI description; `close` throws what was wrong.
 */
export class FakeGitHub extends GitHubStore {
  readonly requests: SeenRequest[] = []
  /** Called with each request before it is served: for what happens in between. May refuse it. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most hooks return nothing
  before: ((request: SeenRequest) => Refusal | void) | undefined
  url = ''
  readonly #violations: string[] = []
  readonly #schema = new GitHubSchema()
  #server: ReturnType<typeof serve> | undefined

  async start(): Promise<this> {
    const app = new Hono()
    app.use((c, next) => this.#watch(c, next))
    this.#identityRoutes(app)
    commentRoutes(app, this)
    pullRoutes(app, this)
    reviewRoutes(app, this)
    app.notFound(notFound)
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

  /** Requests that change something, as `METHOD path`. */
  writes(): string[] {
    const changing = this.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql')
    return changing.map(({ method, path }) => `${method} ${path}`)
  }

  async #watch(c: Context, next: () => Promise<void>): Promise<void> {
    const { method, path } = c.req
    const text = await c.req.text()
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const account = this.account(c)
    const request = { method, path, body, login: account?.login ?? '' }
    this.requests.push(request)
    const refused = this.before?.(request)
    // GraphQL has no part in the description of the REST API.
    if (path === '/graphql' && !refused) return next()
    if (path === '/graphql' && refused) {
      c.res = refusal(c, refused.status, refused.message)
      return
    }
    this.#violations.push(...this.#schema.request(method, path, new URL(c.req.url).searchParams, body))
    if (account === undefined) c.res = refusal(c, 401, 'Bad credentials')
    else if (refused) c.res = refusal(c, refused.status, refused.message)
    else await next()
    const answer = c.res.status === 204 ? undefined : await c.res.clone().json()
    this.#violations.push(...this.#schema.answer(method, path, c.res.status, answer))
  }

  #identityRoutes(app: Hono): void {
    app.get('/user', c => {
      const account = this.account(c)
      if (account?.app) return refusal(c, 403, 'Resource not accessible by integration')
      const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 }
      const facts = { name: null, company: null, blog: null, location: null, email: null, hireable: null, bio: null }
      const times = { created_at: '2020-01-01T00:00:00Z', updated_at: '2020-01-01T00:00:00Z' }
      return c.json({ ...shape.user(account?.login ?? ''), ...facts, ...counts, ...times })
    })
    app.post('/graphql', async c => {
      const { query } = await c.req.json<{ query: string }>()
      if (query.replace(/\s/g, '') !== 'query{viewer{login}}') return notFound(c)
      return c.json({ data: { viewer: { login: this.account(c)?.login } } })
    })
  }
}

import type { Context, Hono } from 'hono'
import { notFound, page, tooLong } from './github-answers.ts'
import { type GitHubStore, shape } from './github-state.ts'

const LIST = '/repos/:owner/:repo/issues/:number/comments'
const ONE = '/repos/:owner/:repo/issues/comments/:id'

/** Comments on issues, which those on pull requests are too. */
export function commentRoutes(app: Hono, github: GitHubStore): void {
  const find = (c: Context) => github.comments.find(comment => comment.id === Number(c.req.param('id')))
  const may = (c: Context, level: 'read' | 'write') => github.refuse(c, ['issues', 'pull_requests'], level)

  app.get(LIST, c => {
    const own = github.comments.filter(comment => comment.issue === Number(c.req.param('number')))
    return may(c, 'read') ?? page(c, own.map(shape.comment))
  })
  app.post(LIST, async c => {
    const { body } = await c.req.json<{ body: string }>()
    const refused = may(c, 'write') ?? tooLong(c, body)
    if (refused) return refused
    const login = github.account(c)?.login ?? ''
    return c.json(shape.comment(github.comment(Number(c.req.param('number')), login, body)), 201)
  })
  app.get(ONE, c => {
    const comment = find(c)
    return comment === undefined ? notFound(c) : c.json(shape.comment(comment))
  })
  app.patch(ONE, async c => {
    const { body } = await c.req.json<{ body: string }>()
    const comment = find(c)
    const refused = may(c, 'write') ?? tooLong(c, body)
    if (refused) return refused
    if (comment === undefined) return notFound(c)
    comment.body = body
    return c.json(shape.comment(comment))
  })
  app.delete(ONE, c => {
    const comment = find(c)
    const refused = may(c, 'write')
    if (refused) return refused
    if (comment === undefined) return notFound(c)
    github.comments.splice(github.comments.indexOf(comment), 1)
    return c.body(null, 204)
  })
}

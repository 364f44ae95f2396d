import type { Context } from 'hono'

const DOCS = { documentation_url: 'https://docs.github.com/rest' }
const BODY_LIMIT = 65_536

/** One page of a list, with GitHub's `Link` header. */
export function page(c: Context, items: readonly unknown[]): Response {
  const url = new URL(c.req.url)
  const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), 100)
  const number = Number(url.searchParams.get('page') ?? 1)
  const last = Math.max(1, Math.ceil(items.length / size))
  const link = (to: number, rel: string) => {
    url.searchParams.set('page', String(to))
    return `<${url.href}>; rel="${rel}"`
  }
  if (number < last) c.header('link', `${link(number + 1, 'next')}, ${link(last, 'last')}`)
  return c.json(items.slice((number - 1) * size, number * size))
}

export function refusal(c: Context, status: 401 | 403 | 404 | 502, message: string): Response {
  return c.json({ message, ...DOCS, status: String(status) }, status)
}

export const notFound = (c: Context): Response => refusal(c, 404, 'Not Found')

/** The answer to a comment above GitHub's limit; undefined for one below. */
export function tooLong(c: Context, body: string): Response | undefined {
  if ([...body].length <= BODY_LIMIT) return undefined
  const message = `Body is too long (maximum is ${BODY_LIMIT} characters)`
  const errors = [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }]
  return c.json({ message: 'Validation Failed', errors, ...DOCS }, 422)
}

/** GitHub refuses a whole review with plain strings, a single review comment with objects. */
export function misplaced(c: Context, reason: string, of: 'review' | 'comment'): Response {
  if (of === 'review') return c.json({ message: 'Unprocessable Entity', errors: [reason], ...DOCS }, 422)
  const errors = [{ resource: 'PullRequestReviewComment', code: 'custom', message: reason }]
  return c.json({ message: 'Validation Failed', errors, ...DOCS }, 422)
}

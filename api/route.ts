import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import type * as z from 'zod/mini'
import type { AppEnv } from './deps.ts'
import type { Asker } from './diagnosis.ts'
import type { ProblemStatus } from './problem.ts'
import { valid } from './validation.ts'

type Schema = z.core.$ZodType
type Output<S> = S extends Schema ? z.output<S> : undefined

/** A body in the description: the id of a schema, or a plain JSON Schema. */
export type BodySchema = { readonly schema: string } | { readonly plain: Readonly<Record<string, unknown>> }

/** One operation: the requirements on its requests, and its description. */
export interface Route<
  Q extends Schema | undefined = Schema | undefined,
  P extends Schema | undefined = Schema | undefined,
> {
  readonly method: 'GET' | 'POST'
  /** In the form of the description: `/v1/causes/{id}`. */
  readonly path: string
  readonly operationId: string
  readonly tag: 'Diagnosis' | 'Catalogue' | 'Service'
  readonly summary: string
  readonly description?: string
  readonly query?: Q
  readonly params?: P
  readonly body?: { readonly description: string; readonly content: Readonly<Record<string, BodySchema>> }
  readonly answer: { readonly description: string; readonly content: Readonly<Record<string, BodySchema>> }
  /** Whether it needs a bearer token of the service. */
  readonly authenticated?: boolean
  /** The statuses of its problem responses. */
  readonly problems: readonly ProblemStatus[]
}

/** A Hono app with a list of the operations for its description; for so few routes, the smallest router will do. */
export class App extends Hono<AppEnv> {
  readonly described: Route[] = []
}

/** The validated parts of a request. */
export interface Input<Q, P> {
  readonly query: Output<Q>
  readonly params: Output<P>
}

/** Adds an operation to an app: requests that do not match its schemas get a problem as response. */
export function addRoute<Q extends Schema | undefined = undefined, P extends Schema | undefined = undefined>(
  app: App,
  route: Route<Q, P>,
  handle: (c: Context<AppEnv>, input: Input<Q, P>) => Response | Promise<Response>,
): void {
  app.described.push(route)
  app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async c => {
    const query = checked(route.query, 'query', queryOf(c.req.queries()))
    const params = checked(route.params, 'path', c.req.param())
    return handle(c, { query, params })
  })
}

/** Who sent a request. */
export function askerOf(c: Context<AppEnv>): Asker {
  // An app that is called without a server has no bindings.
  const address = (c.env as AppEnv['Bindings'] | undefined)?.address
  const length = c.req.header('content-length')
  return {
    signal: c.req.raw.signal,
    ...(address !== undefined && { address }),
    ...(length !== undefined && { length: Number(length) }),
  }
}

/** A parameter that is given once is text; one that is given twice fits no schema. */
function queryOf(queries: Readonly<Record<string, readonly string[]>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(queries).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )
}

function checked<S extends Schema | undefined>(schema: S | undefined, part: string, value: unknown): Output<S> {
  return (schema === undefined ? undefined : valid(schema, part, value)) as Output<S>
}

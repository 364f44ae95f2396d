import * as z from 'zod/mini'
import { causeOf, listCauses } from '../catalogue/causes.ts'
import type { Deps } from '../deps.ts'
import { type App, addRoute } from '../route.ts'
import { described } from '../schemas/described.ts'
import { onlyFields } from '../validation.ts'

/** The catalogue changes only with a release. */
const CACHED = { 'cache-control': 'public, max-age=300' }

const list = {
  method: 'GET',
  path: '/v1/causes',
  operationId: 'listCauses',
  tag: 'Catalogue',
  summary: 'List all root causes',
  answer: { description: 'All causes.', content: { 'application/json': { schema: 'CauseList' } } },
  problems: [],
} as const

const one = {
  method: 'GET',
  path: '/v1/causes/{id}',
  operationId: 'getCause',
  tag: 'Catalogue',
  summary: 'Explain one root cause',
  description: 'Its meaning, symptoms, reasons and fix, with a recorded example.',
  params: onlyFields({ id: described(z.string(), { description: "A cause's id.", examples: ['image-not-found'] }) }),
  answer: { description: 'The cause.', content: { 'application/json': { schema: 'Cause' } } },
  problems: [404],
} as const

/** `GET /v1/causes` and `GET /v1/causes/{id}`. */
export function causesRoutes(app: App, { reference }: Deps): void {
  addRoute(app, list, async c => c.json(listCauses(await reference.catalogue()), 200, CACHED))
  addRoute(app, one, async (c, { params }) => c.json(causeOf(await reference.catalogue(), params.id), 200, CACHED))
}

import * as z from 'zod/mini'
import { PROBLEM_TYPE, TITLES } from '../problem.ts'
import type { BodySchema, Route } from '../route.ts'
import { cause, causeList } from '../schemas/causes.ts'
import { clusterPathRequest, clusterRequest } from '../schemas/cluster-request.ts'
import { registry } from '../schemas/described.ts'
import { health } from '../schemas/health.ts'
import { pathReport } from '../schemas/path.ts'
import { problem } from '../schemas/problem.ts'
import { report } from '../schemas/report.ts'

const HEAD = {
  openapi: '3.1.0',
  info: {
    title: 'kubewhy',
    version: '1',
    summary: 'Find out why a Kubernetes rollout stalled.',
    description:
      'Send the state of a cluster and get the root cause, the evidence, its effects and the fix. Nothing is stored. Errors are application/problem+json. Every response has an X-Request-Id: the one in the request (at most 64 letters, digits, -, _ and =), or a new one.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  tags: [
    { name: 'Diagnosis', description: 'Find root causes.' },
    { name: 'Catalogue', description: 'The causes that kubewhy knows.' },
    { name: 'Service', description: 'The service itself.' },
  ],
}

/** The schemas of request bodies; those that they refer to are included. */
const REQUESTS = [clusterRequest, clusterPathRequest]
const ANSWERS = [report, pathReport, causeList, cause, health, problem]

const SECURITY = {
  token: { type: 'http', scheme: 'bearer', description: 'One of the tokens in KUBEWHY_TOKENS of the service.' },
}

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document, generated from the schemas that validate requests. */
export function openApiOf(routes: readonly Route[]) {
  const schemas = componentsOf()
  const bodies = (content: Readonly<Record<string, BodySchema>>) =>
    Object.fromEntries(Object.entries(content).map(([type, body]) => [type, { schema: schemaOf(body, schemas) }]))
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const { method, path, operationId, tag, summary, description, body, answer, problems, authenticated } = route
    const problemContent = bodies({ [PROBLEM_TYPE]: { schema: 'Problem' } })
    const errors = problems.map(status => [status, { description: TITLES[status], content: problemContent }])
    const parameters = [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')]
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: {
        operationId,
        tags: [tag],
        summary,
        ...(description && { description }),
        ...(authenticated && { security: [{ token: [] }] }),
        ...(parameters.length > 0 && { parameters }),
        ...(body && { requestBody: { description: body.description, required: true, content: bodies(body.content) } }),
        responses: {
          200: { description: answer.description, content: bodies(answer.content) },
          ...Object.fromEntries(errors),
        },
      },
    }
  }
  return { ...HEAD, paths, components: { schemas, securitySchemes: SECURITY } }
}

function schemaOf(body: BodySchema, schemas: Readonly<Record<string, Json>>): Json {
  if ('plain' in body) return { ...body.plain }
  if (!Object.hasOwn(schemas, body.schema)) throw new Error(`no schema has the id ${body.schema}`)
  return { $ref: `#/components/schemas/${body.schema}` }
}

function componentsOf(): Record<string, Json> {
  const components: Record<string, Json> = {}
  for (const schema of REQUESTS) Object.assign(components, jsonSchema(schema, 'input')['$defs'])
  for (const schema of ANSWERS) Object.assign(components, jsonSchema(schema, 'output')['$defs'])
  const sorted = Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify(Object.fromEntries(sorted)).replaceAll('#/$defs/', '#/components/schemas/')
  return JSON.parse(text) as Record<string, Json>
}

function parametersOf(schema: z.core.$ZodType | undefined, place: 'path' | 'query'): readonly Json[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([name, { description, examples, ...rest }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description ? { description } : {}),
    ...(Array.isArray(examples) && examples.length > 0 ? { example: examples[0] } : {}),
    schema: rest,
  }))
}

function jsonSchema(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    metadata: registry,
    override({ zodSchema, jsonSchema: made }) {
      delete made.id
      if (Array.isArray(made.examples) && made.examples.length === 0) delete made.examples
      // The exact pattern of a date is redundant with its format; so are the bounds of safe integers.
      if (made.format === 'date-time') delete made.pattern
      if (zodSchema._zod.def.type === 'number') {
        delete made.minimum
        delete made.maximum
      }
    },
  }) as Json
  return json
}

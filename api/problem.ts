import { z } from '@hono/zod-openapi'
import { InputError } from '../core/read/error.ts'

/** Titles by status: what kind of trouble it is, the same for every occurrence. */
const TITLES = {
  400: 'The request cannot be read',
  401: 'Authentication is needed',
  403: 'Not allowed',
  404: 'There is nothing here',
  405: 'This method does not work here',
  406: 'The answer cannot be had in that form',
  413: 'The request asks for too much',
  415: 'This kind of content is not understood',
  422: 'The content does not hold what is needed',
  429: 'Too many requests',
  500: 'The service failed',
  503: 'The service is busy or lacks something',
} as const

export type ProblemStatus = keyof typeof TITLES

const PROBLEM_TYPE = 'application/problem+json'
const URN = 'urn:kubewhy:problem:'

/** The body of every answer that is an error (RFC 9457). */
export const problemSchema = z
  .strictObject({
    type: z
      .string()
      .regex(/^urn:kubewhy:problem:[a-z0-9-]{1,60}$/)
      .openapi({ description: 'What went wrong. Stable: switch on it.', example: `${URN}truncated-json` }),
    title: z.string().openapi({ description: 'The kind of trouble, the same for every occurrence.' }),
    status: z.int().openapi({ description: 'The HTTP status.', example: 400 }),
    detail: z.string().openapi({ description: 'What went wrong this time.' }),
    where: z
      .string()
      .optional()
      .openapi({ description: 'File, line, byte, parameter or header.', example: 'byte 5000' }),
    hint: z.string().openapi({ description: 'What to do about it.' }),
  })
  .openapi('Problem')

export type Problem = z.infer<typeof problemSchema>

/** An answer that is an error. `code` is kebab-case and stable; no part may hold content of a snapshot or of credentials. */
export class ProblemError extends Error {
  readonly status: ProblemStatus
  readonly code: string
  readonly hint: string
  readonly where: string | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: ProblemStatus,
    code: string,
    detail: string,
    hint: string,
    more: { readonly where?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail)
    this.name = 'ProblemError'
    this.status = status
    this.code = code
    this.hint = hint
    this.where = more.where
    this.headers = more.headers ?? {}
  }
}

/** Takes anything thrown; returns the answer for it. What was not expected says nothing of itself. */
export function problemResponse(thrown: unknown): Response {
  const error = thrown instanceof ProblemError || thrown instanceof InputError ? thrown : unexpected()
  const { status, code, message, hint, where } = error
  const problem: Problem = {
    type: URN + code,
    title: TITLES[status],
    status,
    detail: message,
    ...(where === undefined ? {} : { where }),
    hint,
  }
  const headers = { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store' }
  return new Response(`${JSON.stringify(problem, null, 2)}\n`, {
    status,
    headers: error instanceof ProblemError ? { ...headers, ...error.headers } : headers,
  })
}

/** The code of an error that was meant for the caller, else undefined. */
export function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof ProblemError || thrown instanceof InputError ? thrown.code : undefined
}

function unexpected(): ProblemError {
  return new ProblemError(
    500,
    'internal',
    'The request failed for a reason that lies in kubewhy itself.',
    'Report it, with the command that made the snapshot; the log of the service names the place in the code.',
  )
}

interface ProblemResponse {
  description: string
  content: { [PROBLEM_TYPE]: { schema: typeof problemSchema } }
}

/** The responses of a route that are errors, for its description. */
export function problemResponses<S extends ProblemStatus>(...statuses: readonly S[]): Record<S, ProblemResponse> {
  const responses = {} as Record<S, ProblemResponse>
  for (const status of statuses) {
    responses[status] = { description: TITLES[status], content: { [PROBLEM_TYPE]: { schema: problemSchema } } }
  }
  return responses
}

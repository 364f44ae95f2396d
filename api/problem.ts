import type * as z from 'zod/mini'
import { InputError } from '../core/read/error.ts'
import type { problem } from './schemas/problem.ts'

/** The titles of problems by status, the same for every occurrence. */
export const TITLES = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  408: 'Request timeout',
  413: 'Content too large',
  415: 'Unsupported media type',
  422: 'Unprocessable content',
  429: 'Too many requests',
  431: 'Request headers too large',
  500: 'Internal server error',
  501: 'Not implemented',
  503: 'Service unavailable',
} as const

export type ProblemStatus = keyof typeof TITLES

/** The media type of every error. */
export const PROBLEM_TYPE = 'application/problem+json'

/**
 * A response that is an error. `code` is kebab-case and stable; no part may contain any of a snapshot or of
 * credentials.
 */
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

/** The problem for anything thrown. Unexpected errors reveal nothing about themselves. */
export function problemOf(thrown: unknown): z.input<typeof problem> & { readonly status: ProblemStatus } {
  const { status, code, message, hint, where } = isForCaller(thrown) ? thrown : unexpected()
  return {
    type: `urn:kubewhy:problem:${code}`,
    title: TITLES[status],
    status,
    detail: message,
    ...(where === undefined ? {} : { where }),
    hint,
  }
}

/** For every response that does not set them itself. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
}

export function problemResponse(thrown: unknown): Response {
  const problem = problemOf(thrown)
  const headers = thrown instanceof ProblemError ? thrown.headers : {}
  return new Response(`${JSON.stringify(problem, null, 2)}\n`, {
    status: problem.status,
    headers: { ...SECURITY_HEADERS, 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store', ...headers },
  })
}

/** True for an error meant for the caller. */
export function isForCaller(thrown: unknown): thrown is ProblemError | InputError {
  return thrown instanceof ProblemError || thrown instanceof InputError
}

function unexpected(): ProblemError {
  return new ProblemError(
    500,
    'internal',
    'The request failed because of a bug in kubewhy.',
    'Please report it with the command that created the snapshot; the service log has the location in the code.',
  )
}

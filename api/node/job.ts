import type { AnswerLimits } from '../../core/connect/https-request.ts'
import type { InputError } from '../../core/read/error.ts'
import type { ReadLimits } from '../../core/read/index.ts'
import type { RenderOptions } from '../../core/render/index.ts'
import type { RequestNotes } from '../deps.ts'
import type { Answer, Question } from '../diagnosis.ts'
import type { HowToAnswer } from '../live/live.ts'
import { isForCaller, ProblemError, type ProblemStatus } from '../problem.ts'
import type { LivePolicy } from './live.ts'

/** What a process needs to read live clusters. */
export interface LiveSettings extends LivePolicy {
  readonly answers: Partial<AnswerLimits>
}

/** A job for a process, without the body that follows. Plain data: it is sent to another process. */
export type Job =
  | { readonly kind: 'snapshot'; readonly question: Question }
  | { readonly kind: 'cluster'; readonly how: HowToAnswer; readonly live: LiveSettings }
  | McpJob

/** One message of the Model Context Protocol. */
export interface McpJob {
  readonly kind: 'mcp'
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly maxBytes: number
  readonly publicUrl?: string
  readonly origins: readonly string[]
  readonly render: RenderOptions
  readonly live?: LiveSettings
  /** Whether its caller may have a cluster read: not asked yet, yes, or why not. */
  readonly entry: 'unasked' | 'granted' | Problem
}

/** A job with the limits of its process. */
export type LimitedJob = Job & { readonly limits: Partial<ReadLimits> }

/** An error for the caller, as plain data. */
export interface Problem {
  readonly status: ProblemStatus
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly where?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** A process's reply. */
export type Reply =
  | { readonly answer: Answer }
  | { readonly response: SentResponse; readonly notes: RequestNotes }
  | { readonly problem: Problem }
  /** The message wants a cluster read, so it has to be checked first whether its caller may. */
  | { readonly asksEntry: true }
  | { readonly failed: { readonly name: string; readonly stack: string } }

/** A response as plain data. */
export interface SentResponse {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

export function replyTo(thrown: unknown): Reply {
  if (isForCaller(thrown)) return { problem: asData(thrown) }
  const { name, stack = '' } = thrown instanceof Error ? thrown : new Error('not an error')
  return { failed: { name, stack } }
}

/** Converts a client error to plain data. */
export function asData(error: ProblemError | InputError): Problem {
  const { status, code, message, hint, where } = error
  return { status, code, message, hint, where, ...(error instanceof ProblemError && { headers: error.headers }) }
}

/** Throws a reply that is an error. */
export function orThrow<R extends Reply>(
  reply: R,
): Exclude<R, { readonly problem: Problem } | { readonly failed: unknown }> {
  if ('problem' in reply) throw asError(reply.problem)
  if ('failed' in reply) throw Object.assign(new Error('a job failed'), reply.failed)
  return reply as Exclude<R, { readonly problem: Problem } | { readonly failed: unknown }>
}

/** The inverse of `asData`. */
export function asError({ status, code, message, hint, where, headers }: Problem): ProblemError {
  return new ProblemError(status, code, message, hint, {
    ...(where !== undefined && { where }),
    ...(headers !== undefined && { headers }),
  })
}

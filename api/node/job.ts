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

/** What a process is asked, besides the body that follows. Plain data: it goes to another process. */
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

/** A job with the limits that its process sets. */
export type LimitedJob = Job & { readonly limits: Partial<ReadLimits> }

/** An error that is meant for the caller, as plain data. */
export interface Problem {
  readonly status: ProblemStatus
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly where?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** What a process answers. */
export type Reply =
  | { readonly answer: Answer }
  | { readonly response: SentResponse; readonly notes: RequestNotes }
  | { readonly problem: Problem }
  /** The message wants a cluster read: whether its caller may has to be found out first. */
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

/** A client error as plain data. */
export function asData(error: ProblemError | InputError): Problem {
  const { status, code, message, hint, where } = error
  return { status, code, message, hint, where, ...(error instanceof ProblemError && { headers: error.headers }) }
}

/** Throws the error that a reply is, if it is one. */
export function orThrow<R extends Reply>(
  reply: R,
): Exclude<R, { readonly problem: Problem } | { readonly failed: unknown }> {
  if ('problem' in reply) throw asError(reply.problem)
  if ('failed' in reply) throw Object.assign(new Error('a job failed'), reply.failed)
  return reply as Exclude<R, { readonly problem: Problem } | { readonly failed: unknown }>
}

/** The opposite of `asData`. */
export function asError({ status, code, message, hint, where, headers }: Problem): ProblemError {
  return new ProblemError(status, code, message, hint, {
    ...(where !== undefined && { where }),
    ...(headers !== undefined && { headers }),
  })
}

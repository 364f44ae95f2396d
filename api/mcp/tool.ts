import type { CallToolResult, Tool as ToolListing } from '@modelcontextprotocol/sdk/types.js'
import * as z from 'zod/mini'
import { $ZodRegistry } from 'zod/v4/core'
import type { RequestNotes } from '../deps.ts'
import { noteFailure } from '../failure.ts'
import { ProblemError, problemOf } from '../problem.ts'
import { type Meta, registry } from '../schemas/described.ts'
import { refuse } from '../validation.ts'
import { INTERNAL_ERROR, INVALID_PARAMS, RpcError } from './rpc-error.ts'

/** One tool: its input and output, and its implementation. */
export interface ToolSpec<I extends z.ZodMiniType> {
  readonly name: string
  readonly title: string
  /** A model reads this to decide whether to call it. */
  readonly description: string
  readonly input: I
  readonly output: z.ZodMiniType
  /** Whether it reaches beyond its input. */
  readonly openWorld: boolean
  run(args: z.output<I>, call: Call): Promise<Answer>
}

/** The context of one call. */
export interface Call {
  readonly signal: AbortSignal
  readonly notes: RequestNotes
}

/** A tool's answer, for programs and for people. */
export interface Answer {
  readonly structured: object
  readonly text: string
}

/** A tool as the server lists and calls it. */
export interface Tool {
  readonly listing: ToolListing
  /**
   * Resolves with a result marked as an error for mistakes that the caller can fix. Rejects with an `RpcError` for
   * arguments that do not match the schema, and for unexpected errors.
   */
  call(args: unknown, call: Call): Promise<CallToolResult>
}

export function tool<I extends z.ZodMiniType>(spec: ToolSpec<I>): Tool {
  const { name, title, description, input, output, openWorld } = spec
  return {
    listing: {
      name,
      title,
      description,
      inputSchema: jsonSchema(input, 'input'),
      outputSchema: jsonSchema(output, 'output'),
      annotations: { readOnlyHint: true, idempotentHint: true, destructiveHint: false, openWorldHint: openWorld },
    },
    async call(args, call) {
      const parsed = input.safeParse(args ?? {})
      if (!parsed.success) throw invalid(name, parsed.error)
      try {
        const { structured, text } = await spec.run(parsed.data, call)
        return { structuredContent: { ...structured }, content: [{ type: 'text', text }] }
      } catch (error) {
        if (error instanceof RpcError) throw error
        return failed(error, call)
      }
    },
  }
}

/** Descriptions of schemas without their names: a named schema would become a reference, which few models follow. */
class Unnamed extends $ZodRegistry<Meta> {
  override get<S extends z.core.$ZodType>(schema: S) {
    const { id: _, ...meta } = registry.get(schema) ?? {}
    return meta as ReturnType<typeof registry.get<S>>
  }
}
const unnamed = new Unnamed()

/** Draft 7, like the official server: every client that validates supports it. */
function jsonSchema(schema: z.ZodMiniType, io: 'input' | 'output') {
  return z.toJSONSchema(schema, { target: 'draft-7', io, metadata: unnamed }) as ToolListing['inputSchema']
}

function invalid(name: string, error: z.core.$ZodError): RpcError {
  try {
    refuse(error, 'arguments')
  } catch (thrown) {
    if (!(thrown instanceof ProblemError)) throw thrown
    const { message, where = 'arguments', hint } = thrown
    return new RpcError(INVALID_PARAMS, `${name}: ${message} (${where}) ${hint}`, { where, hint })
  }
}

function failed(error: unknown, { signal, notes }: Call): CallToolResult {
  if (signal.aborted) {
    notes.problem = 'client-gone'
    throw new RpcError(INTERNAL_ERROR, 'The call was cancelled.')
  }
  noteFailure(error, notes)
  const problem = problemOf(error)
  if (problem.status === 500) throw new RpcError(INTERNAL_ERROR, `${problem.detail} ${problem.hint}`)
  const where = problem.where === undefined ? '' : ` (${problem.where})`
  return { isError: true, content: [{ type: 'text', text: `${problem.detail}${where}\n${problem.hint}` }] }
}

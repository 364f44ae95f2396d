import { chunksOf, concat } from '../../core/read/bytes.ts'
import { countValues } from '../../core/read/json-values.ts'
import { bodyOf } from '../body.ts'
import type { RequestNotes } from '../deps.ts'
import { ProblemError } from '../problem.ts'

/** Limit on the bytes of a message, which is parsed as a whole. */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024

/** Limit on the JSON values of a message: a snapshot in it is one string. */
const MAX_VALUES = 100_000

/** The message in a request. Throws a `ProblemError` for anything but one JSON value. */
export async function messageOf(request: Request, maxBytes: number, notes: RequestNotes): Promise<unknown> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunksOf(bodyOf(request, maxBytes, notes))) parts.push(chunk)
  const bytes = concat(parts)
  if (countValues(bytes, MAX_VALUES) > MAX_VALUES) throw tooManyValues()
  try {
    return single(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch (error) {
    throw error instanceof ProblemError ? error : notJson()
  }
}

function tooManyValues(): ProblemError {
  return new ProblemError(
    413,
    'too-many-values',
    `The message has more than ${MAX_VALUES} JSON values.`,
    'Send the snapshot as one string, as kubectl get … -o json prints it.',
    { where: 'body' },
  )
}

/**
 * The protocol removed batches in version 2025-06-18; one would count as a single request, however many calls it has.
 */
function single(message: unknown): unknown {
  if (!Array.isArray(message)) return message
  throw new ProblemError(400, 'batch', 'The body is a batch of messages.', 'Send one message per request.', {
    where: 'body',
  })
}

function notJson(): ProblemError {
  return new ProblemError(400, 'bad-message', 'The body is not JSON.', 'Send one uncompressed JSON-RPC message.', {
    where: 'body',
  })
}

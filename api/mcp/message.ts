import { chunksOf } from '../../core/read/bytes.ts'
import { bodyOf } from '../body.ts'
import type { RequestNotes } from '../deps.ts'
import { ProblemError } from '../problem.ts'

/** Most bytes of one message: it is parsed whole, while other requests wait. */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024

/**
 * Takes a request, the most bytes that it may have, its notes and what is told of every byte that arrives; returns the
 * message that it holds. Throws a `ProblemError` for anything but one JSON value.
 */
export async function messageOf(
  request: Request,
  maxBytes: number,
  notes: RequestNotes,
  arrived: (bytes: number) => void,
): Promise<unknown> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  try {
    for await (const chunk of chunksOf(bodyOf(request, maxBytes, notes))) {
      arrived(chunk.length)
      text += decoder.decode(chunk, { stream: true })
    }
    text += decoder.decode()
  } catch (error) {
    throw error instanceof TypeError ? notJson() : error
  }
  return single(parse(text))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notJson()
  }
}

/** Batches left the protocol with its version of 2025-06-18; one would count as a single request, however many calls it holds. */
function single(message: unknown): unknown {
  if (!Array.isArray(message)) return message
  throw new ProblemError(400, 'batch', 'The body is a batch of messages.', 'Send one message a request.', {
    where: 'body',
  })
}

function notJson(): ProblemError {
  return new ProblemError(400, 'bad-message', 'The body is not JSON.', 'Send one JSON-RPC message, not compressed.', {
    where: 'body',
  })
}

import { sizeText, tooLarge } from '../core/read/limits.ts'
import type { RequestNotes } from './deps.ts'
import { ProblemError } from './problem.ts'

/**
 * The body of a request as it arrives, with its bytes counted in `notes`. Throws a `ProblemError` or an `InputError`
 * for a body that is known to be unusable; the stream fails with one if it turns out too large.
 */
export function bodyOf(
  request: Request,
  maxBytes: number,
  notes: RequestNotes,
  hint: string = tooLarge(maxBytes).hint,
): ReadableStream<Uint8Array> {
  checkEncoding(request.headers)
  const length = Number(request.headers.get('content-length') ?? '0')
  if (length > maxBytes) throw tooManyBytes(maxBytes, hint)
  notes.bytes = 0
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      notes.bytes = (notes.bytes ?? 0) + chunk.length
      if (notes.bytes > maxBytes) throw tooManyBytes(maxBytes, hint)
      controller.enqueue(chunk)
    },
  })
  const body: ReadableStream<Uint8Array> = request.body ?? new Blob([]).stream()
  return body.pipeThrough(counted)
}

function checkEncoding(headers: Headers): void {
  if ((headers.get('content-type') ?? '').toLowerCase().startsWith('multipart/')) {
    throw new ProblemError(
      415,
      'multipart',
      'The body is a multipart form.',
      'Send the file itself as the body: curl --data-binary @state.json URL.',
      { where: 'header Content-Type' },
    )
  }
  const encoding = (headers.get('content-encoding') ?? '').trim().toLowerCase()
  if (['', 'identity', 'gzip', 'x-gzip'].includes(encoding)) return
  throw new ProblemError(
    415,
    'content-encoding',
    'The body’s Content-Encoding is not supported.',
    'Compress it with gzip and set Content-Encoding: gzip, or send it uncompressed.',
    { where: 'header Content-Encoding', headers: { 'accept-encoding': 'gzip' } },
  )
}

function tooManyBytes(maxBytes: number, hint: string) {
  return new ProblemError(413, 'too-large', `The body is larger than ${sizeText(maxBytes)}.`, hint, { where: 'body' })
}

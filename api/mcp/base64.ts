import { Buffer } from 'node:buffer'
import { ProblemError } from '../problem.ts'

/** Takes base64 (RFC 4648, 4 or 5), with line breaks or without; returns the bytes. Throws a `ProblemError` for what is none. */
export function fromBase64(text: string): Uint8Array {
  const wrong = text.search(/[^A-Za-z0-9+/_=\s-]/)
  if (wrong === -1) return Buffer.from(text, 'base64')
  throw new ProblemError(
    400,
    'bad-base64',
    'The snapshot is not base64.',
    'Encode the file with base64, or leave encoding out for text.',
    { where: `arguments, snapshot, character ${wrong + 1}` },
  )
}

import { ProblemError } from '../problem.ts'

/** Decodes base64 (RFC 4648, 4 or 5), with or without line breaks. Throws a `ProblemError` for anything else. */
export function fromBase64(text: string): Uint8Array {
  const wrong = text.search(/[^A-Za-z0-9+/_=\s-]/)
  if (wrong !== -1) throw notBase64(`, character ${wrong + 1}`)
  try {
    const binary = atob(
      text
        .replaceAll('-', '+')
        .replaceAll('_', '/')
        .replace(/[=\s]{1,9}$/, ''),
    )
    const bytes = new Uint8Array(binary.length)
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
    return bytes
  } catch {
    throw notBase64('')
  }
}

function notBase64(where: string): ProblemError {
  return new ProblemError(
    400,
    'bad-base64',
    'The snapshot is not valid base64.',
    'Encode the file with base64, or omit encoding for text.',
    { where: `arguments, snapshot${where}` },
  )
}

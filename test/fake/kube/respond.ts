import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Recorded } from './recorded.ts'
import type { Refusal } from './status.ts'

/** The API server compresses answers from this size on (`responsewriters/writers.go`). */
const GZIP_FROM = 128 * 1024

/** One answer before it is sent. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** `value` as the API server sends JSON. */
export function jsonAnswer(value: unknown, status = 200, contentType = 'application/json'): Answer {
  return { status, contentType, body: JSON.stringify(value) }
}

/** Plain text. */
export function textAnswer(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body, headers }
}

/** A refusal as JSON. */
export function refusalAnswer({ code, status }: Refusal): Answer {
  return jsonAnswer(status, code)
}

/** A recorded answer as it was. */
export function recordedAnswer({ status, contentType, body }: Recorded): Answer {
  return { status, contentType, body }
}

/** Sends an answer, compressed when it is large and the client accepts that; `cut` ends the connection half-way. */
export function send(response: ServerResponse, answer: Answer, gzip: boolean, cut: boolean): void {
  const plain = Buffer.from(answer.body)
  const compressed = gzip && plain.length >= GZIP_FROM
  const bytes = compressed ? gzipSync(plain) : plain
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': bytes.length,
    ...(compressed ? { 'content-encoding': 'gzip' } : {}),
    ...answer.headers,
  })
  if (cut) response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy())
  else response.end(bytes)
}

import type http from 'node:http'
import type https from 'node:https'
import { StringDecoder } from 'node:string_decoder'
import { connectionError, cutShort, redirected, tooLarge } from '../../core/connect/connection-error.ts'
import { senderFor } from '../../core/connect/https-request.ts'

/** A watch of the API server. */
export interface StreamRequest {
  /** Called when a 200 response begins. */
  readonly onOpen: () => void
  /** Called with each line of a 200 response, without its end. */
  readonly onLine: (line: string) => void
  /** When this settles, the response is no longer wanted. */
  readonly until: Promise<unknown>
}

/** How a stream ended: `body` is the beginning of a response other than 200. */
export interface StreamEnd {
  readonly status: number
  readonly body: string
}

/**
 * Sends a GET and passes its response on line by line. Resolves when the server ends it; rejects with a
 * KubeConnectionError if there is no response, it is cut, or nothing arrives for 90 s (a bookmark comes every minute).
 */
export type KubeStream = (path: string, request: StreamRequest) => Promise<StreamEnd>

/** Larger than any object in etcd (1.5 MiB), which a watch event wraps. */
const MAX_LINE = 16 * 1024 * 1024
const MAX_REFUSAL = 64 * 1024
const SILENCE_MS = 90_000

/** Opens a stream with `node:https` (or `node:http`). */
export function openStream(url: URL, options: https.RequestOptions, request: StreamRequest): Promise<StreamEnd> {
  return new Promise((resolve, reject) => {
    const send = senderFor(url)
    // Its own connection, as it lasts as long as the watch.
    const outgoing = send(url, { ...options, method: 'GET', timeout: SILENCE_MS })
    const fail = (error: unknown) => {
      reject(connectionError(error))
      outgoing.destroy()
    }
    request.until.then(() => outgoing.destroy())
    outgoing.on('timeout', () => fail(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' })))
    outgoing.on('error', fail)
    outgoing.on('response', incoming => {
      const status = incoming.statusCode ?? 0
      if (status >= 300 && status < 400) return fail(redirected(status))
      if (status === 200) request.onOpen()
      const ended = status === 200 ? lines(incoming, request.onLine) : refusal(incoming)
      ended.then(body => resolve({ status, body })).catch(fail)
    })
    outgoing.end()
  })
}

async function lines(incoming: http.IncomingMessage, onLine: (line: string) => void): Promise<string> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    const parts = (rest + decoder.write(chunk)).split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) if (line !== '') onLine(line)
    if (rest.length > MAX_LINE) throw tooLarge(MAX_LINE)
  }
  if (!incoming.complete) throw cutShort()
  return ''
}

async function refusal(incoming: http.IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    text += chunk.toString('utf8')
    if (text.length > MAX_REFUSAL) break
  }
  return text
}

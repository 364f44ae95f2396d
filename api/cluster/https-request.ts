import http from 'node:http'
import https from 'node:https'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { KubeRequest, KubeResponse } from '../../core/collect/kube-get.ts'
import { connectionError, cutShort, redirected, tooLarge } from './connection-error.ts'

/** An answer larger than this, once unpacked, is not read. */
const MAX_BYTES = 128 * 1024 * 1024

/**
 * Sends one request with `node:https` (or `node:http`) and reads the whole answer, unpacking gzip. Follows no redirect.
 * Rejects with a KubeConnectionError; ends the connection when `request.until` settles.
 */
export function httpsRequest(url: URL, options: https.RequestOptions, request: KubeRequest): Promise<KubeResponse> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? http.request : https.request
    const outgoing = send(url, { ...options, method: request.method ?? 'GET' })
    const fail = (error: unknown) => {
      reject(connectionError(error))
      outgoing.destroy()
    }
    request.until?.then(() => outgoing.destroy())
    outgoing.on('error', fail)
    outgoing.on('response', incoming => {
      const status = incoming.statusCode ?? 0
      if (status >= 300 && status < 400) return fail(redirected(status))
      read(incoming)
        .then(body => resolve({ status, headers: headersOf(incoming), body }))
        .catch(fail)
    })
    outgoing.end(request.body === undefined ? undefined : JSON.stringify(request.body))
  })
}

async function read(incoming: http.IncomingMessage): Promise<string> {
  const gzip = incoming.headers['content-encoding'] === 'gzip'
  const stream: Readable = gzip ? incoming.pipe(createGunzip()) : incoming
  if (gzip) incoming.on('error', error => stream.destroy(error))
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BYTES) throw tooLarge(MAX_BYTES)
    chunks.push(chunk)
  }
  if (!incoming.complete) throw cutShort()
  return Buffer.concat(chunks).toString('utf8')
}

function headersOf(incoming: http.IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}

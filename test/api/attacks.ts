import http from 'node:http'
import { gzipSync } from 'node:zlib'
import type { LimitedService } from './limited-service.ts'
import { problemIn } from './problem-of.ts'

export const MIB = 1024 * 1024

/** `{"items":[{},{},…]}` of so many MiB. */
export function emptyObjects(mib: number): Buffer<ArrayBuffer> {
  return Buffer.concat([
    Buffer.from('{"items":['),
    Buffer.alloc(Math.floor((mib * MIB) / 3) * 3, '{},'),
    Buffer.from('{}]}'),
  ]) as Buffer<ArrayBuffer>
}

export function gzipped(bytes: Buffer<ArrayBuffer>, times: number): Buffer<ArrayBuffer> {
  return times === 0 ? bytes : gzipped(gzipSync(bytes, { level: 9 }) as Buffer<ArrayBuffer>, times - 1)
}

/** The service may close an idle kept connection just when a busy machine reuses it. */
const ALONE = { connection: 'close' }

export function post(service: LimitedService, body: BodyInit, path = '/v1/diagnose', headers = {}): Promise<Response> {
  return fetch(service.url + path, { method: 'POST', body, headers: { ...ALONE, ...headers } })
}

/** Announces `bytes` bytes, sends `body` and stops. `answer` resolves with the problem that it gets, if any. */
export function stalling(
  service: LimitedService,
  bytes: number,
  body: Buffer,
): { answer: Promise<string>; leave: () => void } {
  const headers = { 'content-length': bytes }
  const request = http.request(`${service.url}/v1/diagnose`, { method: 'POST', headers })
  const answer = new Promise<string>(resolve => {
    request.on('error', () => resolve('closed'))
    request.on('response', async response => {
      const text = (await response.toArray().catch(() => [])).map(String).join('')
      resolve(`${response.statusCode} ${/problem:([a-z-]+)/.exec(text)?.[1]}`)
    })
  })
  request.write(body)
  return { answer, leave: () => request.destroy() }
}

/** Where three probes of a kubelet in a row fail, it ends a container, milliseconds. */
const KUBELET_WAITS = 30_000

/** Runs `attack` while checking repeatedly that the service is up; resolves with its result. */
export async function whileHealthy<T>(service: LimitedService, attack: () => Promise<T>): Promise<T> {
  let isOver = false
  const attacking = attack().finally(() => {
    isOver = true
  })
  do {
    const response = await fetch(`${service.url}/healthz`, {
      headers: ALONE,
      signal: AbortSignal.timeout(KUBELET_WAITS),
    })
    if (response.status !== 200) throw new Error(`/healthz answered ${response.status}`)
    await response.arrayBuffer()
    await new Promise(resolve => setTimeout(resolve, 50))
  } while (!isOver)
  return attacking
}

/** The status and code of an answer that is a problem. */
export async function codeOf(answer: Promise<Response>): Promise<string> {
  const response = await answer
  if (response.status === 200) {
    await response.arrayBuffer()
    return '200'
  }
  const { status, code } = await problemIn(response)
  return `${status} ${code}`
}

import type http from 'node:http'
import https from 'node:https'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { KubeRequest, KubeResponse } from '../collect/kube-get.ts'
import { countValues } from '../read/json-values.ts'
import { connectionError, cutShort, redirected, tooLarge, tooManyValues, tooMuch } from './connection-error.ts'

/** Limits on reading from one API server. */
export interface AnswerLimits {
  /** Bytes of one response, decompressed. */
  readonly maxBytes: number
  /** Bytes of all responses on one connection, decompressed. */
  readonly maxTotalBytes: number
  /** Bytes of responses being received at a time; the others wait for the first. */
  readonly maxHeldBytes: number
  /** JSON values in one response: a value of two bytes takes about fifty in memory. */
  readonly maxValues: number
}

const MIB = 1024 * 1024
const ANSWER_LIMITS: AnswerLimits = {
  maxBytes: 128 * MIB,
  maxTotalBytes: 1024 * MIB,
  maxHeldBytes: 512 * MIB,
  maxValues: 10_000_000,
}

/** A response that is being received. */
export interface AnswerInProgress {
  bytes: number
  wake: () => void
}

/** Counts the cost of all responses on one connection. */
export class AnswerBudget {
  readonly #limits: AnswerLimits
  #total = 0
  #held = 0
  /** The responses being received, in order, each with a function that wakes it. */
  readonly #answers: AnswerInProgress[] = []

  constructor(limits: Partial<AnswerLimits> = {}) {
    this.#limits = { ...ANSWER_LIMITS, ...limits }
  }

  /** A response begins. */
  begin(): AnswerInProgress {
    const answer = { bytes: 0, wake: () => {} }
    this.#answers.push(answer)
    return answer
  }

  /**
   * Counts `bytes` more of a response; resolves when there is room for the next. Throws a KubeConnectionError beyond a
   * limit.
   */
  async add(answer: AnswerInProgress, bytes: number): Promise<void> {
    const { maxBytes, maxTotalBytes, maxHeldBytes } = this.#limits
    this.#total += bytes
    this.#held += bytes
    answer.bytes += bytes
    if (answer.bytes > maxBytes) throw tooLarge(maxBytes)
    if (this.#total > maxTotalBytes) throw tooMuch(maxTotalBytes)
    while (this.#held > maxHeldBytes && this.#answers[0] !== answer) {
      await new Promise<void>(resolve => {
        answer.wake = resolve
      })
    }
  }

  /** A response is complete, or has failed. */
  end(answer: AnswerInProgress): void {
    this.#held -= answer.bytes
    this.#answers.splice(this.#answers.indexOf(answer), 1)
    for (const { wake } of this.#answers) wake()
  }

  /** Throws a KubeConnectionError for JSON that would take too much memory once parsed. */
  checkValues(json: Uint8Array): void {
    const { maxValues } = this.#limits
    if (countValues(json, maxValues) > maxValues) throw tooManyValues(maxValues)
  }
}

/** The request function for a URL. Importing `node:http` makes Node load all of fetch, which few API servers need. */
export function senderFor({ protocol }: URL): typeof https.request {
  return protocol === 'http:' ? process.getBuiltinModule('node:http').request : https.request
}

/**
 * Sends one request with `node:https` (or `node:http`) and reads the whole response, decompressing gzip. Does not
 * follow redirects. Rejects with a KubeConnectionError; ends the connection when `request.until` settles.
 */
export function httpsRequest(
  url: URL,
  options: https.RequestOptions,
  request: KubeRequest,
  budget: AnswerBudget = new AnswerBudget(),
): Promise<KubeResponse> {
  return new Promise((resolve, reject) => {
    const send = senderFor(url)
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
      read(incoming, budget)
        .then(body => resolve({ status, headers: headersOf(incoming), body }))
        .catch(fail)
    })
    outgoing.end(request.body === undefined ? undefined : JSON.stringify(request.body))
  })
}

async function read(incoming: http.IncomingMessage, budget: AnswerBudget): Promise<string> {
  const gzip = incoming.headers['content-encoding'] === 'gzip'
  const stream: Readable = gzip ? incoming.pipe(createGunzip()) : incoming
  if (gzip) incoming.on('error', error => stream.destroy(error))
  const chunks: Buffer[] = []
  const answer = budget.begin()
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      await budget.add(answer, chunk.length)
    }
    if (!incoming.complete) throw cutShort()
    const whole = Buffer.concat(chunks)
    if (/\bjson\b/.test(incoming.headers['content-type'] ?? '')) budget.checkValues(whole)
    return whole.toString('utf8')
  } finally {
    budget.end(answer)
  }
}

function headersOf(incoming: http.IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}

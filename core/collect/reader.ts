import type { ControlPlane } from '../snapshot.ts'
import { type Clock, KubeConnectionError, type KubeGet, type KubeRequest, type KubeResponse } from './kube-get.ts'

const ATTEMPTS = 4
const FIRST_PAUSE_MS = 250
/** After this many consecutive requests without a response, retries included, the API server counts as gone. */
const LOST_REQUESTS = 3

/** Why the API server as a whole could not be used. */
export type Failure = NonNullable<ControlPlane['failure']>

/** A response, or a short reason in lower case for its absence. `gaveUp`: it was no longer waited for. */
export type Answer =
  | ({ readonly read: true } & KubeResponse)
  | { readonly read: false; readonly why: string; readonly gaveUp?: true }

/** The options of a single request. */
export interface ReadOptions {
  /** False returns a 5xx as the response instead of retrying. */
  readonly retryErrors?: boolean
  /** The response is a kubelet's: a 5xx or 401 is its own, and says nothing about the API server. */
  readonly proxied?: boolean
  /** When this settles, the response is no longer waited for. */
  readonly giveUp?: Promise<unknown>
}

/** Reads from one API server until a deadline. Never rejects or exceeds the deadline. */
export interface Reader {
  read(path: string, request?: KubeRequest, how?: ReadOptions): Promise<Answer>
  /** Settles after `ms` milliseconds, or once nothing more can be read. */
  wait(ms: number): Promise<void>
  /** Set once nothing more can be read. */
  failure(): Failure | undefined
  /** Number of requests, repeats included. */
  requests(): number
  /** Stops the deadline's timer and all pending requests. */
  close(): void
}

const REASONS: Readonly<Record<Failure['kind'], string>> = {
  name: 'connection lost',
  refused: 'connection lost',
  timeout: 'timed out',
  tls: 'connection lost',
  unauthorized: 'unauthorized',
  forbidden: 'forbidden',
  other: 'connection lost',
}

/**
 * A reader over `get` that ends in `deadlineMs` milliseconds. It retries what was cut, refused, throttled (429) or
 * failed in the server (5xx), after the time in Retry-After or with exponential back-off.
 */
export function createReader(get: KubeGet, clock: Clock, deadlineMs: number): Reader {
  const deadline = clock.timer(deadlineMs)
  let close: () => void = () => {}
  const closed = new Promise<void>(resolve => {
    close = resolve
  })
  const until = Promise.race([deadline.done, closed])
  let expired = false
  let answered = false
  let lost = 0
  let sent = 0
  let failure: Failure | undefined
  const expire = () => {
    expired = true
  }
  deadline.done.then(expire)
  closed.then(expire)

  const fail = (kind: Failure['kind'], path: string, message: string): Answer => {
    failure ??= { kind, request: `GET ${path}`, message }
    return { read: false, why: REASONS[kind] }
  }

  const pause = async (ms: number) => {
    const timer = clock.timer(ms)
    await Promise.race([timer.done, until])
    timer.cancel()
  }

  const noAnswer = (error: unknown, path: string, attempt: number): Answer | undefined => {
    const kind = error instanceof KubeConnectionError ? error.failure : 'other'
    const message = error instanceof KubeConnectionError ? error.message : 'the request failed'
    if (kind === 'name' || kind === 'tls') return fail(kind, path, message)
    if (kind === 'refused-target') return fail('other', path, message)
    if (kind === 'too-large') return { read: false, why: message }
    if (attempt < ATTEMPTS) return undefined
    lost++
    if (answered && lost < LOST_REQUESTS) return { read: false, why: 'connection lost' }
    return fail(kind === 'cut' ? 'other' : kind, path, message)
  }

  const timedOut = (path: string): Answer =>
    answered
      ? { read: false, why: 'timed out' }
      : fail('timeout', path, `no response within ${Math.round(deadlineMs / 1000)}s`)

  async function read(path: string, request: KubeRequest = {}, how: ReadOptions = {}): Promise<Answer> {
    let isGivenUp = false
    const giveUp = how.giveUp?.then(() => {
      isGivenUp = true
    })
    const unwanted = giveUp ? Promise.race([until, giveUp]) : until
    for (let attempt = 1; ; attempt++) {
      if (isGivenUp) return { read: false, why: 'no response', gaveUp: true }
      if (failure) return { read: false, why: REASONS[failure.kind] } as const
      if (expired) return timedOut(path)
      let response: KubeResponse | undefined
      try {
        sent++
        const answer = get(path, { ...request, until: unwanted })
        response = await Promise.race([answer, unwanted.then(() => undefined)])
      } catch (error) {
        if (isGivenUp) continue
        const settled = expired ? timedOut(path) : noAnswer(error, path, attempt)
        if (settled) return settled
      }
      if (response === undefined) {
        if (!expired && !isGivenUp) await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1))
        continue
      }
      answered = true
      lost = 0
      if (response.status === 401 && !how.proxied)
        return fail('unauthorized', path, 'the API server rejected the credentials (401)')
      const isAnswer = how.proxied === true || how.retryErrors === false
      const again = response.status === 429 || (response.status >= 500 && !isAnswer)
      if (!again) return { read: true, ...response } as const
      const wait = retryAfterMs(response) ?? FIRST_PAUSE_MS * 2 ** (attempt - 1)
      if (attempt === ATTEMPTS || wait >= deadlineMs) return { read: true, ...response } as const
      await pause(wait)
    }
  }

  return {
    read,
    wait: pause,
    failure: () => failure,
    requests: () => sent,
    close: () => {
      deadline.cancel()
      close()
    },
  }
}

function retryAfterMs(response: KubeResponse): number | undefined {
  const seconds = response.headers['retry-after']
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined
}

/** How one request differs from a plain GET that accepts JSON. */
export interface KubeRequest {
  /** The Accept header; `application/json` when absent. */
  readonly accept?: string
  readonly method?: 'POST'
  /** Sent as JSON. */
  readonly body?: unknown
  /** When this settles the answer is no longer wanted: the transport ends the connection. */
  readonly until?: Promise<unknown>
}

/** One answer of the API server, whatever its status. Header names are in lower case. */
export interface KubeResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Sends one request to the API server. `path` starts with a slash and holds the query.
 * Rejects with a `KubeConnectionError` when there is no whole answer; resolves for every HTTP status, redirects included.
 */
export type KubeGet = (path: string, request?: KubeRequest) => Promise<KubeResponse>

/**
 * Why a connection gave no answer. `cut`: it was made and ended early. `refused-target`: it may not be made. `too-large`:
 * the answer, or all answers together, exceed what may be read; asking again is no use.
 */
export type ConnectionFailure =
  | 'name'
  | 'refused'
  | 'timeout'
  | 'tls'
  | 'cut'
  | 'refused-target'
  | 'too-large'
  | 'other'

/** No whole answer came. The message is one plain sentence and holds nothing of the credentials. */
export class KubeConnectionError extends Error {
  readonly failure: ConnectionFailure

  constructor(failure: ConnectionFailure, message: string) {
    super(message)
    this.name = 'KubeConnectionError'
    this.failure = failure
  }
}

/** A wait that can be given up. */
export interface Timer {
  readonly done: Promise<void>
  cancel(): void
}

/** The time that a collection runs in. */
export interface Clock {
  /** The time now, RFC 3339 in UTC. */
  now(): string
  /** Settles after `ms` milliseconds, or never once cancelled. */
  timer(ms: number): Timer
}

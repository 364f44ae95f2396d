/** The options of a request, besides those of a plain GET for JSON. */
export interface KubeRequest {
  /** The Accept header; `application/json` by default. */
  readonly accept?: string
  readonly method?: 'POST'
  /** Sent as JSON. */
  readonly body?: unknown
  /** When this settles, the response is no longer wanted: the transport ends the connection. */
  readonly until?: Promise<unknown>
}

/** A response of the API server with any status. Header names are in lower case. */
export interface KubeResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Sends one request to the API server. `path` starts with a slash and includes the query. Rejects with a
 * `KubeConnectionError` if there is no complete response; resolves for every HTTP status, redirects included.
 */
export type KubeGet = (path: string, request?: KubeRequest) => Promise<KubeResponse>

/**
 * Why a connection gave no response. `cut`: it ended early. `refused-target`: the target is not allowed. `too-large`:
 * the response, or all responses together, exceed the limit, so a retry is useless.
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

/** There was no complete response. The message is one plain sentence without any part of the credentials. */
export class KubeConnectionError extends Error {
  readonly failure: ConnectionFailure

  constructor(failure: ConnectionFailure, message: string) {
    super(message)
    this.name = 'KubeConnectionError'
    this.failure = failure
  }
}

/** A wait that can be cancelled. */
export interface Timer {
  readonly done: Promise<void>
  cancel(): void
}

/** The clock of a collection. */
export interface Clock {
  /** The current time, RFC 3339 in UTC. */
  now(): string
  /** Settles after `ms` milliseconds, or never once it is cancelled. */
  timer(ms: number): Timer
}

import type { KeyPair } from '../certificates.ts'
import type { Identity } from './authorize.ts'
import type { RecordedCluster } from './cluster.ts'
import type { RequestInfo } from './request-info.ts'
import type { Store, Stored } from './store.ts'
import type { Replay } from './timeline.ts'

/** The token of a cluster administrator. */
export const ADMIN_TOKEN = 'CANARY-t0ken-admin'

/** What goes wrong with one request. */
export interface Fault {
  /** Answered instead: 429 and 5xx in plain text, 401 as recorded, 410 for lists that continue, 302. */
  readonly status?: number
  readonly retryAfter?: number
  /** Where a 302 leads; the metadata address when absent. */
  readonly location?: string
  /** The answer waits so long. */
  readonly delayMs?: number
  /** The connection ends before or in the middle of the answer. */
  readonly cut?: 'before' | 'during'
}

/** What the server serves and how. */
export interface FakeApiServerOptions {
  /** A scenario of `test/fixtures/clusters`. */
  readonly cluster?: string
  /** Objects besides those of the cluster. */
  readonly objects?: readonly Stored[]
  /** The server's time, RFC 3339, and the logs, of objects that are no scenario's. */
  readonly takenAt?: string | undefined
  readonly log?: RecordedCluster['log']
  /** A scenario of `test/fixtures/timelines`; nothing of it happens before `replay` is told. */
  readonly timeline?: string
  /** Who sends which bearer token, besides the administrator. */
  readonly identities?: Readonly<Record<string, Identity>>
  /** What is wrong with a node's kubelet, which answers for logs: nothing listens, or packets to it are lost. */
  readonly kubelet?: (node: string) => 'refused' | 'silent' | undefined
  /** Checks of `/readyz` that fail. */
  readonly failedChecks?: readonly string[]
  /** Called for each request with the number of requests before it. */
  readonly fault?: (info: RequestInfo, before: number) => Fault | undefined
  /** The server's certificate; one for `localhost` and 127.0.0.1 when absent. */
  readonly certificate?: KeyPair
}

/** One request as the server saw it. */
export interface SeenRequest extends RequestInfo {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly accept: string
}

/** A running server. */
export interface FakeApiServer {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string
  readonly caPem: string
  /** The administrator's token and client certificate. */
  readonly token: string
  readonly client: KeyPair
  /** Every request that was answered, oldest first. */
  readonly requests: readonly SeenRequest[]
  readonly store: Store
  /** Present with a timeline. */
  readonly replay?: Replay
  /** Forgets old revisions: a watch from a list before now gets the 410 event. */
  compact(): void
  /** Sends a bookmark to every open watch that allows it. */
  bookmark(resourceVersion: string): void
  /** Cuts the connection of every open watch. */
  dropWatches(): void
  /** A kubeconfig (JSON) with the administrator's token, or another. */
  kubeconfig(token?: string): string
  /** Ends every connection at once and listens no more. */
  close(): Promise<void>
}

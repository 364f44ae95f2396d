import type { Verdict } from '../core/index.ts'
import type { Catalogue } from './catalogue/causes.ts'
import type { OpenApi } from './description/document.ts'
import type { Asker, Diagnose } from './diagnosis.ts'
import type { Live } from './live/live.ts'
import type { PageKind } from './page/names.ts'

/**
 * The log entry of one request. Never contains any part of a snapshot, a query, or a header except the request's id.
 */
export interface LogEntry {
  /** The request's id: the caller's X-Request-Id, or a generated one. */
  readonly id: string
  readonly method: string
  /** The route's template: `/v1/causes/{id}`, or `*` if no route matches. */
  readonly path: string
  readonly status: number
  /** Duration in milliseconds. */
  readonly ms: number
  /** Bytes read of the request's body. */
  readonly bytes: number
  readonly verdict?: Verdict
  /** The causes in the report. */
  readonly causes?: readonly string[]
  /** Whether it was to read a live cluster. */
  readonly live?: boolean
  /** The problem's code, if the response is one. */
  readonly problem?: string
  /** Name of an unexpected error, and where in the code it was thrown; never its message. */
  readonly error?: string
}

/** Read-only data. */
export interface Reference {
  readonly catalogue: () => Promise<Catalogue>
  readonly openApi: () => Promise<OpenApi>
}

/** What an app needs from its runtime. */
export interface Deps {
  readonly diagnose: Diagnose
  readonly reference: Reference
  /** Limit on the bytes of a body, as sent. */
  readonly maxBodyBytes: number
  /** How live clusters are read for callers. Absent, and thus off, if no caller is known. */
  readonly live?: Live
  /** Answers one message of the Model Context Protocol. Absent if there is no `/mcp`. */
  readonly mcp?: (request: Request, notes: RequestNotes, asker: Asker) => Promise<Response>
  /** Returns a part of the page that diagnoses in the browser. Absent if `/` is served from elsewhere. */
  readonly page?: (kind: PageKind) => Promise<string>
  /** The public URL of the service: `https://kubewhy.example.com`. */
  readonly publicUrl?: string
  /** Origins whose pages may call it from a browser (CORS). */
  readonly origins?: readonly string[]
  /** Whether responses are compressed here: the edge network does that itself. */
  readonly compresses?: boolean
  readonly log?: (entry: LogEntry) => void
}

/** What a request adds to its log entry. */
export interface RequestNotes {
  bytes?: number
  verdict?: Verdict
  causes?: readonly string[]
  live?: boolean
  problem?: string
  error?: string
}

/** What Hono stores with a request. */
export type AppEnv = {
  Variables: { notes: RequestNotes; requestId: string }
  /** What the server knows about the connection. */
  Bindings: { readonly address?: string }
}

import type { Verdict } from '../core/index.ts'
import type { Catalogue } from './catalogue/causes.ts'
import type { OpenApi } from './description/document.ts'
import type { Asker, Diagnose } from './diagnosis.ts'
import type { Live } from './live/live.ts'
import type { PageKind } from './page/names.ts'

/** What is written of one request. Never anything of a snapshot, a query, or a header but the id of the request. */
export interface LogEntry {
  /** The request's id: the caller's X-Request-Id, or one that was made. */
  readonly id: string
  readonly method: string
  /** The template: `/v1/causes/{id}`, or `*` where no route matches. */
  readonly path: string
  readonly status: number
  /** How long it took, milliseconds. */
  readonly ms: number
  /** Bytes of the request's body that were read. */
  readonly bytes: number
  readonly verdict?: Verdict
  /** The causes that the report names. */
  readonly causes?: readonly string[]
  /** Whether a live cluster was to be read. */
  readonly live?: boolean
  /** The problem's code, where the answer is one. */
  readonly problem?: string
  /** Name of an unexpected error and where in the code it was thrown; never its message. */
  readonly error?: string
}

/** What is only read. */
export interface Reference {
  readonly catalogue: () => Promise<Catalogue>
  readonly openApi: () => Promise<OpenApi>
}

/** What an app needs from the place where it runs. */
export interface Deps {
  readonly diagnose: Diagnose
  readonly reference: Reference
  /** Most bytes of a body, as sent. */
  readonly maxBodyBytes: number
  /** How live clusters are read for callers. Absent where no caller is known: it is off then. */
  readonly live?: Live
  /** Answers one message of the Model Context Protocol. Absent where there is no `/mcp`. */
  readonly mcp?: (request: Request, notes: RequestNotes, asker: Asker) => Promise<Response>
  /** Returns a part of the page that diagnoses in the browser. Absent where `/` is served from elsewhere. */
  readonly page?: (kind: PageKind) => Promise<string>
  /** Where people reach the service: `https://kubewhy.example.com`. */
  readonly publicUrl?: string
  /** Whose pages may call it from a browser (CORS): origins. */
  readonly origins?: readonly string[]
  /** Whether answers are compressed here: the edge network does that itself. */
  readonly compresses?: boolean
  readonly log?: (entry: LogEntry) => void
}

/** What one request leaves behind for its log entry. */
export interface RequestNotes {
  bytes?: number
  verdict?: Verdict
  causes?: readonly string[]
  live?: boolean
  problem?: string
  error?: string
}

/** What Hono carries along with a request. */
export type AppEnv = {
  Variables: { notes: RequestNotes; requestId: string }
  /** What the server knows of the connection. */
  Bindings: { readonly address?: string }
}

import type { Scope } from '../../core/index.ts'

/** One file of a folder, or one of several dropped files. */
export interface NamedFile {
  /** Relative path with `/`. */
  readonly name: string
  readonly file: Blob
}

/** The user's input: one file (a pasted text is one), or the files of a folder. */
export type PageInput =
  | { readonly kind: 'file'; readonly name: string; readonly file: Blob }
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly NamedFile[] }

/** What the page asks its worker. */
export type Order = SnapshotOrder | ClusterOrder

/** To diagnose a snapshot. */
export interface SnapshotOrder {
  readonly input: PageInput
  readonly scope: Scope
  /** If both are given, the question is about the path between them. */
  readonly path?: { readonly from: string; readonly to: string }
  /** Where causes are explained. Absent in a page that is not from a service. */
  readonly causesUrl?: string
  /** URL of the service that diagnoses instead, if the user chose it. */
  readonly service?: string
}

/** Has the service at a URL read a live cluster, if the user submitted the form. */
export interface ClusterOrder {
  /** The body of the request, as entered: the service validates it. */
  readonly cluster: {
    readonly kubeconfig: string
    readonly context?: string
    readonly namespace?: string
    readonly workload?: string
  }
  /** Printable ASCII. */
  readonly token?: string
  readonly service: string
  readonly causesUrl: string
}

/** A finished diagnosis. */
export interface Finished {
  readonly type: 'finished'
  readonly headline: string
  /** The report's parts for the page: HTML in which every text from the cluster is escaped. */
  readonly body: string
  /** The report as a document of its own, and as JSON; only the displayed one is copied to the page. */
  readonly document: Blob
  readonly json: Blob
}

/** Why there is no report. */
export interface Failed {
  readonly type: 'failed'
  readonly message: string
  readonly hint: string
  readonly where?: string
}

/** What the worker tells the page. */
export type WorkerMessage =
  | { readonly type: 'read'; readonly bytes: number }
  | { readonly type: 'diagnosing' }
  | Finished
  | Failed

/** Why something could not be done, in words for the user. */
export class Refused extends Error {
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}

/** Why there is no report. */
export function reasonOf(error: unknown): Failed {
  if (error instanceof Refused) return { type: 'failed', message: error.message, hint: error.hint }
  return { type: 'failed', message: 'The diagnosis failed unexpectedly.', hint: 'Reload the page and try again.' }
}

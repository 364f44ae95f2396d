/** Where in the repository a problem's field stands. Lines and columns count from 1. */
export interface Location {
  /** Path from the repository's root, `/` between its parts. */
  readonly file: string
  readonly startLine: number
  readonly endLine?: number
  readonly startColumn?: number
}

/** By problem id. */
export type Locations = Readonly<Record<string, Location>>

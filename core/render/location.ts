/** The location of a problem's field in the repository. Lines and columns count from 1. */
export interface Location {
  /** Path from the repository's root, with `/`. */
  readonly file: string
  readonly startLine: number
  readonly endLine?: number
  readonly startColumn?: number
}

/** By problem id. */
export type Locations = Readonly<Record<string, Location>>

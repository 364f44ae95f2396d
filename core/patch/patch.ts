/** A strategic merge patch as an object, a JSON patch as a list of operations. */
export type Patch = Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[]

/** Why a patch cannot be applied. */
export class PatchError extends Error {}

/** Levels of nesting in a patch and its result; far more than in any manifest. */
export const MAX_DEPTH = 64

/** The JSON pointer to a field: `/spec/http/0/route/1` for `spec.http[0].route[1]`. */
export function pointerTo(path: string): string {
  return `/${path.replace(/\[(\d+)\]/g, '/$1').replaceAll('.', '/')}`
}

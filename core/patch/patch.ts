/** A strategic merge patch as an object, a JSON patch as a list of operations. */
export type Patch = Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[]

/** Why a patch cannot be applied. */
export class PatchError extends Error {}

/** Levels of nesting in a patch and its result; far more than in any manifest. */
export const MAX_DEPTH = 64

/** True if the JSON has more levels of nesting. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels <= 0 || Object.values(value).some(item => isDeeper(item, levels - 1))
}

/** The JSON pointer to a field: `/spec/http/0/route/1` for `spec.http[0].route[1]`. */
export function pointerTo(path: string): string {
  return `/${path.replace(/\[(\d+)\]/g, '/$1').replaceAll('.', '/')}`
}

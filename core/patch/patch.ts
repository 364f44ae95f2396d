/** A strategic merge patch as an object, a JSON patch as a list of operations. */
export type Patch = Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[]

/** Why a patch cannot be applied: what the API server would refuse it for, or what it does not say. */
export class PatchError extends Error {}

/** Levels of nesting in a patch and in what comes of one; no manifest comes near it. */
export const MAX_DEPTH = 64

/** True for JSON that is nested more than so many levels. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels <= 0 || Object.values(value).some(item => isDeeper(item, levels - 1))
}

/** The JSON pointer to a field: `/spec/http/0/route/1` for `spec.http[0].route[1]`. */
export function pointerTo(path: string): string {
  return `/${path.replace(/\[(\d+)\]/g, '/$1').replaceAll('.', '/')}`
}

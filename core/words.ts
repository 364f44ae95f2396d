import type { Fix, FixKind } from './report.ts'

/** A step as a rule words it. */
export interface Step extends Fix {
  readonly kind: FixKind
  /** True if its command changes the workload itself, as a patch does anyway: dropped for a custom resource, which an operator owns. */
  readonly changesWorkload?: true
}

/** What a person reads. Sentences, ending in a full stop; `title` without one. */
export interface Words {
  /** The fault with its names: `image nginx:1.72 does not exist`. Lower case at the start, so that it goes on after a colon. */
  readonly title: string
  /** Why that stops the workload, one sentence. */
  readonly why: string
  readonly fix: readonly Step[]
}

/** What somebody else has written, as one sentence on one line with one full stop. */
export function sentence(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ')
  return /[.!?]$/.test(line) ? line : `${line}.`
}

/** What a condition says: its reason, and its message where there is one. Empty where it says nothing. */
export function conditionText({
  reason,
  message,
}: {
  readonly reason?: string
  readonly message?: string
} = {}): string {
  return [reason, message].filter(Boolean).join(': ')
}

/** With a small letter at the start, as in the middle of a sentence. */
export function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** With a capital letter at the start. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The subject and verb of a sentence: `The pods of Deployment web mount`, `Pod web mounts`. */
export function podsThat(
  { kind, name }: { readonly kind: string; readonly name: string },
  many: string,
  one: string,
): string {
  return kind === 'Pod' ? `Pod ${name} ${one}` : `The pods of ${kind} ${name} ${many}`
}

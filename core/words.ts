import type { Fix, FixKind } from './report.ts'

/** A fix as a rule words it. */
export interface Step extends Fix {
  readonly kind: FixKind
  /**
   * True if its command changes the workload itself, as a patch always does: dropped for a custom resource, which
   * belongs to its operator.
   */
  readonly changesWorkload?: true
}

/** The words of a finding: sentences with a full stop, except `title`. */
export interface Words {
  /** The fault with its names: `image nginx:1.72 does not exist`. Begins in lower case, to follow a colon. */
  readonly title: string
  /** Why that stops the workload, one sentence. */
  readonly why: string
  readonly fix: readonly Step[]
}

/** Text from elsewhere as one sentence: one line, one full stop. */
export function sentence(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ')
  return /[.!?]$/.test(line) ? line : `${line}.`
}

/** A condition's reason and message; empty if it has neither. */
export function conditionText({
  reason,
  message,
}: {
  readonly reason?: string
  readonly message?: string
} = {}): string {
  return [reason, message].filter(Boolean).join(': ')
}

/** With a lower-case first letter, for the middle of a sentence. */
export function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** With an upper-case first letter. */
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

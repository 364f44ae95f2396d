/** What a crash log can name; the definitions are those of the cause catalogue. */
export const LOG_CAUSES = [
  'rbac-forbidden',
  'exec-format-error',
  'app-heap-exhausted',
  'app-disk-full',
  'app-authentication-failed',
  'app-certificate-invalid',
  'app-schema-missing',
  'app-name-resolution-failed',
  'app-port-in-use',
  'app-missing-environment-variable',
  'app-dependency-unreachable',
  'container-command-not-executable',
  'container-command-not-found',
  'app-permission-denied',
  'app-missing-file-or-module',
  'app-invalid-arguments',
] as const

/** Listed from the most to the least specific: of two causes that one failure names, the earlier one explains the later. */
export type LogCause = (typeof LOG_CAUSES)[number]

/**
 * One wording by which a program says why it ends.
 * `pattern` is tried only on lines that hold one of `words` (lower-case, letters, digits and underscores, three or more);
 * its named groups become the facts; a digit at the end of a name tells alternatives apart. It must be linear: no repetition inside a repetition, gaps bounded.
 */
export interface Signature {
  readonly id: string
  readonly cause: LogCause
  readonly words: readonly string[]
  readonly pattern: RegExp
  /** A word match that other failures share; without it the form is unambiguous. */
  readonly weak?: true
  /** The line is of this form but tells of something else. */
  readonly except?: RegExp
  /** One of the twelve lines above must match; its named groups are facts too. */
  readonly above?: RegExp
  /** As `above`, for the lines below. */
  readonly below?: RegExp
}

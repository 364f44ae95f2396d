/** Everything that is built with mutants: what the checks use of the core. */
export { diagnose } from '../../core/index.ts'
export { answerTo } from '../../test/support/cases.ts'
export { inShort } from '../../test/support/pinned-variations.ts'
/** Evaluates a test file, given its path; the build inserts them here. */
export const tests: Readonly<Record<string, () => Promise<unknown>>> = {}

/** What is built with the mutants in it: everything that a check asks of the core. */
export { diagnose } from '../../core/index.ts'
export { answerTo } from '../../test/support/cases.ts'
export { inShort } from '../../test/support/pinned-variations.ts'
/** Evaluates a test file, by its path; the build writes them here. */
export const tests: Readonly<Record<string, () => Promise<unknown>>> = {}

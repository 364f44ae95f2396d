import type { Examples } from './example.ts'

/** The examples as part of the program, read when they are first asked for. */
export async function carriedExamples(): Promise<Examples> {
  return (await import('./examples.generated.ts')).EXAMPLES
}

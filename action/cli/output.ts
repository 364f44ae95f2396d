import { writeFile } from 'node:fs/promises'
import { UsageError } from './exit-code.ts'

/** Writes to standard output; resolves when it is written, or when its reader has exited, as `head` does. */
export function print(text: string): Promise<void> {
  return new Promise(resolve => process.stdout.write(text, () => resolve()))
}

/** Writes a file, readable only by its owner if `isPrivate`. Throws a UsageError that names it. */
export async function writeOutput(path: string, content: string | Uint8Array, isPrivate = false): Promise<void> {
  try {
    await writeFile(path, content, isPrivate ? { mode: 0o600 } : {})
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new UsageError(`${path} cannot be written (${code}).`, 'Name a file in an existing folder.')
  }
}

/** Prints a text, or writes it to the requested file. */
export function deliver(text: string, { outputFile }: { readonly outputFile?: string }): Promise<void> {
  return outputFile === undefined ? print(text) : writeOutput(outputFile, text)
}

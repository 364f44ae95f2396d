import { readdirSync, readFileSync } from 'node:fs'
import type { InputFile } from '../../core/read/index.ts'

export const FIXTURES = new URL('../fixtures/', import.meta.url).pathname

/** The files below a fixture folder, as a command line or a browser hands them over. */
export function filesBelow(folder: string, prefix = ''): InputFile[] {
  return readdirSync(FIXTURES + folder, { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return filesBelow(path, `${prefix}${entry.name}/`)
    return [{ name: prefix + entry.name, read: () => readFileSync(FIXTURES + path) }]
  })
}

/** The bytes of one fixture file. */
export function bytesOf(path: string): Uint8Array {
  return readFileSync(FIXTURES + path)
}

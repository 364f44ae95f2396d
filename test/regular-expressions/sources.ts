import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAst } from 'rolldown/parseAst'

const ROOT = join(import.meta.dirname, '../..')

/** One regular expression and the file in which it stands. */
export interface Found {
  readonly file: string
  readonly source: string
  readonly flags: string
}

function* literalsIn(node: unknown): Generator<{ readonly pattern: string; readonly flags: string }> {
  if (typeof node !== 'object' || node === null) return
  if ('regex' in node) yield node.regex as { pattern: string; flags: string }
  for (const part of Object.values(node)) yield* literalsIn(part)
}

/** Every regular expression that is written in the files of some folders, each once. */
export function regularExpressionsIn(...folders: readonly string[]): readonly Found[] {
  const found = new Map<string, Found>()
  for (const file of globSync(
    folders.map(folder => `${folder}/**/*.ts`),
    { cwd: ROOT },
  )) {
    const program = parseAst(readFileSync(join(ROOT, file), 'utf8'), { lang: 'ts' })
    for (const { pattern, flags } of literalsIn(program)) {
      found.set(`/${pattern}/${flags}`, { file, source: pattern, flags })
    }
  }
  return [...found.values()]
}

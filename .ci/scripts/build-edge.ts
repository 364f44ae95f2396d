import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EXAMPLES } from '../../api/catalogue/examples.generated.ts'
import { buildPage } from './build-page.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** Makes what the worker reads besides its code, where wrangler.jsonc has it: the page and the examples of the catalogue. */
export async function buildEdge(): Promise<void> {
  const folder = join(ROOT, 'dist/edge')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'page.html'), await buildPage('service'))
  writeFileSync(join(folder, 'examples.json'), JSON.stringify(EXAMPLES))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildEdge()

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildResult, build, type Plugin } from 'esbuild'
import { carriedReference } from '../../api/carried-reference.ts'
import { buildPage } from './build-page.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** What the catalogue says of a cause, as the formatter lays out every rule. */
const TEXT = /^ {2}text: \{\n(?: {4}.*\n)+ {2}\},\n/m

/** Leaves the texts of the catalogue out of the rules: a diagnosis needs none of them, and the worker has them beside it. */
const withoutTexts: Plugin = {
  name: 'without-texts',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]core[\\/]rules[\\/].+\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      if (!/^export default define(?:Cluster)?Cause\(/m.test(source)) return undefined
      if (!TEXT.test(source)) throw new Error(`${relative(ROOT, path)} has no text where one is expected.`)
      return { contents: source.replace(TEXT, ''), loader: 'ts' }
    })
  },
}

/** Returns the code of the worker as one file, with what it is made of. */
export function bundleWorker(): Promise<BuildResult<{ write: false; metafile: true }>> {
  return build({
    absWorkingDir: ROOT,
    entryPoints: ['api/worker.ts'],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2024',
    platform: 'neutral',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    plugins: [withoutTexts],
    logLevel: 'error',
  })
}

/** Makes what wrangler.jsonc deploys: the worker, and beside it what it only reads, which would make it start slower. */
export async function buildEdge(): Promise<void> {
  const write = (file: string, content: string | Uint8Array) => writeFileSync(join(ROOT, 'dist', file), content)
  for (const folder of ['worker', 'edge']) mkdirSync(join(ROOT, 'dist', folder), { recursive: true })
  const [code] = (await bundleWorker()).outputFiles
  if (code === undefined) throw new Error('The worker has no code.')
  write('worker/worker.js', code.contents)
  write('edge/page.html', await buildPage('service'))
  write('edge/catalogue.json', JSON.stringify(await carriedReference.catalogue()))
  write('edge/openapi.json', JSON.stringify(await carriedReference.openApi()))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildEdge()

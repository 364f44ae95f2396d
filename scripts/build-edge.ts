import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'
import { minifySync } from 'rolldown/utils'
import { carriedReference } from '../api/carried-reference.ts'
import { buildPage } from './build-page.ts'

const ROOT = resolve(import.meta.dirname, '..')

/** What the catalogue says of a cause, as the formatter lays out every rule. */
const TEXT = /^ {2}text: \{\n(?: {4}.*\n)+ {2}\},\n/m

/** Leaves the texts of the catalogue out of the rules: a diagnosis needs none of them, and the worker has them beside it. */
const withoutTexts: Plugin = {
  name: 'without-texts',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]core[\\/]causes[\\/].+\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      if (!/^export default define(?:Cluster)?Cause\(/m.test(source)) return undefined
      if (!TEXT.test(source)) throw new Error(`${relative(ROOT, path)} has no text where one is expected.`)
      return { contents: source.replace(TEXT, ''), loader: 'ts' }
    })
  },
}

/** What the worker finds in place of the renderer of HTML. */
const NO_HTML = `export const HTML_POLICY = "default-src 'none'"
export const html = () => { throw new Error('HTML is not offered at the edge.') }`

/** Leaves the renderer of HTML and its layout library out: `api/worker.ts` does not offer that format. */
const withoutHtml: Plugin = {
  name: 'without-html',
  setup({ onLoad, onEnd }) {
    let isLeftOut = false
    onLoad({ filter: /[\\/]core[\\/]render[\\/]html[\\/]/ }, ({ path }) => {
      if (relative(ROOT, path) !== join('core', 'render', 'html', 'index.ts'))
        throw new Error(`${relative(ROOT, path)} is a part of the renderer of HTML, which the worker leaves out.`)
      isLeftOut = true
      return { contents: NO_HTML, loader: 'ts' }
    })
    onEnd(() => (isLeftOut ? {} : { errors: [{ text: 'core/render/html/index.ts was not there to be left out.' }] }))
  },
}

/**
 * Leaves out of the YAML library what writes YAML: the service only reads it. The library would write only to make a text of
 * a key that is a list or a map, which no JSON can have: at the edge such a document is answered as one that cannot be read.
 */
const withoutYamlWriter: Plugin = {
  name: 'without-yaml-writer',
  setup({ onLoad, onEnd }) {
    let count = 0
    onLoad({ filter: /[\\/]yaml[\\/]browser[\\/]dist[\\/]stringify[\\/]/ }, ({ path }) => {
      const names = /^export \{([\w, ]+)\};$/m.exec(readFileSync(path, 'utf8'))?.[1]
      if (names === undefined) throw new Error(`${relative(ROOT, path)} exports nothing that is known.`)
      count++
      const stubs = names
        .split(',')
        .map(name => `export const ${name.trim()} = () => { throw new Error('YAML is only read.') }`)
      return { contents: stubs.join('\n'), loader: 'js' }
    })
    onEnd(() => (count > 0 ? {} : { errors: [{ text: 'What writes YAML was not there to be left out.' }] }))
  },
}

/** The worker as one file, and what it is made of. */
export interface WorkerBundle {
  readonly code: string
  readonly metafile: Metafile
}

/** Returns the worker, made as small as it gets: what bundles best does not shorten best. */
export async function bundleWorker(): Promise<WorkerBundle> {
  const { outputFiles, metafile } = await build({
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
    plugins: [withoutTexts, withoutHtml, withoutYamlWriter],
    logLevel: 'error',
  })
  const [bundle] = outputFiles
  if (bundle === undefined) throw new Error('The worker has no code.')
  const { code, errors } = minifySync('worker.js', bundle.text, { module: true })
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return { code, metafile }
}

/** Makes what wrangler.jsonc deploys: the worker, and beside it what it only reads, which would make it start slower. */
export async function buildEdge(): Promise<void> {
  const write = (file: string, content: string) => writeFileSync(join(ROOT, 'dist', file), content)
  for (const folder of ['worker', 'edge']) mkdirSync(join(ROOT, 'dist', folder), { recursive: true })
  write('worker/worker.js', (await bundleWorker()).code)
  write('edge/page.html', await buildPage('service'))
  write('edge/catalogue.json', JSON.stringify(await carriedReference.catalogue()))
  write('edge/openapi.json', JSON.stringify(await carriedReference.openApi()))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildEdge()

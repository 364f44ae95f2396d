import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { zipSync } from 'fflate'
import type { PageKind } from '../api/page/built.ts'
import type { Example } from '../api/page/examples.ts'
import { pageMarkup } from '../api/page/markup.ts'
import { STYLE } from '../core/render/html/assets.generated.ts'
import { ICON } from '../core/render/html/index.ts'
import { policyHash } from './gen-report-assets.ts'

const root = join(import.meta.dirname, '..')
const source = join(root, 'api/page')

/** Where each page is written. */
export const PAGE_FILES: Readonly<Record<PageKind, string>> = {
  service: 'dist/page.html',
  offline: 'dist/kubewhy.html',
}

const EXAMPLES: readonly Omit<Example, 'zip'>[] = [
  { id: 'image-tag-typo', title: 'A new version whose image does not exist' },
  { id: 'crash-missing-env', title: 'A container that crashes again and again' },
  { id: 'two-problems', title: 'Two workloads, two causes' },
  { id: 'healthy-full-house', title: 'A healthy namespace with a troubled past' },
]

/** Takes which page: one that may send to its service when asked, or one that can send nothing. Returns it as one file that needs no other. */
export async function buildPage(kind: PageKind): Promise<string> {
  const [script, worker] = await Promise.all([bundle('main.ts', 'esm'), bundle('worker.ts', 'iife')])
  const style = STYLE + (await bundle('page.css'))
  const connect = kind === 'service' ? "'self'" : "'none'"
  if (/<\/style/i.test(style) || [script, worker].some(text => /<\/script|<!--/i.test(text)))
    throw new Error('A part of the page would end its element.')
  return pageMarkup({
    policy: `default-src 'none'; style-src '${policyHash(style)}'; script-src '${policyHash(script)}'; worker-src blob:; connect-src ${connect}; img-src data:; base-uri 'none'; form-action 'none'`,
    icon: ICON,
    style,
    script,
    worker,
    examples: JSON.stringify(EXAMPLES.map(example => ({ ...example, zip: zipped(example.id) }))),
    service: kind === 'service',
  })
}

async function bundle(entry: string, format: 'esm' | 'iife' = 'esm'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(source, entry)],
    bundle: true,
    format,
    platform: 'browser',
    minify: true,
    target: 'es2022',
    write: false,
  })
  return outputFiles[0]?.text.trim() ?? ''
}

/** A recording as `kubewhy collect` lays it out; its date is fixed, so that the page is the same every time. */
function zipped(id: string): string {
  const folder = join(root, 'test/fixtures/clusters', id)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name !== 'scenario.yaml' && entry.name !== 'manifests.yaml')
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
  const contents = Object.fromEntries(
    files.map(file => [relative(folder, file).split(sep).join('/'), readFileSync(file)]),
  )
  return Buffer.from(zipSync(contents, { level: 9, mtime: new Date(2026, 0, 1) })).toString('base64')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(root, 'dist')
  if (!existsSync(folder)) mkdirSync(folder)
  for (const [kind, file] of Object.entries(PAGE_FILES))
    writeFileSync(join(root, file), await buildPage(kind as PageKind))
}

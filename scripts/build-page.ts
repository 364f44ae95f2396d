import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { zipSync } from 'fflate'
import type { Example } from '../api/page/examples.ts'
import { type PageParts, pageMarkup } from '../api/page/markup.ts'
import { EMPTY_SLOTS, fillShell, OFFLINE_SHELL, PAGE_NAMES, type PageKind } from '../api/page/names.ts'
import { STYLE } from '../core/render/html/assets.generated.ts'
import { ICON } from '../core/render/html/index.ts'
import { policyHash } from './gen-report-assets.ts'

const root = join(import.meta.dirname, '..')
const source = join(root, 'api/page')

const EXAMPLES: readonly Omit<Example, 'zip'>[] = [
  { id: 'image-tag-typo', title: 'A new version whose image does not exist' },
  { id: 'crash-missing-env', title: 'A container that crashes again and again' },
  { id: 'two-problems', title: 'Two workloads, two causes' },
  { id: 'healthy-full-house', title: 'A healthy namespace with a troubled past' },
]

/**
 * Builds one part of the page. A service's page may send to the service on request; the offline page cannot send
 * anything.
 */
export async function buildPage(kind: PageKind): Promise<string> {
  if (kind === 'worker') return bundle('worker.ts', 'iife')
  const examples = JSON.stringify(EXAMPLES.map(example => ({ ...example, zip: zipped(example.id) })))
  if (kind === 'examples') return examples
  const worker = await bundle('worker.ts', 'iife')
  if (kind === 'offline') return fillShell(await buildShell(), { worker, examples })
  const later = { worker: address('worker', worker), examples: address('examples', examples) }
  return markup({ examples: JSON.stringify(EXAMPLES), later }, "'self'")
}

function buildShell(): Promise<string> {
  return markup(EMPTY_SLOTS, "'none'")
}

async function markup(parts: Pick<PageParts, 'examples' | 'worker' | 'later'>, connect: string): Promise<string> {
  const script = await bundle('main.ts', 'esm')
  const style = STYLE + (await bundle('page.css'))
  if (/<\/style/i.test(style)) throw new Error('The style of the page would end its element.')
  return pageMarkup({
    policy: `default-src 'none'; style-src '${policyHash(style)}'; script-src '${policyHash(script)}'; worker-src blob:; connect-src ${connect}; img-src data:; base-uri 'none'; form-action 'none'`,
    icon: ICON,
    style,
    script,
    ...parts,
  })
}

/** A new version has a new URL: a cached file never meets a page of another version. */
function address(kind: PageKind, text: string): string {
  return `${PAGE_NAMES[kind]}?v=${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
}

/** Writes all parts of the page into a folder, which is created if necessary. */
export async function writePage(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const [kind, name] of Object.entries(PAGE_NAMES))
    writeFileSync(join(folder, name), await buildPage(kind as PageKind))
}

/** Writes the page's files for a package: the offline page is assembled on request. */
export async function writePackagedPage(folder: string): Promise<void> {
  for (const kind of ['service', 'worker', 'examples'] as const)
    writeFileSync(join(folder, PAGE_NAMES[kind]), await buildPage(kind))
  writeFileSync(join(folder, OFFLINE_SHELL), await buildShell())
}

const bundles = new Map<string, Promise<string>>()

/** Bundles a source of the page, once for all parts that need it. */
function bundle(entry: string, format: 'esm' | 'iife' = 'esm'): Promise<string> {
  const text = bundles.get(entry) ?? bundled(entry, format)
  bundles.set(entry, text)
  return text
}

async function bundled(entry: string, format: 'esm' | 'iife'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(source, entry)],
    bundle: true,
    format,
    platform: 'browser',
    minify: true,
    target: 'es2022',
    write: false,
  })
  const text = outputFiles[0]?.text.trim() ?? ''
  if (/<\/script|<!--/i.test(text)) throw new Error(`${entry} would end its element in the page.`)
  return text
}

/** A recording in the layout of `kubewhy collect`, with a fixed date for reproducible builds. */
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
  await writePage(join(root, 'dist'))
}

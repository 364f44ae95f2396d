import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildResult, build } from 'esbuild'
import { writePage } from './build-page.ts'

const ROOT = resolve(import.meta.dirname, '..')

/** The worker's modules: `worker.mjs`, evaluated at startup with its imports, and those loaded on demand. */
export function bundleWorker(): Promise<BuildResult<{ write: false; metafile: true }>> {
  return build({
    absWorkingDir: ROOT,
    entryPoints: { worker: 'api/worker.ts' },
    outdir: 'dist/worker',
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    splitting: true,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2024',
    platform: 'neutral',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    legalComments: 'none',
    logLevel: 'error',
  })
}

/** Builds what wrangler.jsonc deploys: the worker and the page. */
export async function buildEdge(): Promise<void> {
  for (const folder of ['worker', 'edge']) {
    rmSync(join(ROOT, 'dist', folder), { recursive: true, force: true })
    mkdirSync(join(ROOT, 'dist', folder), { recursive: true })
  }
  for (const { path, contents } of (await bundleWorker()).outputFiles) writeFileSync(path, contents)
  await writePage(join(ROOT, 'dist/edge'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildEdge()

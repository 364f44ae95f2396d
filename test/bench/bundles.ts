import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildAction } from '../../scripts/build-action.ts'
import { bundleWorker } from '../../scripts/build-edge.ts'
import { buildNpm } from '../../scripts/build-npm.ts'
import { buildPage } from '../../scripts/build-page.ts'
import type { Figure } from './figure.ts'

const ROOT = join(import.meta.dirname, '../..')
const WORKER_TARGET = 1024
const START_TARGET = 50

function sizes(name: string, code: Uint8Array | string): readonly Figure[] {
  const bytes = Buffer.from(code)
  return [
    { name, value: bytes.length / 1024, unit: 'KiB' },
    { name: `${name}, gzip`, value: gzipSync(bytes, { level: 9 }).length / 1024, unit: 'KiB' },
  ]
}

/** The worker's modules are compressed one by one. */
function workerSizes(modules: readonly Uint8Array[]): readonly Figure[] {
  const kib = (all: readonly Uint8Array[]) => all.reduce((sum, { length }) => sum + length, 0) / 1024
  const zipped = kib(modules.map(each => gzipSync(each, { level: 9 })))
  return [
    { name: 'worker bundle', value: kib(modules), unit: 'KiB' },
    { name: 'worker bundle, gzip', value: zipped, unit: 'KiB', target: WORKER_TARGET },
  ]
}

function folderSize(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
}

/** What `wrangler check startup` measures of the worker on this machine; nothing where it cannot run. */
function workerStart(folder: string): readonly Figure[] {
  try {
    const args = ['check', 'startup', '--outfile', join(folder, 'worker.cpuprofile')]
    const env = { ...process.env, WRANGLER_SEND_METRICS: 'false' }
    const text = execFileSync(join(ROOT, 'node_modules/.bin/wrangler'), args, {
      cwd: ROOT,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 120_000,
    })
    const active = /Active: ([\d.]+) ms/.exec(text)?.[1]
    if (active === undefined) return []
    const note = 'wrangler check startup, active time'
    return [{ name: 'worker start', value: Number(active), unit: 'ms', target: START_TARGET, note }]
  } catch {
    return []
  }
}

/** Builds everything below `folder`; returns how large it is. */
export async function bundleFigures(folder: string): Promise<readonly Figure[]> {
  const { outputFiles } = await bundleWorker()
  await buildAction(join(folder, 'action'))
  await buildNpm(join(folder, 'npm'))
  return [
    ...workerSizes(outputFiles.map(({ contents }) => contents)),
    ...sizes('action bundle', readFileSync(join(folder, 'action/index.js'))),
    ...sizes('page, all in one file', await buildPage('offline')),
    { name: 'npm package, unpacked', value: folderSize(join(folder, 'npm')) / 1024, unit: 'KiB' },
    ...workerStart(folder),
  ]
}

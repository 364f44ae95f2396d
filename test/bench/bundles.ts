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
const WORKER_TARGET = 250
const START_TARGET = 60

function sizes(name: string, code: Uint8Array | string, target?: number): readonly Figure[] {
  const bytes = Buffer.from(code)
  const zipped: Figure = { name: `${name}, gzip`, value: gzipSync(bytes, { level: 9 }).length / 1024, unit: 'KiB' }
  return [{ name, value: bytes.length / 1024, unit: 'KiB' }, target === undefined ? zipped : { ...zipped, target }]
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
  const { code } = await bundleWorker()
  await buildAction(join(folder, 'action'))
  await buildNpm(join(folder, 'npm'))
  return [
    ...sizes('worker bundle', code, WORKER_TARGET),
    ...sizes('action bundle', readFileSync(join(folder, 'action/index.js'))),
    ...sizes('page, all in one file', await buildPage('offline')),
    { name: 'npm package, unpacked', value: folderSize(join(folder, 'npm')) / 1024, unit: 'KiB' },
    ...workerStart(folder),
  ]
}

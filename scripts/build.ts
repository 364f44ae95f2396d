import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildAction } from './build-action.ts'
import { buildEdge } from './build-edge.ts'
import { buildNpm } from './build-npm.ts'
import { writePage } from './build-page.ts'

const ROOT = resolve(import.meta.dirname, '..')

/** All builds; each returns the folder or file that it wrote, relative to the root. */
const TARGETS: Readonly<Record<string, () => Promise<string>>> = {
  async action() {
    await buildAction(join(ROOT, 'action/dist'))
    return 'action/dist'
  },
  async page() {
    await writePage(join(ROOT, 'dist'))
    return 'dist/kubewhy.html'
  },
  async npm() {
    await buildNpm(join(ROOT, 'dist/npm'))
    return 'dist/npm'
  },
  async worker() {
    await buildEdge()
    return 'dist/edge'
  },
}

function kibibytes(path: string): number {
  if (statSync(path).isFile()) return Math.round(statSync(path).size / 1024)
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
  return Math.round(bytes / 1024)
}

const asked = process.argv.slice(2)
const unknown = asked.filter(name => TARGETS[name] === undefined)
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')} to build; there are ${Object.keys(TARGETS).join(', ')}.`)
  process.exit(2)
}
for (const [name, target] of Object.entries(TARGETS)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const made = await target()
  console.log(`${name}: ${made}, ${kibibytes(join(ROOT, made))} KiB`)
}

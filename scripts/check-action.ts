import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildAction } from './build-action.ts'

/** The committed files of the action. */
const COMMITTED = resolve(import.meta.dirname, '../action/dist')

const folder = mkdtempSync(join(tmpdir(), 'kubewhy-action-'))
await buildAction(folder)
const stale = ['index.js', 'licenses.txt'].filter(
  file => !readFileSync(join(folder, file)).equals(readFileSync(join(COMMITTED, file))),
)
rmSync(folder, { recursive: true })
for (const file of stale) console.error(`action/dist/${file} is not current: run npm run build -- action`)
process.exitCode = stale.length > 0 ? 1 : 0

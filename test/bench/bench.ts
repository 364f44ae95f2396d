/**
 * Measures speed, memory and sizes and prints one table: `npm run bench -- [--json FILE] [--only NAME]`. `--only` takes
 * `diagnosis`, `logs`, `live`, `bundles`, `service` or `action`. README.md says what each figure means.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { actionFigures } from './action-start.ts'
import { bundleFigures } from './bundles.ts'
import { diagnosisFigures } from './diagnosis.ts'
import { type Figure, table } from './figure.ts'
import { liveFigures } from './live.ts'
import { logFigures } from './logs.ts'
import { serviceFigures } from './service.ts'

const { values: options } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' } },
})
const isAsked = (name: string) => options.only === undefined || options.only === name
/** Bytes of memory that the List of 100,000 pods, its text and its objects take together. */
const LARGEST = 10 * 2 ** 30
const hasRoom = process.availableMemory() > LARGEST
const sizes = [100, 1000, 10_000, ...(hasRoom ? [100_000] : [])]
const folder = mkdtempSync(join(tmpdir(), 'kubewhy-bench-'))
const figures: Figure[] = []
try {
  if (isAsked('diagnosis')) figures.push(...diagnosisFigures(sizes))
  if (isAsked('logs')) figures.push(...logFigures())
  if (isAsked('live')) figures.push(...(await liveFigures()))
  const built = ['diagnosis', 'logs', 'live'].some(name => options.only === name) ? [] : await bundleFigures(folder)
  if (isAsked('bundles')) figures.push(...built)
  if (isAsked('service')) figures.push(...(await serviceFigures(join(folder, 'npm'))))
  if (isAsked('action')) figures.push(...(await actionFigures(join(folder, 'action/index.js'))))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(table(figures))
if (isAsked('diagnosis') && !hasRoom) console.log('100,000 pods left out: they take 10 GiB of free memory.')
if (options.json !== undefined) {
  const machine = { node: process.version, processor: cpus()[0]?.model ?? 'unknown', processors: cpus().length }
  writeFileSync(options.json, `${JSON.stringify({ machine, figures }, null, 2)}\n`)
}

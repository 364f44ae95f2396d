import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Figure } from './figure.ts'
import type { Measured } from './measure-diagnosis.ts'
import type { MeasuredHeap } from './measure-heap.ts'

/** The size in MiB of the young generation of a small machine: up to twice as much garbage lies in it uncollected. */
const SEMI_SPACE = 16

function run(entry: string, options: readonly string[], ...words: readonly number[]): unknown {
  const file = join(import.meta.dirname, entry)
  const args = ['--expose-gc', '--max-old-space-size=16384', ...options, file, ...words.map(String)]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
}

function measure(pods: number): Measured & MeasuredHeap {
  const runs = pods > 50_000 ? 2 : Math.min(100, Math.ceil(100_000 / pods))
  const heap = run('measure-heap.ts', [`--max-semi-space-size=${SEMI_SPACE}`], pods) as MeasuredHeap
  return { ...(run('measure-diagnosis.ts', [], pods, runs) as Measured), ...heap }
}

function figuresOf(measured: Measured & MeasuredHeap, before: Measured | undefined): readonly Figure[] {
  const { pods, objects, bytes, problems, parse, diagnose, parsed, peak } = measured
  const size = `${pods} pods`
  const hasTargets = pods >= 10_000
  return [
    {
      name: `JSON.parse, ${size}`,
      value: parse,
      unit: 'ms',
      note: `${objects} objects, ${(bytes / 1e6).toFixed(0)} MB`,
    },
    { name: `diagnose, ${size}`, value: diagnose, unit: 'ms', note: `${problems} problems` },
    { name: `diagnose by JSON.parse, ${size}`, value: diagnose / parse, unit: '×', ...(hasTargets && { target: 0.5 }) },
    {
      name: `peak heap by parsed, ${size}`,
      value: peak / parsed,
      unit: '×',
      ...(hasTargets && { target: 1.5 }),
    },
    ...(before === undefined
      ? []
      : [{ name: `growth to ${size}`, value: diagnose / before.diagnose, unit: '×' as const, target: 11 }]),
  ]
}

/** `sizes`: pods. */
export function diagnosisFigures(sizes: readonly number[]): readonly Figure[] {
  const measured = sizes.map(measure)
  return measured.flatMap((each, index) => figuresOf(each, measured[index - 1]))
}

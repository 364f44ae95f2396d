import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Figure } from './figure.ts'
import type { Measured } from './measure-diagnosis.ts'

const ENTRY = join(import.meta.dirname, 'measure-diagnosis.ts')

function measure(pods: number): Measured {
  const runs = pods > 50_000 ? 2 : Math.min(100, Math.ceil(100_000 / pods))
  const args = ['--expose-gc', '--max-old-space-size=16384', ENTRY, String(pods), String(runs)]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Measured
}

function figuresOf(measured: Measured, before: Measured | undefined): readonly Figure[] {
  const { pods, objects, bytes, problems, parse, diagnose, parsedHeap, peakHeap } = measured
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
      value: peakHeap / parsedHeap,
      unit: '×',
      ...(hasTargets && { target: 1.5 }),
    },
    ...(before === undefined
      ? []
      : [{ name: `growth to ${size}`, value: diagnose / before.diagnose, unit: '×' as const, target: 11 }]),
  ]
}

/** Takes the sizes in pods; returns the figures of each. */
export function diagnosisFigures(sizes: readonly number[]): readonly Figure[] {
  const measured = sizes.map(measure)
  return measured.flatMap((each, index) => figuresOf(each, measured[index - 1]))
}

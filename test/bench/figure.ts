/** One measured figure. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: 'ms' | '×' | 'KiB' | '1/s' | ''
  /** At most this, where a target is set. */
  readonly target?: number
  /** What it was measured on, in a few words. */
  readonly note?: string
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function shown({ value, unit }: Figure): string {
  const digits = unit === '×' ? 2 : value < 10 ? 1 : 0
  return `${value.toFixed(unit === '' ? 0 : digits)} ${unit}`.trimEnd()
}

export function table(figures: readonly Figure[]): string {
  const rows = figures.map(figure => {
    const { name, value, target, note = '' } = figure
    const verdict = target === undefined ? '' : `${value <= target ? 'ok' : 'over'} (≤ ${target})`
    return [name, shown(figure), verdict, note]
  })
  const all = [['figure', 'value', 'target', 'measured on'], ...rows]
  const widths = [0, 1, 2].map(column => Math.max(...all.map(row => row[column]?.length ?? 0)))
  return all
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

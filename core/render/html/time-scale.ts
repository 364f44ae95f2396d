import { formatAge, formatTime } from '../../time.ts'

export interface Tick {
  readonly x: number
  readonly label: string
}

/** A period that is left out of the axis. */
export interface Break extends Tick {}

export interface TimeScale {
  readonly x: (time: number) => number
  readonly ticks: readonly Tick[]
  readonly breaks: readonly Break[]
}

interface Stretch {
  readonly from: number
  readonly to: number
  readonly x: number
  readonly width: number
}

const SECOND = 1000
const DAY = 86_400_000
const BREAK_WIDTH = 34
const TICK_SPACE = 76
const MAX_BREAKS = 3
/** A gap is left out if it is at least this long and takes at least this share of the axis. */
const MIN_GAP = 5 * 60 * SECOND
const MIN_SHARE = 0.45
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400].map(
  seconds => seconds * SECOND,
)

/** A linear scale for at least one time, without long periods in which nothing begins or ends. */
export function timeScale(times: readonly number[], left: number, width: number): TimeScale {
  const stretches = spread(cutGaps([...new Set(times)].sort((a, b) => a - b)), left, width)
  const whole = (stretches.at(-1)?.to ?? 0) - (stretches[0]?.from ?? 0)
  return {
    x: time => {
      const { from, to, x, width: wide } = stretches.find(each => time <= each.to) ?? (stretches.at(-1) as Stretch)
      return Math.round((x + (to === from ? 0.5 : (time - from) / (to - from)) * wide) * 10) / 10
    },
    ticks: stretches.flatMap(stretch => ticksOf(stretch, whole >= DAY)),
    breaks: stretches.slice(1).map((stretch, index) => ({
      x: Math.round((stretch.x - BREAK_WIDTH / 2) * 10) / 10,
      label: formatAge(stretch.from - (stretches[index]?.to ?? stretch.from)),
    })),
  }
}

function cutGaps(sorted: readonly number[]): (readonly [number, number])[] {
  let parts: (readonly number[])[] = [sorted]
  for (let cuts = 0; cuts < MAX_BREAKS; cuts += 1) {
    const shown = parts.reduce((sum, part) => sum + length(part), 0)
    const [widest] = parts
      .flatMap((part, at) => part.slice(1).map((time, index) => ({ at, index, gap: time - (part[index] ?? time) })))
      .sort((a, b) => b.gap - a.gap)
    if (widest === undefined || widest.gap < MIN_GAP || widest.gap < shown * MIN_SHARE) break
    parts = parts.flatMap((part, at) =>
      at === widest.at ? [part.slice(0, widest.index + 1), part.slice(widest.index + 1)] : [part],
    )
  }
  return parts.map(part => [part[0] ?? 0, part.at(-1) ?? 0])
}

/** A part with a single time keeps a tenth of the axis, as room for its marks. */
function spread(parts: readonly (readonly [number, number])[], left: number, width: number): Stretch[] {
  const room = width - (parts.length - 1) * BREAK_WIDTH
  const least = parts.length === 1 ? room : room * 0.1
  const shown = parts.reduce((sum, part) => sum + length(part), 0)
  const shares = parts.map(
    part => least + (shown === 0 ? 1 / parts.length : length(part) / shown) * (room - least * parts.length),
  )
  let x = left
  return parts.map(([from, to], index) => {
    const share = shares[index] ?? 0
    const stretch = { from, to, x, width: share }
    x += share + BREAK_WIDTH
    return stretch
  })
}

function ticksOf({ from, to, x, width }: Stretch, withDay: boolean): Tick[] {
  const label = (time: number) =>
    formatTime(time)
      .slice(withDay ? 5 : 11, withDay ? 16 : 19)
      .replace('T', ' ')
  const most = Math.floor(width / TICK_SPACE)
  const step = STEPS.find(each => (to - from) / each <= most) ?? (to - from) / Math.max(1, most)
  if (to === from || step <= 0) return [{ x: Math.round((x + width / 2) * 10) / 10, label: label(from) }]
  const ticks: Tick[] = []
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
    ticks.push({ x: Math.round((x + ((time - from) / (to - from)) * width) * 10) / 10, label: label(time) })
  }
  return ticks.length > 0 ? ticks : [{ x: Math.round(x * 10) / 10, label: label(from) }]
}

function length(part: readonly number[]): number {
  return (part.at(-1) ?? 0) - (part[0] ?? 0)
}

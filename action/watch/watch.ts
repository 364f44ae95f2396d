import type { Clock } from '../../core/collect/kube-get.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import type { Report, Snapshot } from '../../core/index.ts'
import { beginsToFail } from '../../core/logs/failing.ts'
import { formatAge } from '../../core/time.ts'
import type { Feed } from './feed.ts'
import { beginning, type Decision, type JudgeRules, judge } from './judge.ts'
import { type Look, look } from './observe.ts'
import type { Wanted } from './targets.ts'

/** How the wait ended. */
export interface Watched {
  readonly decision: Exclude<Decision, { readonly state: 'waiting' }> | { readonly state: 'cancelled' }
  readonly report: Report
  readonly snapshot: Snapshot
  /** Milliseconds by the server's clock. */
  readonly took: number
}

export interface WatchOptions extends JudgeRules {
  readonly wanted: Wanted
  /** Applied documents, for fields that the API server dropped. */
  readonly manifests: NonNullable<Snapshot['manifests']>
  /** Called with the reasons for waiting when they change. */
  readonly onWaiting: (reasons: readonly string[]) => void
  /** Settles when the wait should end at once. */
  readonly cancelled: Promise<unknown>
  /** Measures the waits between observations; this machine's clock by default. */
  readonly timer?: Clock['timer']
}

/** Related events arrive within this time: several pods fail one after another. */
const DEBOUNCE_MS = 100
/** Rules depend on time, so the result may change without any event. */
const TICK_MS = 1000
/** Before failing, the judge waits for other problems, and reads again what is not watched. */
const CONFIRM_MS = 400

/** Signals changes of a feed; pass it as `onChange`. */
export interface Bell {
  ring(): void
  /** Settles at the next signal, or at once if there was one since the last wait. */
  heard(): Promise<void>
}

export function createBell(): Bell {
  let rung = false
  let wake = () => {}
  return {
    ring() {
      rung = true
      wake()
    },
    async heard() {
      if (!rung) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      rung = false
    },
  }
}

/** Observes the feed at every change and every second until the judge decides, time is up or it is cancelled. */
export async function watchRollout(feed: Feed, bell: Bell, options: WatchOptions): Promise<Watched> {
  const { wanted, manifests, onWaiting, timeout, timer = systemClock.timer } = options
  const sleep = (milliseconds: number) => timer(milliseconds).done
  const began = feed.now()
  let memory = beginning(began)
  let isCancelled = false
  let said: ReadonlySet<string> = new Set()
  /** When a failure was seen in the logs of complete workloads: settling restarts once. */
  let doubted: number | undefined
  options.cancelled.then(() => {
    isCancelled = true
  })

  const observe = (): { readonly snapshot: Snapshot; readonly seen: Look; readonly lookedFor: number } => {
    const started = feed.now()
    const snapshot = { ...feed.snapshot(), manifests }
    const seen = look(snapshot, wanted, began, options.failFast)
    return { snapshot, seen, lookedFor: feed.now() - started }
  }
  const announce = (reasons: readonly string[]) => {
    const fresh = reasons.filter(reason => !said.has(reason))
    if (fresh.length > 0) onWaiting(fresh)
    said = new Set(reasons)
  }
  const ended = (decision: Watched['decision'], { snapshot, seen }: ReturnType<typeof observe>): Watched => {
    return { decision, report: seen.report, snapshot, took: feed.now() - began }
  }

  let latest = observe()
  for (;;) {
    if (isCancelled) return ended({ state: 'cancelled' }, latest)
    if (feed.isFresh()) {
      const judged = judge(memory, latest.seen.observation, options)
      memory = judged.memory
      const { decision } = judged
      if (decision.state === 'waiting') announce(decision.reasons)
      else if (decision.state === 'succeeded') {
        await feed.readComplete()
        latest = observe()
        const isNew = doubted === undefined && isDoubtful(latest.snapshot, feed.now())
        if (!isNew) return ended(decision, latest)
        doubted = feed.now()
        announce(['everything is rolled out, but a log ends with failures; waiting a little longer'])
        memory = { ...memory, completeSince: doubted }
      } else if (decision.why === 'timeout') return ended(decision, latest)
      else {
        await Promise.all([feed.refresh(), sleep(CONFIRM_MS)])
        latest = observe()
        const confirmed = judge(memory, latest.seen.observation, options)
        if (confirmed.decision.state !== 'waiting') return ended(confirmed.decision, latest)
        memory = confirmed.memory
      }
    } else {
      announce(['the connection to the API server was lost; reconnecting'])
      if (feed.now() - began >= timeout) {
        const text = `The connection to the API server was lost, and the timeout of ${formatAge(timeout)} has passed.`
        return ended({ state: 'failed', why: 'timeout', text }, latest)
      }
    }
    const tick = timer(TICK_MS)
    await Promise.race([bell.heard(), tick.done, options.cancelled])
    tick.cancel()
    // If an observation takes long, half of the time is left for the connections.
    if (!isCancelled) await sleep(Math.max(DEBOUNCE_MS, latest.lookedFor))
    latest = observe()
  }
}

/** True if a log ends with a failure that is too recent to call lasting. */
function isDoubtful({ logs = [] }: Snapshot, now: number): boolean {
  return logs.some(({ current }) => current !== undefined && beginsToFail(current, now))
}

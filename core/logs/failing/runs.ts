import type { Saying } from '../saying.ts'
import { isHousekeeping, isSameTopic, tellsOfConnection } from '../success.ts'
import { areOfOthers } from '../systems.ts'
import type { Entry } from './entries.ts'
import { type Failure, isOfOtherEnd, type ReportedFailure } from './failure.ts'

/** Limit on the failures that are tracked at a time. */
const MAX_RUNS = 40
/** The beginning of a longer text that shows what it is about, in characters. */
const HEAD = 600

/** Occurrences of one failure, without a success for the same thing in between. */
export interface OpenRun extends Failure {
  readonly topics: readonly ReadonlySet<string>[]
  readonly first: number | undefined
  readonly last: number | undefined
  readonly longestGap: number
  readonly count: number
  /** Index of the first and the last entry about it. */
  readonly from: number
  readonly at: number
}

type Growing = { -readonly [Key in keyof OpenRun]: OpenRun[Key] }

/** Counts a failure in the entry with this index. */
export function extend(runs: Map<string, Growing>, told: ReportedFailure, { time }: Entry, index: number): void {
  const { key: own, topic, cause, form, signature, facts, strength, piece } = told
  const key = runs.has(own) ? own : (sameCause(runs, told) ?? own)
  const run = runs.get(key)
  if (run === undefined) {
    if (runs.size >= MAX_RUNS) runs.delete(runs.keys().next().value ?? '')
    const counts = { topics: [topic], first: time, last: time, longestGap: 0, count: 1, from: index, at: index }
    runs.set(key, { cause, form, signature, facts, strength, piece, ...counts })
    return
  }
  // A run keeps its first identity.
  if (run.form === 'waiting') Object.assign(run, { cause, form, signature })
  run.facts = together(run.facts, facts)
  if (run.strength !== 'strong') run.strength = strength
  run.piece = piece
  if (!run.topics.some(other => isSameTopic(other, topic))) run.topics = [...run.topics, topic].slice(-4)
  run.first ??= time
  run.count += isSameMoment(run, time, index) ? 0 : 1
  if (time !== undefined && run.last !== undefined) run.longestGap = Math.max(run.longestGap, time - run.last)
  run.last = time
  run.at = index
}

/** All facts of the lines are kept: one has the host, another the user. */
function together(known: Failure['facts'], more: Failure['facts']): Failure['facts'] {
  for (const name of Object.keys(more)) if (known[name] !== more[name]) return { ...known, ...more }
  return known
}

/** Several messages of one occurrence count once. */
function isSameMoment({ last, at }: OpenRun, time: number | undefined, index: number): boolean {
  return last !== undefined && time !== undefined && time - last < 50 && index - at <= 3
}

/**
 * The run of a line that does not name the other end, or is the first to name it: the one with the same cause, if there
 * is only one.
 */
function sameCause(runs: ReadonlyMap<string, OpenRun>, failure: Failure): string | undefined {
  if (!isOfOtherEnd(failure.cause)) return undefined
  const known = [...runs].filter(([, { cause }]) => cause === failure.cause)
  const [[key, only] = []] = known
  if (only === undefined || known.length > 1) return undefined
  const isNamed = (facts: Failure['facts']) => facts['host'] !== undefined || facts['address'] !== undefined
  return isNamed(only.facts) && isNamed(failure.facts) ? undefined : key
}

/** Ends the runs for which an entry reports a success. */
export function close(runs: Map<string, OpenRun>, { said }: Entry): void {
  if (runs.size === 0) return
  closeServed(runs, said)
  if (said.own !== undefined && said.own !== 'access') return
  const { success } = said
  if (success === undefined) return
  for (const [key, run] of runs) if (isSuccessFor(run, said, success)) runs.delete(key)
}

const SERVED: ReadonlySet<Failure['form']> = new Set(['requests', 'upstream-unreached', 'upstream-unanswered'])

/** Ends what a successful request disproves: that all fail, or that the server behind a proxy does not respond. */
function closeServed(runs: Map<string, OpenRun>, said: Saying): void {
  for (const [key, { form, piece }] of runs) {
    if (!SERVED.has(form)) continue
    const { served } = said
    if (served === undefined) return
    if (form !== 'upstream-unreached' || partOf(served.path) === partOf(REQUESTED.exec(piece.text)?.[1]))
      runs.delete(key)
  }
}

const REQUESTED = / request: "[A-Z]{3,10} (\S{1,2000}) /

/** The part of a server that a path belongs to: its first segment. */
function partOf(path: string | undefined): string | undefined {
  return path?.split(/[/?]/, 2)[1]
}

function isSuccessFor(run: OpenRun, said: Saying, success: 'plain' | 'past'): boolean {
  const { topic } = said
  const isAccess = said.own === 'access'
  if (run.form === 'worker-died' || run.form === 'requests') return false
  const host = run.facts['host'] ?? run.facts['address']
  if (run.cause === 'application-error' || run.form === 'waiting')
    return (!isAccess && !isHousekeeping(said)) || run.topics.some(other => isSameTopic(other, topic))
  if (host !== undefined && success === 'plain' && said.text.includes(host)) return true
  if (run.topics.some(other => isSameTopic(other, topic))) return true
  if (isAccess || !isOfOtherEnd(run.cause) || !tellsOfConnection(said)) return false
  const other = said.anyTarget
  const otherHost = other?.['host'] ?? other?.['address']
  if (otherHost !== undefined && host !== undefined) return otherHost === host
  const failing = { text: `${host ?? ''} ${run.signature} ${run.piece.text.slice(0, HEAD)}`, port: run.facts['port'] }
  return !areOfOthers(failing, { text: said.text.slice(0, HEAD), port: other?.['port'] })
}

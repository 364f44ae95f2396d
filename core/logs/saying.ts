import type { ReportedFailure } from './failing/failure.ts'
import type { Level } from './level.ts'
import type { Prefilter, Screened } from './literals.ts'
import { blamesCaller, notOwn } from './not-own.ts'
import { type Request, servedIn } from './requests.ts'
import { successIn, topicOf } from './success.ts'
import { type Target, targetIn } from './target.ts'
import { withoutTime } from './times.ts'

/** The beginning of a longer event that is judged, in characters. */
const MAX_TEXT = 4000

/** In lines of access logs, which have no level. */
const OF_ACCESS = ' HTTP/'

/** Most events are quiet, at info or about a request, and are rarely searched for signatures. */
export interface Screens {
  readonly quiet: Prefilter<RegExp>
  /** Also covers the patterns of signatures. */
  readonly loud: Prefilter<RegExp>
}

/**
 * The content of a log event, whenever it occurs: events that differ only in their time share one, with everything
 * found in it.
 */
export class Saying implements Screened {
  readonly level: Level | undefined
  /** Message first, then the other fields of a record. */
  readonly texts: readonly string[]
  readonly text: string
  /** True if the text contains the whole event. */
  private readonly isWhole: boolean
  private readonly screens: Screens
  private mayMatch: readonly RegExp[] | undefined
  private ownership: { readonly own: ReturnType<typeof notOwn> } | undefined
  private blame: boolean | undefined
  private outcome: { readonly success: ReturnType<typeof successIn> } | undefined
  private words: ReadonlySet<string> | undefined
  private otherEnd: { readonly target: Target | undefined } | undefined
  private anyEnd: { readonly target: Target | undefined } | undefined
  private answer: { readonly served: Request | undefined } | undefined
  /** The failure it reports, with the index of its piece in the event; undefined while unknown. */
  failure: (ReportedFailure & { readonly at: number }) | 'none' | undefined

  /** `texts`: those of the event's first pieces; `areAll` if there are no more. */
  constructor(level: Level | undefined, texts: readonly string[], areAll: boolean, screens: Screens) {
    const text = texts.join('\n')
    this.level = level
    this.texts = texts
    this.text = text.slice(0, MAX_TEXT)
    this.isWhole = areAll && text.length <= MAX_TEXT
    this.screens = screens
  }

  get may(): readonly RegExp[] {
    this.mayMatch ??= this.screens[this.isLoud ? 'loud' : 'quiet'].read(this.text)
    return this.mayMatch
  }

  /** Like `may`, if the whole event was screened for signatures; undefined otherwise. */
  get signatures(): readonly RegExp[] | undefined {
    return this.isLoud && this.isWhole ? this.may : undefined
  }

  private get isLoud(): boolean {
    if (this.level === undefined) return !this.text.includes(OF_ACCESS)
    return this.level !== 'info' && this.level !== 'debug'
  }

  get own(): ReturnType<typeof notOwn> {
    this.ownership ??= { own: notOwn(this) }
    return this.ownership.own
  }

  /** True if it blames the client, in generic words only: a login that a driver reports is the app's own. */
  get blamesCaller(): boolean {
    this.blame ??= blamesCaller(this)
    return this.blame
  }

  get success(): ReturnType<typeof successIn> {
    this.outcome ??= { success: successIn({ text: withoutTime(this.text), may: this.may }, this.level) }
    return this.outcome.success
  }

  get topic(): ReadonlySet<string> {
    this.words ??= topicOf(this.texts[0] ?? '')
    return this.words
  }

  /** The successful request, unless it is a probe's. */
  get served(): Request | undefined {
    this.answer ??= { served: servedIn(this.text) }
    return this.answer.served
  }

  /** The other end that it names. */
  get target(): Target | undefined {
    this.otherEnd ??= { target: targetIn(this.texts) }
    return this.otherEnd.target
  }

  /** The same for all its texts taken together. */
  get anyTarget(): Target | undefined {
    this.anyEnd ??= { target: targetIn([this.text]) }
    return this.anyEnd.target
  }
}

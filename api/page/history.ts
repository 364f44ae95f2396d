import type { Finished } from './messages.ts'

/** Limit on the characters kept with a history entry: browsers have one too. */
const MAX_KEPT = 4_000_000
/** Reports kept in memory, whatever their size. */
const MAX_AT_HAND = 5

/** The content of an entry in the browser's history. */
type Entry = { readonly view: 'start' } | { readonly view: 'report'; readonly id: string; readonly kept?: Kept }

/** A report in a form that survives a reload and navigation. */
interface Kept {
  readonly headline: string
  readonly body: string
  readonly document: string
  readonly json: string
}

const atHand = new Map<string, Finished>()
let current: Entry = { view: 'start' }
let count = 0

/**
 * Connects the page to the browser's history. Calls `show` with the report of the entry, or with nothing for the start;
 * also at once if the page was reloaded or returned to.
 */
export function followHistory(show: (report: Finished | undefined) => void): void {
  addEventListener('popstate', ({ state }) => {
    // A link inside the report creates its own entry with the same content.
    if (!isEntry(state)) return history.replaceState(current, '')
    const isSame = idOf(state) === idOf(current)
    current = state
    if (!isSame) show(reportOf(state))
  })
  const state: unknown = history.state
  if (isEntry(state)) current = state
  else history.replaceState(current, '')
  const report = reportOf(current)
  if (report !== undefined) show(report)
}

/** Makes the start an entry of its own, so that *back* leads to the previous report. */
export function enterStart(): void {
  if (current.view === 'start') return
  current = { view: 'start' }
  history.pushState(current, '', withoutHash())
}

/**
 * Makes a report an entry of its own; `hash`: the fragment to keep. Links inside it copy the entry, so it must be
 * complete from the start.
 */
export function enterReport(report: Finished, kept: Kept | undefined, hash: string): void {
  const id = `${performance.timeOrigin}-${++count}`
  atHand.set(id, report)
  const [oldest] = atHand.keys()
  if (atHand.size > MAX_AT_HAND && oldest !== undefined) atHand.delete(oldest)
  const address = withoutHash() + hash
  try {
    current = kept === undefined ? { view: 'report', id } : { view: 'report', id, kept }
    history.pushState(current, '', address)
  } catch {
    // The browser keeps less: the report stays in memory as long as the page.
    current = { view: 'report', id }
    history.pushState(current, '', address)
  }
}

/** A report in the form kept with a history entry; undefined if it is too large. */
export async function keptOf({ headline, body, document: whole, json }: Finished): Promise<Kept | undefined> {
  if (body.length + whole.size + json.size > MAX_KEPT) return undefined
  return { headline, body, document: await whole.text(), json: await json.text() }
}

function reportOf(entry: Entry): Finished | undefined {
  if (entry.view === 'start') return undefined
  const { id, kept } = entry
  const known = atHand.get(id)
  if (known !== undefined || kept === undefined) return known
  return {
    type: 'finished',
    headline: kept.headline,
    body: kept.body,
    document: new Blob([kept.document], { type: 'text/html' }),
    json: new Blob([kept.json], { type: 'application/json' }),
  }
}

function idOf(entry: Entry): string | undefined {
  return entry.view === 'report' ? entry.id : undefined
}

function isEntry(state: unknown): state is Entry {
  return typeof state === 'object' && state !== null && 'view' in state
}

function withoutHash(): string {
  return location.href.split('#', 1)[0] ?? ''
}

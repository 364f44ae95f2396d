/** Replaces a secret. */
export const HIDDEN = '[redacted]'

/** Start and end of a part of a text. */
export type Span = readonly [start: number, end: number]

/** The text with one `HIDDEN` for each group of touching spans. */
export function hideSpans(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text
  let safe = ''
  let done = 0
  let [[open, close] = [0, 0], ...rest] = spans.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
  for (const [start, end] of rest) {
    if (start <= close) {
      close = Math.max(close, end)
      continue
    }
    safe += text.slice(done, open) + HIDDEN
    done = close
    open = start
    close = end
  }
  return safe + text.slice(done, open) + HIDDEN + text.slice(close)
}

import type { Verdict } from '../../report.ts'
import { h, type Markup, own } from './markup.ts'

/** Drawn in a square of 20 pixels, so that the meaning never depends on color alone. */
const SIGN: Readonly<Record<Verdict, string>> = {
  healthy: 'M5 10.5l3.5 3.5 6.5-7.5',
  progressing: 'M10 5v5.5l3.5 2',
  stalled: 'M6 6l8 8M14 6l-8 8',
  degraded: 'M10 5v6.5M10 14.6v.2',
  unknown: 'M7.4 7.6a2.6 2.6 0 1 1 3.9 2.2c-.9.5-1.3 1-1.3 2M10 14.6v.2',
}

export function sign(verdict: Verdict, size: number): Markup {
  return h`<svg class="sign" aria-hidden="true" width="${size}" height="${size}" viewBox="0 0 20 20"><circle cx="10" cy="10" r="9.5"/><path d="${own(SIGN[verdict])}"/></svg>`
}

/** A verdict as a badge: sign and word. */
export function badge(verdict: Verdict): Markup {
  return h`<span class="badge v-${verdict}">${sign(verdict, 14)}${verdict}</span>`
}

import type { KubeGet } from '../../core/collect/kube-get.ts'

/** The API server's clock. This machine's may be wrong, and those of nodes too. */
export interface ServerClock {
  /** Milliseconds since 1970. */
  now(): number
}

/**
 * A connection that reads the server's time from the Date of each answer, and the clock. The header has whole seconds and
 * comes late, so the newest claim is the one furthest ahead. Until an answer came it is this machine's time. `elapsed`:
 * milliseconds since any moment.
 */
export function withServerClock(
  get: KubeGet,
  elapsed: () => number = () => performance.now(),
): { readonly get: KubeGet; readonly clock: ServerClock } {
  let ahead: number | undefined
  return {
    clock: { now: () => (ahead === undefined ? Date.now() : elapsed() + ahead) },
    async get(path, request) {
      const response = await get(path, request)
      const date = Date.parse(response.headers['date'] ?? '')
      if (!Number.isNaN(date)) ahead = Math.max(ahead ?? Number.NEGATIVE_INFINITY, date - elapsed())
      return response
    },
  }
}

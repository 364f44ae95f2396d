import type { KubeGet } from '../../core/collect/kube-get.ts'

/** The API server's clock. This machine's, and those of nodes, may be wrong. */
export interface ServerClock {
  /** Milliseconds since 1970. */
  now(): number
}

/**
 * A connection that reads the server's time from the Date of each response, and the clock. The header has whole seconds
 * and arrives late, so the latest time wins. Until the first response, it is this machine's time. `elapsed`:
 * milliseconds since an arbitrary time.
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

import type { Clock } from '../collect/kube-get.ts'

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => `${new Date().toISOString().slice(0, 19)}Z`,
  timer(ms) {
    let handle: ReturnType<typeof setTimeout> | undefined
    const done = new Promise<void>(resolve => {
      handle = setTimeout(resolve, ms)
    })
    return { done, cancel: () => clearTimeout(handle) }
  },
}

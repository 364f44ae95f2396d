import type { Clock } from '../collect/kube-get.ts'

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

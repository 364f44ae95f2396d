import type { Failed, Finished, Order, Told } from './messages.ts'

export interface Job {
  /** Ends the work at once; nothing more is told. */
  readonly cancel: () => void
}

let source: string | undefined

/** Starts a diagnosis in a worker of its own, so that the page answers throughout and can end it at any moment. */
export function start(
  order: Order,
  progress: (bytes: number | undefined) => void,
  done: (result: Finished | Failed) => void,
): Job {
  source ??= URL.createObjectURL(
    new Blob([document.getElementById('worker')?.textContent ?? ''], { type: 'text/javascript' }),
  )
  const worker = new Worker(source)
  const end = (result: Finished | Failed) => {
    worker.terminate()
    done(result)
  }
  worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if (data.type === 'read') progress(data.bytes)
    else if (data.type === 'diagnosing') progress(undefined)
    else end(data)
  })
  worker.addEventListener('error', () =>
    end({
      type: 'failed',
      message: 'The browser ended the diagnosis.',
      hint: 'It may have run out of memory: try one namespace, or the command line.',
    }),
  )
  worker.postMessage(order)
  return { cancel: () => worker.terminate() }
}

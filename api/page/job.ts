import { type Failed, type Finished, type Order, reasonOf, type WorkerMessage } from './messages.ts'
import { loadPart } from './parts.ts'

export interface Job {
  /** Stops at once; nothing more is reported. */
  readonly cancel: () => void
}

let source: string | undefined

/** Starts a diagnosis in its own worker, so that the page stays responsive and can stop it at any time. */
export function start(
  order: Order,
  progress: (bytes: number | undefined) => void,
  done: (result: Finished | Failed) => void,
): Job {
  let isOver = false
  let worker: Worker | undefined
  const end = (result: Finished | Failed) => {
    if (isOver) return
    isOver = true
    worker?.terminate()
    done(result)
  }
  const work = (text: string) => {
    if (isOver) return
    source ??= URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
    worker = new Worker(source)
    worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.type === 'read') progress(data.bytes)
      else if (data.type === 'diagnosing') progress(undefined)
      else end(data)
    })
    worker.addEventListener('error', () =>
      end({
        type: 'failed',
        message: 'The browser stopped the diagnosis.',
        hint: 'It may have run out of memory: try one namespace, or the command line.',
      }),
    )
    worker.postMessage(order)
  }
  loadPart('worker').then(work, error => end(reasonOf(error)))
  return {
    cancel: () => {
      isOver = true
      worker?.terminate()
    },
  }
}

import { chunksOf } from '../../core/read/bytes.ts'
import { InputError } from '../../core/read/error.ts'
import type { Diagnose } from '../diagnosis.ts'
import { BodyBuffer } from './body-buffer.ts'
import type { Reply, Task } from './diagnosis-thread.ts'
import { busy } from './slots.ts'
import type { ThreadPool } from './thread-pool.ts'

export interface InThreadOptions {
  /** Most bytes of one input after decompression. */
  readonly maxBytes: number
  /** Most bytes of all inputs that are being received or wait for a thread. */
  readonly maxHeldBytes: number
}

/**
 * Takes threads and bounds; returns the `Diagnose` that receives the whole input first, so that a slow sender holds no
 * thread, and works in a thread, so that nothing else waits for it.
 */
export function diagnoseInThread(pool: ThreadPool<Task, Reply>, options: InThreadOptions): Diagnose {
  let held = 0
  return async (source, question, signal) => {
    const buffer = new BodyBuffer()
    try {
      for await (const chunk of chunksOf(source)) {
        signal.throwIfAborted()
        buffer.push(chunk)
        held += chunk.length
        if (held > options.maxHeldBytes) throw busy()
      }
      const blocks = buffer.blocks()
      const task = { blocks, question, limits: { maxBytes: options.maxBytes } }
      const buffers = blocks.map(block => block.buffer)
      return answerOf(await pool.run(task, buffers, signal))
    } finally {
      held -= buffer.length
    }
  }
}

function answerOf(reply: Reply) {
  if ('answer' in reply) return reply.answer
  if ('error' in reply) throw reply.error
  const { status, code, message, hint, where } = reply.input
  throw new InputError(status, code, message, hint, where)
}

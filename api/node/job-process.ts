import { writeFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { constants, setPriority } from 'node:os'
import workerpool from 'workerpool'
import { diagnoseInProcess } from '../diagnosis.ts'
import { answerClusterRequest } from '../live/diagnose-live.ts'
import { type LimitedJob, type Reply, replyTo } from './job.ts'
import { connectorOf } from './live.ts'

/** The current job. */
let current: { readonly body: WritableStreamDefaultWriter<Uint8Array>; readonly reply: Promise<Reply> } | undefined

const never = new AbortController().signal

async function perform(job: LimitedJob, body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>): Promise<Reply> {
  try {
    switch (job.kind) {
      case 'snapshot':
        return { answer: await diagnoseInProcess(job.limits)(body, job.question, { signal: never }) }
      case 'cluster':
        return { answer: await answerClusterRequest(connectorOf(job.live), body, job.how, never) }
      case 'mcp':
        return await (await import('./mcp-job.ts')).answerMcp(job, body)
    }
  } catch (error) {
    return replyTo(error)
  }
}

// If memory runs out anyway, the kernel kills this process before the serving one.
try {
  writeFileSync('/proc/self/oom_score_adj', '1000')
} catch {
  // Not Linux.
}

// Probes and refusals are answered at once, whatever the jobs' load.
try {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
} catch {
  // Not allowed here.
}

// For NODE_COMPILE_CACHE: a killed process does not write it at its end.
flushCompileCache()

workerpool.worker({
  whole(job: LimitedJob, body: Uint8Array<ArrayBuffer>): Promise<Reply> {
    workerpool.workerEmit('begun')
    return perform(job, body)
  },
  begin(job: LimitedJob): void {
    workerpool.workerEmit('begun')
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    current = { body: writable.getWriter(), reply: perform(job, readable) }
    current.body.closed.catch(() => undefined)
  },
  /** Resolves when the job wants more, with whether it does. */
  async chunk(bytes: Uint8Array): Promise<boolean> {
    if (current === undefined) return false
    const { body, reply } = current
    const written = body.write(bytes).then(
      () => true,
      () => false,
    )
    return Promise.race([written, reply.then(() => false)])
  },
  async end(): Promise<Reply | undefined> {
    current?.body.close().catch(() => undefined)
    const reply = await current?.reply
    current = undefined
    return reply
  },
})

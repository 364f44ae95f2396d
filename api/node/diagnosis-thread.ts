import { Readable } from 'node:stream'
import { parentPort } from 'node:worker_threads'
import { InputError } from '../../core/read/error.ts'
import type { ReadLimits } from '../../core/read/index.ts'
import { type Answer, diagnoseHere, type Question } from '../diagnosis.ts'

/** What a thread is asked. */
export interface Task {
  readonly blocks: readonly Uint8Array<ArrayBuffer>[]
  readonly question: Question
  readonly limits: Partial<ReadLimits>
}

/** What it answers: errors lose their class on the way between threads. */
export type Reply =
  | { readonly answer: Answer }
  | { readonly input: Pick<InputError, 'status' | 'code' | 'message' | 'hint'> & { readonly where?: string } }
  | { readonly error: unknown }

async function reply({ blocks, question, limits }: Task): Promise<Reply> {
  try {
    const diagnose = diagnoseHere(limits)
    return { answer: await diagnose(Readable.from(blocks), question, new AbortController().signal) }
  } catch (error) {
    if (!(error instanceof InputError)) return { error }
    const { status, code, message, hint, where } = error
    return { input: { status, code, message, hint, ...(where === undefined ? {} : { where }) } }
  }
}

parentPort?.on('message', async (task: Task) => {
  parentPort?.postMessage(await reply(task))
})

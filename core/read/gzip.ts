import { chunksOf, streamOf } from './bytes.ts'
import { InputError } from './error.ts'

/** The content of a gzip stream, inflated as it is read. Throws `bad-gzip` where it is damaged or cut off. */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let sourceFailure: { reason: unknown } | undefined
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks
    } catch (reason) {
      sourceFailure = { reason }
      throw reason
    }
  }
  const inflated = streamOf(watched()).pipeThrough(
    new DecompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>,
  )
  const iterator = chunksOf(inflated)
  try {
    for (;;) {
      const { done, value } = await iterator.next().catch((reason: unknown) => {
        if (sourceFailure) throw sourceFailure.reason
        if (reason instanceof InputError) throw reason
        throw damaged()
      })
      if (done) return
      yield value
    }
  } finally {
    await iterator.return(undefined)
  }
}

function damaged(): InputError {
  return new InputError(
    400,
    'bad-gzip',
    'The gzip data is damaged or cut off.',
    'Create and send the file again, in binary mode.',
  )
}

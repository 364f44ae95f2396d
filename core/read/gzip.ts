import { chunksOf, streamOf, watch } from './bytes.ts'
import { InputError } from './error.ts'

/** The content of a gzip stream, inflated as it is read. Throws `bad-gzip` where it is damaged or cut off. */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = watch(chunks)
  // The DOM's types know no ReadableWritablePair of plain Uint8Array.
  const inflate = new DecompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>
  const inflated = chunksOf(streamOf(source.chunks).pipeThrough(inflate))
  try {
    for (;;) {
      const { done, value } = await inflated.next().catch(() => {
        source.rethrow()
        throw damaged()
      })
      if (done) return
      yield value
    }
  } finally {
    await inflated.return(undefined)
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

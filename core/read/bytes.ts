import { WHOLE_JSON_BYTES } from './limits.ts'

const PIECE = 1024 * 1024

export type ByteSource = Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/** The chunks of any source, in order. Cancels a stream if the reader stops early. */
export function chunksOf(source: Uint8Array): AsyncGenerator<Uint8Array>
export function chunksOf<T>(source: ReadableStream<T> | AsyncIterable<T>): AsyncGenerator<T>
export function chunksOf(source: ByteSource): AsyncGenerator<Uint8Array>
export async function* chunksOf(source: unknown): AsyncGenerator<unknown> {
  if (source instanceof Uint8Array) yield* slices(source)
  else if (source instanceof ReadableStream) yield* streamed(source)
  else yield* source as AsyncIterable<unknown>
}

/** The bytes as a whole if they are parsed as a whole anyway, else in pieces, so that others get their turn. */
function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  if (bytes.length <= WHOLE_JSON_BYTES) yield bytes
  else for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

async function* streamed(stream: ReadableStream<unknown>): AsyncGenerator<unknown> {
  const reader = stream.getReader()
  let finished = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      yield value
    }
    finished = true
  } finally {
    if (!finished) await reader.cancel().catch(() => undefined)
    reader.releaseLock()
  }
}

/** Chunks whose own failure can be distinguished from one of the stream that they pass through. */
export interface Watched {
  readonly chunks: AsyncGenerator<Uint8Array>
  /** Throws what the source threw, if anything. */
  readonly rethrow: () => void
}

export function watch(chunks: AsyncIterable<Uint8Array>): Watched {
  let failure: { readonly reason: unknown } | undefined
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks
    } catch (reason) {
      failure = { reason }
      throw reason
    }
  }
  return {
    chunks: watched(),
    rethrow: () => {
      if (failure) throw failure.reason
    },
  }
}

/** A stream of the chunks, pulled only as they are read. */
export function streamOf(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  if (parts.length === 1 && only) return only
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** The first `size` bytes (fewer only at the end of the source), and the whole source including them. */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array>; ended: boolean }> {
  const iterator = chunks[Symbol.asyncIterator]()
  const parts: Uint8Array[] = []
  let length = 0
  let ended = false
  while (length < size) {
    const { done, value } = await iterator.next()
    if (done) {
      ended = true
      break
    }
    if (value.length === 0) continue
    parts.push(value)
    length += value.length
  }
  const head = concat(parts)
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head
      while (!ended) {
        const { done, value } = await iterator.next()
        if (done) return
        if (value.length > 0) yield value
      }
    } finally {
      await iterator.return?.()
    }
  }
  return { head, all: all(), ended }
}

/** The last `size` bytes of a source, with at most about twice that in memory. */
export async function tail(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Uint8Array> {
  let parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    length += chunk.length
    if (length > 2 * size) {
      const kept = new Uint8Array(concat(parts).subarray(-size))
      parts = [kept]
      length = kept.length
    }
  }
  const all = concat(parts)
  return all.length > size ? all.subarray(-size) : all
}

import type { Entry } from './archive-entry.ts'
import { concat, peek, type Watched, watch } from './bytes.ts'
import { InputError } from './error.ts'
import { gunzip } from './gzip.ts'
import { type Budget, MAX_GZIP_LAYERS, sizeText } from './limits.ts'
import type { Notes } from './notes.ts'
import { isTar, readTar } from './tar.ts'
import { isZip, readZip } from './zip.ts'

/** What bytes are after all decompression: text, or an archive's files. */
export type Content = (
  | { readonly type: 'text'; readonly chunks: AsyncIterable<Uint8Array> }
  | { readonly type: 'archive'; readonly entries: AsyncIterable<Entry> }
) & {
  /** Reads on in the compressed bytes; throws `bad-gzip` if damage may be why the content makes no sense. */
  readonly checkWrapping: () => Promise<void>
}

/** Limit on what is inflated to find out whether compressed bytes are damaged. */
const MAX_CHECKED = 32 * 1024 * 1024

/** Compression formats that are recognized in order to name them in the error. */
const OTHERS: readonly (readonly [string, readonly number[]])[] = [
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['rar', [0x52, 0x61, 0x72, 0x21]],
]

/**
 * Detects the content of bytes, decompressing gzip and decoding UTF-16. The result counts against `budget`. Throws
 * `InputError` for other compressions and more than 3 layers of gzip.
 */
export async function contentOf(source: AsyncIterable<Uint8Array>, budget: Budget, notes: Notes): Promise<Content> {
  let chunks: AsyncIterable<Uint8Array> = sourced(source, budget)
  const layers: Watched[] = []
  const checkWrapping = async () => {
    for (const layer of layers) await readOn(layer)
  }
  for (let layer = 0; ; layer++) {
    const { head, all } = await peek(chunks, 512)
    if (head[0] === 0x1f && head[1] === 0x8b) {
      if (layer === MAX_GZIP_LAYERS) throw tooManyLayers()
      const inflated = watch(bounded(gunzip(all), budget))
      layers.unshift(inflated)
      // A reader that stops early does not end this layer.
      chunks = { [Symbol.asyncIterator]: () => ({ next: () => inflated.chunks.next() }) }
      continue
    }
    const [other] = OTHERS.find(([, magic]) => magic.every((byte, i) => head[i] === byte)) ?? []
    if (other !== undefined) throw unsupported(other)
    if (isZip(head)) {
      return { type: 'archive', entries: readZip(await collect(all, budget), budget, notes), checkWrapping }
    }
    if (isTar(head)) return { type: 'archive', entries: readTar(counted(all, budget), budget, notes), checkWrapping }
    const encoding = utf16(head)
    return {
      type: 'text',
      chunks: counted(encoding === undefined ? all : recode(all, encoding), budget),
      checkWrapping,
    }
  }
}

async function readOn({ chunks, rethrow }: Watched): Promise<void> {
  let size = 0
  try {
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > MAX_CHECKED) break
    }
    rethrow()
  } catch (error) {
    if (error instanceof InputError && error.code === 'bad-gzip') throw error
  }
}

/** Passes chunks on and counts them against the budget of the whole input. */
export async function* counted(chunks: AsyncIterable<Uint8Array>, budget: Budget): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    budget.addBytes(chunk.length)
    yield chunk
  }
}

/** Passes chunks on while this layer alone stays within the budget's size. */
async function* bounded(chunks: AsyncIterable<Uint8Array>, budget: Budget): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    budget.checkInflated(size)
    yield chunk
  }
}

/** Passes on the input as it was sent. */
async function* sourced(chunks: AsyncIterable<Uint8Array>, budget: Budget): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of chunks) {
    budget.addSource(chunk.length)
    size += chunk.length
    budget.checkInflated(size)
    yield chunk
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>, budget: Budget): Promise<Uint8Array> {
  const { maxZipBytes } = budget.limits
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    size += chunk.length
    if (size > maxZipBytes) {
      throw new InputError(
        413,
        'zip-too-large',
        `The zip archive is larger than ${sizeText(maxZipBytes)}.`,
        'Send a .tar.gz instead, which is streamed.',
      )
    }
  }
  return concat(parts)
}

/** PowerShell's `>` writes UTF-16 with a byte order mark; without one, every other byte of ASCII text is zero. */
function utf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [a, b, c, d] = head
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'utf-16le'
  return a === 0 && b !== 0 && c === 0 && d !== 0 ? 'utf-16be' : undefined
}

async function* recode(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding)
  const encoder = new TextEncoder()
  for await (const chunk of chunks) yield encoder.encode(decoder.decode(chunk, { stream: true }))
  yield encoder.encode(decoder.decode())
}

function tooManyLayers(): InputError {
  return new InputError(
    422,
    'nested-gzip',
    `The input is compressed more than ${MAX_GZIP_LAYERS} times.`,
    'Compress the file once.',
  )
}

function unsupported(format: string): InputError {
  return new InputError(415, 'compression', `The input is compressed with ${format}.`, 'Use gzip or zip instead.')
}

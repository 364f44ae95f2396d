import { createTarDecoder } from 'modern-tar'
import { type Entry, EntryNames, safeName } from './archive-entry.ts'
import { chunksOf, streamOf, watch } from './bytes.ts'
import { InputError } from './error.ts'
import type { Budget } from './limits.ts'
import type { Notes } from './notes.ts'

const BLOCK = 512

/** Whether the first 512 bytes are a tar header: by its magic, or the checksum of the oldest format. */
export function isTar(head: Uint8Array): boolean {
  if (head.length < BLOCK) return false
  if (String.fromCharCode(...head.subarray(257, 262)) === 'ustar') return true
  const stored = Number.parseInt(String.fromCharCode(...head.subarray(148, 156)), 8)
  let sum = 0
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : (head[i] ?? 0)
  return head[0] !== 0 && stored === sum
}

/**
 * The files of a tar stream, in order. Links and special files are listed in `notes`. Throws `InputError`: `bad-tar` if
 * it is damaged or truncated, `archive-path`, `duplicate-entry`, limits.
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>, budget: Budget, notes: Notes): AsyncGenerator<Entry> {
  const names = new EntryNames()
  const source = watch(chunks)
  const decoder = createTarDecoder({ strict: true })
  const entries = chunksOf(streamOf(source.chunks).pipeThrough(decoder))
  const fail = (): never => {
    source.rethrow()
    throw damaged()
  }
  try {
    for (;;) {
      const { done, value } = await entries.next().catch(fail)
      if (done) return
      const { header, body } = value
      budget.addEntry()
      const name = safeName(header.name)
      const content = chunksOf(body)
      if (header.type === undefined || header.type === 'file') {
        names.add(name)
        yield { name, chunks: contentOf(content, fail) }
      } else if (header.type !== 'directory') notes.skip(name, `a ${header.type}, not a file`)
      // The rest of an entry is read, not cancelled: the decoder would apply that to the entry that it has read ahead.
      while (!(await content.next().catch(fail)).done);
    }
  } finally {
    await entries.return(undefined)
  }
}

/** The chunks, which stay open if their reader stops early. */
async function* contentOf(chunks: AsyncGenerator<Uint8Array>, fail: () => never): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { done, value } = await chunks.next().catch(fail)
    if (done) return
    yield value
  }
}

function damaged(): InputError {
  return new InputError(
    400,
    'bad-tar',
    'The tar archive is damaged or truncated.',
    'Create and send the archive again, in binary mode.',
  )
}

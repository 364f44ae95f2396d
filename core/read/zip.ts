import { Inflate } from 'fflate'
import { type Entry, EntryNames, safeName } from './archive-entry.ts'
import { Crc32 } from './crc32.ts'
import { InputError } from './error.ts'
import type { Budget } from './limits.ts'
import type { Notes } from './notes.ts'

/** PKWARE APPNOTE 4.3: signatures and sizes of the records that are read. */
const END = 0x06054b50
const END_SIZE = 22
const CENTRAL = 0x02014b50
const CENTRAL_SIZE = 46
const LOCAL = 0x04034b50
const LOCAL_SIZE = 30
const MAX_COMMENT = 0xffff
const ENCRYPTED = 0x0001
const STORED = 0
const DEFLATED = 8
const UNIX = 3
const FILE_TYPE = 0xf000
const SYMLINK = 0xa000
const PIECE = 8 * 1024

interface Record {
  readonly name: string
  readonly method: number
  /** Checksum of the content. */
  readonly crc: number
  /** Offsets of its local header, and of its compressed content. */
  readonly at: number
  readonly start: number
  readonly end: number
  readonly link: boolean
}

/** Whether the first bytes are those of a zip file, including an empty one. */
export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6))
}

/**
 * The files of a zip archive, inflated as they are read. Links are listed in `notes`. Throws `InputError`: `bad-zip` if
 * it is damaged, truncated or uses an unknown method, `encrypted-zip`, `archive-path`, `duplicate-entry`,
 * `overlapping-entries`, limits.
 */
export async function* readZip(bytes: Uint8Array, budget: Budget, notes: Notes): AsyncGenerator<Entry> {
  const names = new EntryNames()
  for (const record of apart(records(bytes, budget))) {
    const name = safeName(record.name)
    if (record.name.endsWith('/')) continue
    if (record.link) {
      notes.skip(name, 'a symlink, not a file')
      continue
    }
    names.add(name)
    yield { name, chunks: content(bytes, record, budget) }
  }
}

/**
 * The records in the directory's order. Throws if two share bytes: a few of them could expand to any amount of content.
 */
function apart(records: Iterable<Record>): readonly Record[] {
  const all = [...records]
  let end = 0
  for (const record of all.toSorted((a, b) => a.at - b.at)) {
    if (record.at < end) {
      throw new InputError(
        422,
        'overlapping-entries',
        'The zip archive contains overlapping files.',
        'Ordinary zip programs do not write such archives; create it again from the folder.',
        where(record.name),
      )
    }
    end = record.end
  }
  return all
}

function* records(bytes: Uint8Array, budget: Budget): Generator<Record> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  const directoryEnd = at + view.getUint32(end + 12, true)
  const text = new TextDecoder()
  const nameAt = (start: number, length: number) => text.decode(bytes.subarray(start, start + length))
  for (let i = 0; i < count; i++) {
    budget.addEntry()
    if (at + CENTRAL_SIZE > end || view.getUint32(at, true) !== CENTRAL) throw damaged()
    if ((view.getUint16(at + 8, true) & ENCRYPTED) !== 0) throw encrypted()
    const nameLength = view.getUint16(at + 28, true)
    const extra = view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    const next = at + CENTRAL_SIZE + nameLength + extra
    if (next > end) throw damaged()
    const mode = view.getUint32(at + 38, true) >>> 16
    const name = nameAt(at + CENTRAL_SIZE, nameLength)
    const local = view.getUint32(at + 42, true)
    if (local + LOCAL_SIZE > bytes.length || view.getUint32(local, true) !== LOCAL) throw damaged(name)
    const localLength = view.getUint16(local + 26, true)
    // The name has no checksum, but it occurs twice.
    if (nameAt(local + LOCAL_SIZE, localLength) !== name) throw damaged(name)
    const start = local + LOCAL_SIZE + localLength + view.getUint16(local + 28, true)
    const contentEnd = start + view.getUint32(at + 20, true)
    if (contentEnd > bytes.length) throw damaged(name)
    yield {
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      at: local,
      start,
      end: contentEnd,
      link: view.getUint8(at + 5) === UNIX && (mode & FILE_TYPE) === SYMLINK,
    }
    at = next
  }
  if (at !== directoryEnd) throw damaged()
}

function findEnd(view: DataView): number {
  const last = view.byteLength - END_SIZE
  for (let at = last; at >= 0 && at >= last - MAX_COMMENT; at--) {
    if (view.getUint32(at, true) === END) return at
  }
  throw damaged()
}

/** The content of one file. Throws at its end if its checksum differs. */
async function* content(bytes: Uint8Array, record: Record, budget: Budget): AsyncGenerator<Uint8Array> {
  const crc = new Crc32()
  for (const piece of unpacked(bytes.subarray(record.start, record.end), record)) {
    budget.addBytes(piece.length)
    crc.add(piece)
    yield piece
  }
  if (crc.value() !== record.crc) throw damaged(record.name)
}

function* unpacked(packed: Uint8Array, { name, method }: Record): Generator<Uint8Array> {
  if (method === STORED) {
    yield packed
    return
  }
  if (method !== DEFLATED) throw damaged(name)
  const pieces: Uint8Array[] = []
  let finished = false
  const inflate = new Inflate((piece, final) => {
    pieces.push(piece)
    finished = final
  })
  for (let at = 0; !finished && at < packed.length; at += PIECE) {
    try {
      inflate.push(packed.subarray(at, at + PIECE), at + PIECE >= packed.length)
    } catch {
      throw damaged(name)
    }
    yield* pieces.splice(0)
  }
}

function damaged(name?: string): InputError {
  return new InputError(
    400,
    'bad-zip',
    'The zip archive is damaged, truncated, or uses an unsupported method.',
    'Create the archive again with deflate compression and without ZIP64, or as .tar.gz.',
    name === undefined ? undefined : where(name),
  )
}

function where(name: string): string {
  return `entry ${name.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)}`
}

function encrypted(): InputError {
  return new InputError(415, 'encrypted-zip', 'The zip archive is encrypted.', 'Send it without a password.')
}

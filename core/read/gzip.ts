import { Gunzip } from 'fflate'
import { concat } from './bytes.ts'
import { Crc32 } from './crc32.ts'
import { InputError } from './error.ts'

/** Bytes inflated at once: they become at most about 8 MiB. */
const PIECE = 8 * 1024

/** The checksum and the size at the end of a member (RFC 1952, 2.3.1). */
const TRAILER = 8

/** Starting each takes time and memory: a file in blocks of 64 KiB, as written by bgzip, may have 300 MiB. */
const MAX_MEMBERS = 5000

/** Bytes kept before a piece: the trailer before it, and a header that began before it. */
const KEPT = 1024

/**
 * The content of a gzip stream, inflated as it is read: one member, or several as in `cat a.gz b.gz`. Throws `bad-gzip`
 * if it is damaged or truncated, `too-many-members` if it has more than `MAX_MEMBERS`.
 */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflated: Uint8Array[] = []
  let member = { crc: new Crc32(), size: 0 }
  let recent = new Uint8Array(0)
  let taken = 0
  let members = 0
  const inflate = new Gunzip(piece => {
    if (piece.length === 0) return
    inflated.push(piece)
    member.crc.add(piece)
    member.size += piece.length
  })

  /** Ends the member whose last byte is before byte `end` of the stream. */
  const endMember = (end: number): void => {
    if (++members > MAX_MEMBERS) throw tooManyMembers()
    const at = end - TRAILER - (taken - recent.length)
    if (at < 0) throw damaged()
    const trailer = new DataView(recent.buffer, recent.byteOffset + at, TRAILER)
    if (trailer.getUint32(0, true) !== member.crc.value() || trailer.getUint32(4, true) !== member.size >>> 0) {
      throw damaged()
    }
    member = { crc: new Crc32(), size: 0 }
  }
  inflate.onmember = endMember

  const push = (piece: Uint8Array, isLast: boolean): Uint8Array[] => {
    recent = new Uint8Array(concat([recent.subarray(-KEPT), piece]))
    taken += piece.length
    try {
      inflate.push(piece, isLast)
      if (isLast) endMember(taken)
    } catch (error) {
      throw error instanceof InputError ? error : damaged()
    }
    return inflated.splice(0)
  }

  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE) yield* push(chunk.subarray(at, at + PIECE), false)
  }
  yield* push(new Uint8Array(0), true)
}

function tooManyMembers(): InputError {
  return new InputError(
    413,
    'too-many-members',
    `The gzip data has more than ${MAX_MEMBERS} members.`,
    'Compress it again as a whole.',
  )
}

function damaged(): InputError {
  return new InputError(
    400,
    'bad-gzip',
    'The gzip data is damaged or truncated.',
    'Create and send the file again, in binary mode.',
  )
}

import { gzipSync, zipSync } from 'fflate'
import { packTar, type TarEntry } from 'modern-tar'
import { describe, expect, it } from 'vitest'
import { readFiles, readSnapshot } from '../../core/read/index.ts'
import { Budget } from '../../core/read/limits.ts'
import { Notes } from '../../core/read/notes.ts'
import { readTar } from '../../core/read/tar.ts'
import type { Snapshot } from '../../core/snapshot.ts'
import { bytesOf, filesBelow } from './directory.ts'
import { encode } from './recorded-objects.ts'

const shop = bytesOf('formats/get-all-shop.json')
const shopText = new TextDecoder().decode(shop)

async function contents(folder: string, prefix = ''): Promise<Record<string, Uint8Array>> {
  const all: Record<string, Uint8Array> = {}
  for (const { name, read } of filesBelow(folder)) all[prefix + name] = await read()
  return all
}

function tarOf(files: Record<string, Uint8Array>): Promise<Uint8Array> {
  return packTar(Object.entries(files).map(([name, body]) => ({ header: { name, size: body.length }, body })))
}

async function codeOf(bytes: Uint8Array): Promise<string> {
  return readSnapshot(bytes).then(
    () => 'read',
    ({ status, code }: { status: number; code: string }) => `${status} ${code}`,
  )
}

/** Without the names of the files, which differ by folder. */
function comparable({ skipped: _, manifests, ...rest }: Snapshot): unknown {
  return { ...rest, logs: rest.logs?.map(log => JSON.stringify(log)).sort(), manifests: manifests?.length }
}

describe('one snapshot in every wrapping', () => {
  it.each(['', 'crash-oom/'])('is read alike from a directory, tar, tar.gz and zip, below "%s"', async folder => {
    const files = await contents('clusters/crash-oom', folder)
    const expected = comparable(await readFiles(filesBelow('clusters/crash-oom')))
    const tar = await tarOf(files)
    for (const bytes of [tar, gzipSync(tar), gzipSync(gzipSync(tar)), zipSync(files), zipSync(files, { level: 0 })]) {
      expect(comparable(await readSnapshot(bytes))).toEqual(expected)
    }
    const dropped = await readFiles([{ name: 'bundle.tgz', read: () => gzipSync(tar) }])
    expect(comparable(dropped)).toEqual(expected)
  })

  it('is read from a cluster-info dump in a tar.gz as from its directory', async () => {
    const tar = await tarOf(await contents('formats/cluster-info-dump-yaml', 'dump/'))
    const directory = await readFiles(filesBelow('formats/cluster-info-dump-yaml'))
    expect(comparable(await readSnapshot(gzipSync(tar)))).toEqual(comparable(directory))
  })

  it.each([
    ['nothing', 0],
    ['little', 1],
  ])('is read to its last file, however it is cut, where %s of each file is read', async (_, most) => {
    const files = await contents('formats/cluster-info-dump-yaml')
    const tar = await tarOf(files)
    for (const size of [512, 1000, 4096, 20_000, 300_000]) {
      const pieces = async function* () {
        for (let at = 0; at < tar.length; at += size) yield tar.subarray(at, at + size)
      }
      const names: string[] = []
      for await (const { name, chunks } of readTar(pieces(), new Budget(), new Notes())) {
        names.push(name)
        if (most > 0) for await (const _ of chunks) break
      }
      expect(names).toEqual(Object.keys(files))
    }
  })

  it('goes by content, not by name', async () => {
    const { objects } = await readSnapshot(shop, { name: 'state.tar.gz' })
    expect((await readSnapshot(gzipSync(shop), { name: 'state.json' })).objects).toEqual(objects)
    expect((await readFiles([{ name: 'dropped.zip', read: () => shop }])).objects).toEqual(objects)
  })
})

describe('hostile and broken archives', () => {
  it.each(['../state.json', '/etc/state.json', 'a/../../state.json', 'C:\\state.json', '..\\state.json', 'a\nb.json'])(
    'refuses the name %j',
    async name => {
      expect(await codeOf(await tarOf({ [name]: shop }))).toBe('422 archive-path')
      expect(await codeOf(zipSync({ [name]: shop }))).toBe('422 archive-path')
    },
  )

  it('skips and names links and special files, and follows none', async () => {
    const entries: TarEntry[] = [
      { header: { name: 'shop/pods.json', size: shop.length }, body: shop },
      { header: { name: 'shop/link.json', size: 0, type: 'symlink', linkname: '/etc/passwd' } },
      { header: { name: 'shop/hard.json', size: 0, type: 'link', linkname: '../../secret' } },
      { header: { name: 'shop/pipe', size: 0, type: 'fifo' } },
    ]
    expect((await readSnapshot(await packTar(entries))).skipped).toEqual([
      { name: 'shop/link.json', why: 'a symlink, not a file' },
      { name: 'shop/hard.json', why: 'a link, not a file' },
      { name: 'shop/pipe', why: 'a fifo, not a file' },
    ])
    const zip = zipSync({
      'shop/pods.json': shop,
      'shop/link.json': [encode('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }],
    })
    expect((await readSnapshot(zip)).skipped).toEqual([{ name: 'shop/link.json', why: 'a symlink, not a file' }])
  })

  it('refuses two files of one name', async () => {
    const entry = { header: { name: 'a/pods.json', size: shop.length }, body: shop }
    expect(
      await codeOf(await packTar([entry, { ...entry, header: { ...entry.header, name: './a//pods.json' } }])),
    ).toBe('422 duplicate-entry')
  })

  it('says that an archive is cut off', async () => {
    const tar = await tarOf(await contents('clusters/crash-oom'))
    const zip = zipSync(await contents('clusters/crash-oom'))
    const gzip = gzipSync(tar)
    for (const share of [0.2, 0.6, 0.95]) {
      expect(await codeOf(tar.subarray(0, tar.length * share))).toBe('400 bad-tar')
      expect(await codeOf(zip.subarray(0, zip.length * share))).toBe('400 bad-zip')
      expect(await codeOf(gzip.subarray(0, gzip.length * share))).toBe('400 bad-gzip')
    }
  })

  it('says that an archive is damaged', async () => {
    const tar = await tarOf({ 'a/pods.json': shop, 'b/pods.json': shop })
    tar.fill(0x41, 512 + Math.ceil(shop.length / 512) * 512, 1024 + Math.ceil(shop.length / 512) * 512)
    expect(await codeOf(tar)).toBe('400 bad-tar')
    const gzip = gzipSync(shop)
    gzip.fill(7, 100, 400)
    expect(await codeOf(gzip)).toBe('400 bad-gzip')
    const zip = zipSync({ 'pods.json': shop })
    zip.fill(0xff, 100, 400)
    expect(await codeOf(zip)).toBe('400 bad-zip')
    expect(await codeOf(encode('PK\u0003\u0004 and no more'))).toBe('400 bad-zip')
  })

  it('says that content is not what its checksum says', async () => {
    const changed = (bytes: Uint8Array, from: number): Uint8Array => {
      const copy = bytes.slice()
      copy[from] = (copy[from] ?? 0) ^ 1
      return copy
    }
    const text = encode(JSON.stringify(JSON.parse(shopText)))
    const zip = zipSync({ 'pods.json': text }, { level: 0 })
    const at = new TextDecoder('latin1').decode(zip).indexOf('creationTimestamp') - 4
    expect(await codeOf(zip)).toBe('read')
    expect(await codeOf(changed(zip, at))).toBe('400 bad-zip')
    const gzip = gzipSync(text, { level: 0 })
    const inGzip = new TextDecoder('latin1').decode(gzip).indexOf('creationTimestamp') - 4
    expect(await codeOf(changed(gzip, inGzip))).toBe('400 bad-gzip')
    for (const end of [1, 4, 5, 8]) {
      expect(await codeOf(changed(gzip, gzip.length - end))).toBe('400 bad-gzip')
      expect(await codeOf(gzip.subarray(0, -end))).toBe('400 bad-gzip')
    }
  })

  it('blames the wrapping for content that it has damaged', async () => {
    const tar = await tarOf({ 'a/state.json': encode(shopText.slice(0, 2000)), 'b/pods.json': shop })
    expect(await codeOf(tar)).toBe('400 truncated-json')
    const gzip = gzipSync(tar)
    expect(await codeOf(gzip)).toBe('400 truncated-json')
    for (const at of [80, 120, 160, 400, 1200]) {
      const flipped = gzip.slice()
      flipped[at] = (flipped[at] ?? 0) ^ 8
      expect(await codeOf(flipped), `byte ${at}`).toBe('400 bad-gzip')
    }
  })

  it('refuses a zip that names a file in two ways, or has another number of files than it says', async () => {
    const zip = zipSync({ 'a/pods.json': shop, 'b/pods.json': shop })
    const renamed = zip.slice()
    renamed[30] = (renamed[30] ?? 0) ^ 2
    expect(await codeOf(renamed)).toBe('400 bad-zip')
    new DataView(zip.buffer).setUint16(zip.length - 12, 1, true)
    expect(await codeOf(zip)).toBe('400 bad-zip')
  })

  it('refuses a zip whose files share their bytes', async () => {
    const zip = zipSync({ 'a/pods.json': shop, 'b/pods.json': shop })
    const view = new DataView(zip.buffer)
    const directory = view.getUint32(zip.length - 6, true)
    expect(view.getUint32(directory, true)).toBe(0x02014b50)
    // The first file goes on into the second.
    view.setUint32(directory + 20, view.getUint32(directory + 20, true) + 40, true)
    expect(await codeOf(zip)).toBe('422 overlapping-entries')
  })

  it('reads gzip of several members', async () => {
    const half = shop.length >> 1
    const parts = [shop.subarray(0, half), new Uint8Array(0), shop.subarray(half)]
    const members = new Uint8Array(
      await new Blob(parts.map(part => gzipSync(part) as Uint8Array<ArrayBuffer>)).arrayBuffer(),
    )
    expect((await readSnapshot(members)).objects).toEqual((await readSnapshot(shop)).objects)
    async function* inPieces() {
      for (let at = 0; at < members.length; at += 7) yield members.subarray(at, at + 7)
    }
    expect((await readSnapshot(inPieces())).objects).toEqual((await readSnapshot(shop)).objects)
    expect(await codeOf(members.subarray(0, -3))).toBe('400 bad-gzip')
  })

  it('reads no more than 5,000 members of gzip', async () => {
    const line = gzipSync(encode('{}\n'))
    const members = new Uint8Array(line.length * 5001)
    for (let at = 0; at < members.length; at += line.length) members.set(line, at)
    expect(await codeOf(members)).toBe('413 too-many-members')
  })

  it('refuses an encrypted zip', async () => {
    const zip = zipSync({ 'pods.json': shop })
    const view = new DataView(zip.buffer)
    const central = zip.findLastIndex((_, i) => i + 4 <= zip.length && view.getUint32(i, true) === 0x02014b50)
    view.setUint16(central + 8, 1, true)
    expect(await codeOf(zip)).toBe('415 encrypted-zip')
  })

  it('refuses too many layers of gzip', async () => {
    let bytes: Uint8Array = shop
    for (let i = 0; i < 3; i++) bytes = gzipSync(bytes)
    expect(await codeOf(bytes)).toBe('read')
    expect(await codeOf(gzipSync(bytes))).toBe('422 nested-gzip')
  })

  it('reads no archive inside an archive', async () => {
    const inner = gzipSync(await tarOf({ 'pods.json': shop }))
    const snapshot = await readSnapshot(await tarOf({ 'inner.tar.gz': inner, 'a/pods.json': shop }))
    expect(snapshot.skipped).toEqual([{ name: 'inner.tar.gz', why: 'not a supported file type' }])
  })

  it('stops at the number of files', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`a/${i}.txt`, encode('x')]))
    for (const bytes of [await tarOf(many), zipSync(many)]) {
      await expect(readSnapshot(bytes, { limits: { maxEntries: 20 } })).rejects.toMatchObject({
        status: 413,
        code: 'too-many-files',
        message: expect.stringContaining('20 files'),
      })
    }
  })
})

describe('bombs', () => {
  const MIB = 1024 * 1024
  const limits = { maxBytes: MIB, maxYamlBytes: 8 * MIB }

  /** Counts what is taken from the source. */
  async function taken(bytes: Uint8Array): Promise<{ code: string; share: number }> {
    let read = 0
    const source = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = bytes.subarray(read, read + 256)
        read += piece.length
        if (piece.length > 0) controller.enqueue(piece)
        else controller.close()
      },
    })
    const code = await readSnapshot(source, { limits }).then(
      () => 'read',
      (error: { code: string }) => error.code,
    )
    return { code, share: read / bytes.length }
  }

  /** Bytes that shrink to about a quarter, so that a reader's few kilobytes of read-ahead don't show. */
  function incompressible(length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    for (let i = 0, seed = 1; i < bytes.length; i++) {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff
      bytes[i] = 0x30 + ((seed >> 16) & 3)
    }
    return bytes
  }

  function gzipped(before: Uint8Array): Uint8Array {
    const bytes = incompressible(3 * MIB)
    bytes.set(before)
    return gzipSync(bytes, { level: 1 })
  }

  it('stops inflating gzip at the limit, long before the end', async () => {
    const { code, share } = await taken(gzipped(encode('[')))
    expect(code).toBe('too-large')
    expect(share).toBeLessThan(0.5)
  })

  it('stops at a tar entry that is larger than the limit', async () => {
    const header = (await packTar([{ header: { name: 'a/pods.json', size: 0 } }])).slice(0, 512)
    header.set(encode('77777777777'), 124)
    header.fill(0x20, 148, 156)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.set(encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
    const { code, share } = await taken(gzipped(header))
    expect(code).toBe('too-large')
    expect(share).toBeLessThan(0.5)
  })

  it('stops inflating a zip entry at the limit, whatever size it claims', async () => {
    const zip = zipSync({ 'a/pods.log': incompressible(1.5 * MIB) })
    const view = new DataView(zip.buffer)
    const central = zip.findLastIndex((_, i) => i + 4 <= zip.length && view.getUint32(i, true) === 0x02014b50)
    view.setUint32(central + 24, 10, true)
    await expect(readSnapshot(zip, { limits })).rejects.toMatchObject({ status: 413, code: 'too-large' })
  })

  it('counts all files together', async () => {
    const files = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`a/${i}.log`, incompressible(MIB / 8)]))
    await expect(readSnapshot(zipSync(files), { limits })).rejects.toMatchObject({ code: 'too-large' })
  })

  it('stops what grows more than two hundred times', async () => {
    const zeros = new Uint8Array(16 * MIB).fill(0x20)
    for (const bytes of [gzipSync(zeros), gzipSync(gzipSync(zeros)), zipSync({ 'a/pods.log': zeros })]) {
      await expect(readSnapshot(bytes)).rejects.toMatchObject({
        status: 413,
        code: 'inflates-too-much',
        message: expect.stringContaining('200 times'),
      })
    }
  })

  it('reads gzip of text that is within the limit', async () => {
    expect((await readSnapshot(gzipSync(encode(shopText)), { limits })).objects.length).toBeGreaterThan(30)
  })
})

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

/** The checksum of gzip and zip (RFC 1952, 8). */
export class Crc32 {
  private crc = -1

  add(bytes: Uint8Array): void {
    let { crc } = this
    // An indexed loop, as it runs for every byte.
    for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0)
    this.crc = crc
  }

  /** The checksum so far, unsigned. */
  value(): number {
    return ~this.crc >>> 0
  }
}

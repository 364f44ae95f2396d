import { InputError } from './error.ts'

const MIB = 1024 * 1024

/** Limits on one input. Exceeding one is an `InputError` with status 413 that names it. */
export interface ReadLimits {
  /** Bytes after decompression. */
  readonly maxBytes: number
  /** Files in an archive or directory. */
  readonly maxEntries: number
  readonly maxObjects: number
  /** Nesting of JSON and YAML values. */
  readonly maxDepth: number
  /** JSON values parsed at once: one of two bytes takes about fifty in memory. */
  readonly maxValues: number
  /** Bytes that must be in memory as a whole: a JSON value outside a list, a small file of an archive. */
  readonly maxValueBytes: number
  /** Bytes of a zip archive: its directory is at the end. */
  readonly maxZipBytes: number
  /** Bytes of one YAML text: it is parsed as a whole, in about 100 times its size of memory. */
  readonly maxYamlBytes: number
  /** Bytes of all YAML texts: they take twenty times as long as JSON. */
  readonly maxAllYamlBytes: number
}

export const DEFAULT_LIMITS: ReadLimits = {
  maxBytes: 256 * MIB,
  maxEntries: 20_000,
  maxObjects: 2_000_000,
  maxDepth: 100,
  maxValues: 10_000_000,
  maxValueBytes: 64 * MIB,
  maxZipBytes: 512 * MIB,
  maxYamlBytes: 4 * MIB,
  maxAllYamlBytes: 256 * MIB,
}

/** A JSON text up to this size is parsed at once; a larger one value by value. */
export const WHOLE_JSON_BYTES = MIB

/** Limit on the growth of an input by decompression: kubectl output grows tenfold. */
const MAX_RATIO = 200

/** Allowed growth for an input of any size. */
const RATIO_FREE_BYTES = 4 * MIB

/** Only the end of a log is kept. */
export const MAX_LOG_BYTES = 256 * 1024

/** Layers of compression around one file. */
export const MAX_GZIP_LAYERS = 3

/** Counts the cost of one input. */
export class Budget {
  readonly limits: ReadLimits
  private readonly signal: AbortSignal | undefined
  private bytes = 0
  private source = 0
  private yamlBytes = 0
  private entries = 0
  private objects = 0
  private pausedAt = 0

  constructor(limits: Partial<ReadLimits> = {}, signal?: AbortSignal) {
    this.limits = { ...DEFAULT_LIMITS, ...limits }
    this.signal = signal
  }

  /** Counts `n` bytes of the input as it was sent. */
  addSource(n: number): void {
    this.source += n
  }

  /** Counts `n` decompressed bytes; throws 413 `too-large`, or the signal's reason when aborted. */
  addBytes(n: number): void {
    this.bytes += n
    this.checkInflated(this.bytes)
  }

  /** Throws like `addBytes` if one layer of compression has produced `size` bytes. */
  checkInflated(size: number): void {
    const { maxBytes } = this.limits
    this.signal?.throwIfAborted()
    if (size > maxBytes) throw tooLarge(maxBytes)
    if (size > RATIO_FREE_BYTES && size > MAX_RATIO * this.source) throw inflatesTooMuch()
  }

  /** Counts one YAML text of `n` bytes; throws 413 `yaml-too-large`. */
  addYaml(n: number): void {
    const { maxYamlBytes, maxAllYamlBytes } = this.limits
    this.yamlBytes += n
    if (n > maxYamlBytes) throw yamlTooLarge(`The text is larger than ${sizeText(maxYamlBytes)} and not JSON.`)
    if (this.yamlBytes > maxAllYamlBytes) {
      throw yamlTooLarge(`The input has more than ${sizeText(maxAllYamlBytes)} of YAML.`)
    }
  }

  /** Yields to other work and the signal, once per MiB. */
  async pause(): Promise<void> {
    if (this.bytes - this.pausedAt < MIB) return
    this.pausedAt = this.bytes
    await new Promise(resolve => setTimeout(resolve))
    this.signal?.throwIfAborted()
  }

  /** Counts one file; throws 413 `too-many-files`. */
  addEntry(): void {
    this.signal?.throwIfAborted()
    if (++this.entries > this.limits.maxEntries) {
      throw new InputError(
        413,
        'too-many-files',
        `The input has more than ${this.limits.maxEntries} files.`,
        'Send only the folders of the relevant namespaces.',
      )
    }
  }

  /** Counts one object, used or not; throws 413 `too-many-objects`. */
  addObject(): void {
    if (++this.objects > this.limits.maxObjects) {
      throw new InputError(
        413,
        'too-many-objects',
        `The input has more than ${this.limits.maxObjects} objects.`,
        'Send fewer namespaces or fewer kinds.',
      )
    }
  }
}

/** A size for readers: `256 MiB`, `900 bytes`. */
export function sizeText(n: number): string {
  if (n >= MIB) return `${Math.round(n / MIB)} MiB`
  if (n >= 1024) return `${Math.round(n / 1024)} KiB`
  return `${n} bytes`
}

/** The error for an input above `maxBytes`. */
export function tooLarge(maxBytes: number): InputError {
  return new InputError(
    413,
    'too-large',
    `The input is larger than ${sizeText(maxBytes)} after decompression.`,
    'Send fewer namespaces or fewer kinds (kubectl get -n NAMESPACE), or raise the limit if you run the service yourself.',
  )
}

/** The error for an input that grows more than `MAX_RATIO` times. */
function inflatesTooMuch(): InputError {
  return new InputError(
    413,
    'inflates-too-much',
    `The input is more than ${MAX_RATIO} times larger after decompression.`,
    'kubectl output usually grows about tenfold. Send it uncompressed, or compressed once.',
  )
}

/** The error for too large a text that is not JSON; `message` has the limit. */
function yamlTooLarge(message: string): InputError {
  return new InputError(413, 'yaml-too-large', message, 'Send JSON instead (kubectl get … -o json), which is streamed.')
}

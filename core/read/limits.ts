import { InputError } from './error.ts'

const MIB = 1024 * 1024

/** Bounds on one input. A bound that is exceeded is an `InputError` with status 413 that names it. */
export interface ReadLimits {
  /** Bytes after decompression. */
  readonly maxBytes: number
  /** Files in an archive or directory. */
  readonly maxEntries: number
  readonly maxObjects: number
  /** Nesting of JSON and YAML values. */
  readonly maxDepth: number
}

export const DEFAULT_LIMITS: ReadLimits = {
  maxBytes: 256 * MIB,
  maxEntries: 20_000,
  maxObjects: 2_000_000,
  maxDepth: 100,
}

/** A JSON text up to this size is parsed in one go; a larger one value by value. */
export const WHOLE_JSON_BYTES = 32 * MIB

/** One value of a stream: the API server stores no object above 3 MiB. */
export const MAX_VALUE_BYTES = 64 * MIB

/** A log keeps its end only. */
export const MAX_LOG_BYTES = 256 * 1024

/** Layers of compression around one file. */
export const MAX_GZIP_LAYERS = 3

/** Counts what one input has cost so far. */
export class Budget {
  readonly limits: ReadLimits
  private readonly signal: AbortSignal | undefined
  private bytes = 0
  private entries = 0
  private objects = 0
  private pausedAt = 0

  constructor(limits: Partial<ReadLimits> = {}, signal?: AbortSignal) {
    this.limits = { ...DEFAULT_LIMITS, ...limits }
    this.signal = signal
  }

  /** Bytes of one YAML file: it is parsed as a whole, in about 100 times its size of memory. */
  get maxYamlBytes(): number {
    return Math.min(4 * MIB, Math.max(MIB / 4, this.limits.maxBytes / 10))
  }

  /** Counts `n` decompressed bytes; throws 413 `too-large`, or the signal's reason when it was aborted. */
  addBytes(n: number): void {
    this.signal?.throwIfAborted()
    this.bytes += n
    if (this.bytes > this.limits.maxBytes) {
      throw tooLarge(this.limits.maxBytes)
    }
  }

  /** Lets other work and the signal have their turn, once per MiB. */
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
        `The input holds more than ${this.limits.maxEntries} files.`,
        'Send only the folders of the namespaces in question.',
      )
    }
  }

  /** Counts one object; throws 413 `too-many-objects`. */
  addObject(): void {
    if (++this.objects > this.limits.maxObjects) {
      throw new InputError(
        413,
        'too-many-objects',
        `The input holds more than ${this.limits.maxObjects} objects.`,
        'Send fewer namespaces or fewer kinds.',
      )
    }
  }

  /** Throws the signal's reason when it was aborted. */
  checkSignal(): void {
    this.signal?.throwIfAborted()
  }
}

/** `n` bytes for a person: `256 MiB`, `900 bytes`. */
export function sizeText(n: number): string {
  if (n >= MIB) return `${Math.round(n / MIB)} MiB`
  if (n >= 1024) return `${Math.round(n / 1024)} KiB`
  return `${n} bytes`
}

/** The answer to an input above `maxBytes`. */
export function tooLarge(maxBytes: number): InputError {
  return new InputError(
    413,
    'too-large',
    `The input is larger than ${sizeText(maxBytes)} after decompression.`,
    'Send fewer namespaces or fewer kinds (kubectl get -n NAMESPACE), or raise the limit where you run it yourself.',
  )
}

import { availableParallelism, totalmem } from 'node:os'
import type { ReadLimits } from '../../core/read/index.ts'

const MIB = 1024 * 1024

/** Memory of a process besides its heap and its input: code, stacks, V8 itself. */
const BASE_MIB = 60
const MAIN_MIB = 120

/** Largest body that counts as small, in bytes. */
export const SMALL_BYTES = 256 * 1024

/** One kind of process: how many there are, and their limits. */
export interface LaneSize {
  readonly processes: number
  /** Limit on one process's heap. */
  readonly heapMiB: number
  readonly limits: Partial<ReadLimits>
}

/** How the service's memory is divided. */
export interface Sizes {
  /** For bodies of at most `SMALL_BYTES`, so that large ones do not hold them up. */
  readonly small: LaneSize
  readonly large: LaneSize
  /** Limit on a body, in bytes as sent. */
  readonly maxBodyBytes: number
  /** Limit on a message of the Model Context Protocol, which is parsed as a whole, in bytes. */
  readonly maxMessageBytes: number
  /** Limit on all large bodies that are being received or waiting for a process, and on all small ones, in bytes. */
  readonly maxHeldBytes: number
  readonly maxSmallHeldBytes: number
  readonly maxConnections: number
}

/** MiB for this process and its children: the platform's limit (cgroup), or the machine's memory. */
export function usableMiB(): number {
  const limit = process.constrainedMemory()
  return Math.floor((limit > 0 ? Math.min(limit, totalmem()) : totalmem()) / MIB)
}

/** Sizes that together stay below `memoryMiB`, for 384 MiB and more. */
export function sizesFor(memoryMiB: number, processors: number = availableParallelism()): Sizes {
  const heldMiB = clamp(memoryMiB / 9, 24, 768)
  const maxBodyMiB = Math.floor(Math.min(256, heldMiB * 0.75))
  const small = { processes: memoryMiB < 2048 ? 1 : Math.min(2, processors), heapMiB: clamp(memoryMiB / 11, 40, 256) }
  const left = memoryMiB * 0.92 - MAIN_MIB - heldMiB - small.processes * (BASE_MIB + small.heapMiB)
  // Half a heap again is needed for bytes outside it: blocks that arrive, archives, texts to be parsed.
  const heapOf = (processes: number) => (left / processes - BASE_MIB) / 1.5
  let processes = Math.min(4, processors)
  while (processes > 1 && heapOf(processes) < 256) processes--
  const heapMiB = clamp(heapOf(processes), 64, 4096)
  return {
    small: {
      ...small,
      limits: { ...limitsFor(small.heapMiB), maxBytes: 8 * MIB, maxAllYamlBytes: 2 * MIB },
    },
    large: {
      processes,
      heapMiB,
      limits: { ...limitsFor(heapMiB), maxBytes: clamp(memoryMiB / 4, 64, 256) * MIB },
    },
    maxBodyBytes: maxBodyMiB * MIB,
    maxMessageBytes: Math.min(32, maxBodyMiB, Math.floor(heapMiB / 6)) * MIB,
    maxHeldBytes: heldMiB * MIB,
    maxSmallHeldBytes: Math.max(8, Math.floor(heldMiB / 4)) * MIB,
    maxConnections: clamp(memoryMiB * 2, 256, 10_000),
  }
}

/** Limits on one input so that it fits into a heap. */
function limitsFor(heapMiB: number): Partial<ReadLimits> {
  return {
    maxObjects: clamp(heapMiB * 2000, 50_000, 2_000_000),
    maxValues: clamp(heapMiB * 8000, 250_000, 10_000_000),
    maxValueBytes: Math.min(64 * MIB, Math.floor(heapMiB / 4) * MIB),
    maxZipBytes: Math.min(256 * MIB, Math.floor(heapMiB / 3) * MIB),
    maxYamlBytes: Math.min(4 * MIB, Math.floor((heapMiB * MIB) / 80)),
    maxAllYamlBytes: 64 * MIB,
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.floor(Math.min(most, Math.max(least, value)))
}

import { availableParallelism, totalmem } from 'node:os'
import type { ReadLimits } from '../../core/read/index.ts'

const MIB = 1024 * 1024

/** What a process takes besides its heap and what it is sent: code, stacks, V8 itself. */
const BASE_MIB = 60
const MAIN_MIB = 120

/** Bytes of a body that counts as small. */
export const SMALL_BYTES = 256 * 1024

/** One kind of process: how many there are and what each may use. */
export interface LaneSize {
  readonly processes: number
  /** Most of one process's heap. */
  readonly heapMiB: number
  readonly limits: Partial<ReadLimits>
}

/** How the memory that the service may use is divided. */
export interface Sizes {
  /** For bodies of at most `SMALL_BYTES`, so that large ones do not hold them up. */
  readonly small: LaneSize
  readonly large: LaneSize
  /** Most bytes of a body as sent. */
  readonly maxBodyBytes: number
  /** Most bytes of a message of the Model Context Protocol: it is parsed whole. */
  readonly maxMessageBytes: number
  /** Most bytes of all large bodies that are being received or wait for a process, and of all small ones. */
  readonly maxHeldBytes: number
  readonly maxSmallHeldBytes: number
  readonly maxConnections: number
}

/** MiB that this process and its children may use: what the platform's limit leaves (cgroup), or the machine has. */
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
  // Half of a heap again goes to bytes that are outside of it: blocks that arrive, archives, texts to be parsed.
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

/** What one input may hold so that a heap has room for it. */
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

import * as z from 'zod/mini'
import type { RenderOptions } from '../../../core/render/index.ts'
import type { Diagnose, Source } from '../../diagnosis.ts'
import { described } from '../../schemas/described.ts'
import { fromBase64 } from '../base64.ts'
import { INVALID_PARAMS, RpcError } from '../rpc-error.ts'

const ENCODINGS = ['text', 'base64'] as const

const snapshot = described(z.string('Must be a string.').check(z.minLength(1, 'Must be a string.')), {
  description:
    'The output of kubectl get deployments,replicasets,statefulsets,daemonsets,jobs,pods,services,events,… -o json or -o yaml, or a base64-encoded archive (.tar, .tar.gz, .zip).',
})
const encoding = z.optional(
  described(z.enum(ENCODINGS, `Name one of ${ENCODINGS.join(', ')}.`), {
    description: 'Encoding of the snapshot; text by default.',
  }),
)
const file = described(z.string('Must be a string.'), {
  description: 'Path of a snapshot file, instead of the snapshot itself.',
})

/** The arguments for sending a snapshot. */
export const SNAPSHOT_ONLY = { snapshot, encoding }
/** The arguments for sending a snapshot or naming its file. */
export const SNAPSHOT_OR_FILE = { snapshot: z.optional(snapshot), file: z.optional(file), encoding }

/** How snapshots are diagnosed and reports rendered, and how files are opened if callers may name them. */
export interface SnapshotAdapter {
  readonly diagnose: Diagnose
  readonly render: RenderOptions
  readonly openFile?: (path: string) => Source
}

interface Arguments {
  readonly snapshot?: string | undefined
  readonly file?: string | undefined
  readonly encoding?: (typeof ENCODINGS)[number] | undefined
}

/** The snapshot that a call of `tool` sends or names. Throws an `RpcError` unless it does exactly one of these. */
export function sourceOf(tool: string, args: Arguments, openFile: SnapshotAdapter['openFile']): Source {
  if (args.snapshot !== undefined && args.file === undefined) return bytesOf(args.snapshot, args.encoding)
  if (args.file !== undefined && args.snapshot === undefined && openFile !== undefined) return openFile(args.file)
  throw new RpcError(INVALID_PARAMS, `${tool}: set either snapshot or file.`, { where: 'arguments' })
}

function bytesOf(text: string, encoding: Arguments['encoding'] = 'text'): Uint8Array {
  return encoding === 'base64' ? fromBase64(text) : new TextEncoder().encode(text)
}

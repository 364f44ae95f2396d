import * as z from 'zod/mini'
import type { Report, Scope } from '../../../core/index.ts'
import type { Change } from '../../../core/patch/patched.ts'
import { type RenderOptions, renderers } from '../../../core/render/index.ts'
import type { Diagnose, Source } from '../../diagnosis.ts'
import { described } from '../../schemas/described.ts'
import { report } from '../../schemas/report.ts'
import { namespace, patchValue, workload } from '../../schemas/scope.ts'
import { onlyFields } from '../../validation.ts'
import { fromBase64 } from '../base64.ts'
import { INVALID_PARAMS, RpcError } from '../rpc-error.ts'
import { type Answer, type Call, type Tool, tool } from '../tool.ts'

const SNAPSHOT_HINT = 'Must be a string.'
const ENCODINGS = ['text', 'base64'] as const
type Encoding = (typeof ENCODINGS)[number]

export const snapshot = described(z.string(SNAPSHOT_HINT).check(z.minLength(1, SNAPSHOT_HINT)), {
  description:
    'The output of kubectl get deployments,replicasets,statefulsets,daemonsets,jobs,pods,services,events,… -o json or -o yaml, or a base64-encoded archive (.tar, .tar.gz, .zip).',
})
export const file = described(z.string('Must be a string.'), {
  description: 'Path of a snapshot file, instead of the snapshot itself.',
})
export const encoding = z.optional(
  described(z.enum(ENCODINGS, `Name one of ${ENCODINGS.join(', ')}.`), {
    description: 'Encoding of the snapshot; text by default.',
  }),
)
const fields = {
  encoding,
  namespace: z.optional(namespace),
  workload: z.optional(workload),
  patch: z.optional(patchValue),
}

const ABOUT = {
  name: 'diagnose_snapshot',
  title: 'Diagnose a snapshot of a Kubernetes cluster',
  description:
    'Finds the root causes of stalled Kubernetes rollouts from the state of a cluster, with evidence, effects, whether each recovers on its own, and the fix. With patch, returns the report as if the change had been made (what if). Deterministic; nothing is stored.',
  output: report,
  openWorld: false,
}

/** How snapshots are diagnosed and reports worded; and where a caller may name a file, how it is opened. */
export interface SnapshotDoor {
  readonly diagnose: Diagnose
  readonly render: RenderOptions
  readonly openFile?: (path: string) => Source
}

/** The tool `diagnose_snapshot`. */
export function diagnoseSnapshot({ diagnose, render, openFile }: SnapshotDoor): Tool {
  const answer = async (source: Source, args: Asked, { signal, notes }: Call) => {
    const { patch: changes } = args
    const question = { scope: scopeOf(args), format: 'json', render: {}, ...(changes && { changes }) } as const
    const { body, verdict, causes } = await diagnose(source, question, { signal })
    if (verdict !== undefined) notes.verdict = verdict
    if (causes !== undefined) notes.causes = causes
    return saying(JSON.parse(body) as Report, render)
  }
  if (openFile === undefined) {
    return tool({
      ...ABOUT,
      input: onlyFields({ snapshot, ...fields }),
      run: (args, call) => answer(bytesOf(args.snapshot, args.encoding), args, call),
    })
  }
  return tool({
    ...ABOUT,
    input: onlyFields({ snapshot: z.optional(snapshot), file: z.optional(file), ...fields }),
    async run(args, call) {
      if (args.snapshot !== undefined && args.file === undefined) {
        return answer(bytesOf(args.snapshot, args.encoding), args, call)
      }
      if (args.file !== undefined && args.snapshot === undefined) return answer(openFile(args.file), args, call)
      throw new RpcError(INVALID_PARAMS, 'diagnose_snapshot: set either snapshot or file.', { where: 'arguments' })
    },
  })
}

export function saying(structured: Report, render: RenderOptions): Answer {
  return { structured, text: renderers.text(structured, render) }
}

export function scopeOf({ namespace, workload }: ScopeArguments): Scope {
  return { ...(namespace !== undefined && { namespace }), ...(workload !== undefined && { workload }) }
}

interface Asked extends ScopeArguments {
  readonly patch?: readonly Change[] | undefined
}

interface ScopeArguments {
  readonly namespace?: string | undefined
  readonly workload?: Scope['workload'] | undefined
}

export function bytesOf(text: string, encoding: Encoding = 'text'): Uint8Array {
  return encoding === 'base64' ? fromBase64(text) : new TextEncoder().encode(text)
}

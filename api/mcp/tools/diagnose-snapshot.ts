import * as z from 'zod/mini'
import type { Report, Scope } from '../../../core/index.ts'
import type { Change } from '../../../core/patch/patched.ts'
import { type RenderOptions, renderers } from '../../../core/render/index.ts'
import type { Source } from '../../diagnosis.ts'
import { report } from '../../schemas/report.ts'
import { namespace, patchValue, workload } from '../../schemas/scope.ts'
import { onlyFields } from '../../validation.ts'
import { type Answer, type Call, type Tool, tool } from '../tool.ts'
import { SNAPSHOT_ONLY, SNAPSHOT_OR_FILE, type SnapshotAdapter, sourceOf } from './snapshot-input.ts'

const fields = { namespace: z.optional(namespace), workload: z.optional(workload), patch: z.optional(patchValue) }

const ABOUT = {
  name: 'diagnose_snapshot',
  title: 'Diagnose a snapshot of a Kubernetes cluster',
  description:
    'Finds the root causes of stalled Kubernetes rollouts from the state of a cluster, with evidence, effects, whether each recovers on its own, and the fix. With patch, returns the report as if the change had been made (what if). Deterministic; nothing is stored.',
  output: report,
  openWorld: false,
}

/** The tool `diagnose_snapshot`. */
export function diagnoseSnapshot({ diagnose, render, openFile }: SnapshotAdapter): Tool {
  const answer = async (source: Source, args: Asked, { signal, notes }: Call) => {
    const { patch: changes } = args
    const question = { scope: scopeOf(args), format: 'json', render: {}, ...(changes && { changes }) } as const
    const { body, verdict, causes } = await diagnose(source, question, { signal })
    if (verdict !== undefined) notes.verdict = verdict
    if (causes !== undefined) notes.causes = causes
    return saying(JSON.parse(body) as Report, render)
  }
  return tool({
    ...ABOUT,
    input: onlyFields({ ...(openFile === undefined ? SNAPSHOT_ONLY : SNAPSHOT_OR_FILE), ...fields }),
    run: async (args, call) => answer(sourceOf(ABOUT.name, args, openFile), args, call),
  })
}

/** A report for programs and, in words, for people. */
export function saying(structured: Report, render: RenderOptions): Answer {
  return { structured, text: renderers.text(structured, render) }
}

function scopeOf({ namespace, workload }: ScopeArguments): Scope {
  return { ...(namespace !== undefined && { namespace }), ...(workload !== undefined && { workload }) }
}

interface Asked extends ScopeArguments {
  readonly patch?: readonly Change[] | undefined
}

interface ScopeArguments {
  readonly namespace?: string | undefined
  readonly workload?: Scope['workload'] | undefined
}

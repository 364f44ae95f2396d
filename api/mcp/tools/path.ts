import * as z from 'zod/mini'
import type { Change } from '../../../core/patch/patched.ts'
import type { PathReport } from '../../../core/path.ts'
import { pathRenderers } from '../../../core/render/path.ts'
import type { Source } from '../../diagnosis.ts'
import { pathFrom, pathReport, pathTo } from '../../schemas/path.ts'
import { namespace, patchValue } from '../../schemas/scope.ts'
import { onlyFields } from '../../validation.ts'
import { type Call, type Tool, tool } from '../tool.ts'
import { SENT, SENT_OR_NAMED, type SnapshotAdapter, sourceOf } from './snapshot-input.ts'

const fields = { from: pathFrom, to: pathTo, namespace: z.optional(namespace), patch: z.optional(patchValue) }

const ABOUT = {
  name: 'trace_path',
  title: 'Check whether one end of a cluster network can reach another',
  description:
    'Traces a connection hop by hop in a snapshot of a Kubernetes cluster: name, Service port, endpoints, target port, network policies of both ends, nodes. Returns the first broken hop with its fix, and a command to check any hop the snapshot does not cover. With patch, checks whether the change opens the path (what if). Deterministic; nothing is stored.',
  output: pathReport,
  openWorld: false,
}

interface Ends {
  readonly from: string
  readonly to: string
  readonly namespace?: string | undefined
  readonly patch?: readonly Change[] | undefined
}

/** The tool `trace_path`. */
export function tracePath({ diagnose, render, openFile }: SnapshotAdapter): Tool {
  const answer = async (source: Source, { from, to, namespace, patch: changes }: Ends, { signal }: Call) => {
    const scope = namespace === undefined ? {} : { namespace }
    const question = { scope, path: { from, to }, format: 'json', render: {}, ...(changes && { changes }) } as const
    const { body } = await diagnose(source, question, { signal })
    const structured = JSON.parse(body) as PathReport
    return { structured, text: pathRenderers.text(structured, render) }
  }
  return tool({
    ...ABOUT,
    input: onlyFields({ ...(openFile === undefined ? SENT : SENT_OR_NAMED), ...fields }),
    run: async (args, call) => answer(sourceOf(ABOUT.name, args, openFile), args, call),
  })
}

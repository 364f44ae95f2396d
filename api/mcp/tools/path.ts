import * as z from 'zod/mini'
import type { Change } from '../../../core/patch/patched.ts'
import type { PathReport } from '../../../core/path.ts'
import type { RenderOptions } from '../../../core/render/index.ts'
import { pathRenderers } from '../../../core/render/path.ts'
import type { Source } from '../../diagnosis.ts'
import { pathEnds, pathReport } from '../../schemas/path.ts'
import { namespace } from '../../schemas/scope.ts'
import { onlyFields } from '../../validation.ts'
import { type Call, type Tool, tool } from '../tool.ts'
import type { ClusterAdapter } from './diagnose-cluster.ts'
import { SNAPSHOT_ONLY, SNAPSHOT_OR_FILE, type SnapshotAdapter, sourceOf } from './snapshot-input.ts'

const fields = { ...pathEnds, namespace: z.optional(namespace) }

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
    input: onlyFields({ ...(openFile === undefined ? SNAPSHOT_ONLY : SNAPSHOT_OR_FILE), ...fields }),
    run: async (args, call) => answer(sourceOf(ABOUT.name, args, openFile), args, call),
  })
}

/** The tool `trace_cluster_path`. */
export function traceClusterPath({ about, pathInput, path }: ClusterAdapter, render: RenderOptions): Tool {
  return tool({
    name: 'trace_cluster_path',
    title: 'Check whether one end of a live cluster network can reach another',
    description: `Reads a live cluster with the credentials it is given, also what the path needs of other namespaces, and traces a connection hop by hop as trace_path does. ${about}`,
    input: pathInput,
    output: pathReport,
    openWorld: true,
    async run(args, call) {
      call.notes.live = true
      const structured = await path(args, call)
      return { structured, text: pathRenderers.text(structured, render) }
    },
  })
}

import type * as z from 'zod/mini'
import type { Report } from '../../../core/index.ts'
import type { PathReport } from '../../../core/path.ts'
import type { RenderOptions } from '../../../core/render/index.ts'
import { causesIn } from '../../diagnosis.ts'
import { report } from '../../schemas/report.ts'
import { type Call, type Tool, tool } from '../tool.ts'
import { saying } from './diagnose-snapshot.ts'

/** How a live cluster is named and read in a runtime. */
export interface ClusterAdapter<I extends z.ZodMiniType = z.ZodMiniType, P extends z.ZodMiniType = z.ZodMiniType> {
  readonly input: I
  /** The input for a path: `pathEnds`, and the fields that name the cluster and the namespace. */
  readonly pathInput: P
  /** How to name the cluster, one sentence for a model. */
  readonly about: string
  /** Rejects with an `InputError` or a `ProblemError` for mistakes that the caller can fix. */
  report(args: z.output<I>, call: Call): Promise<Report>
  /** Rejects as `report` does. */
  path(args: z.output<P>, call: Call): Promise<PathReport>
}

/** The tool `diagnose_cluster`. */
export function diagnoseCluster(adapter: ClusterAdapter, render: RenderOptions): Tool {
  return tool({
    name: 'diagnose_cluster',
    title: 'Diagnose a live Kubernetes cluster',
    description: `Reads a live cluster with the credentials it is given and finds the root causes of stalled rollouts, as diagnose_snapshot does. ${adapter.about}`,
    input: adapter.input,
    output: report,
    openWorld: true,
    async run(args, call) {
      call.notes.live = true
      const found = await adapter.report(args, call)
      call.notes.verdict = found.verdict
      call.notes.causes = causesIn(found)
      return saying(found, render)
    },
  })
}

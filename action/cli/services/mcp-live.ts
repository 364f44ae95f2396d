import * as z from 'zod/mini'
import type { ClusterAdapter } from '../../../api/mcp/tools/diagnose-cluster.ts'
import { ProblemError } from '../../../api/problem.ts'
import { described } from '../../../api/schemas/described.ts'
import { namespace, workload } from '../../../api/schemas/scope.ts'
import { onlyFields } from '../../../api/validation.ts'
import { KubeconfigError } from '../../../core/connect/kubeconfig-error.ts'
import { diagnose } from '../../../core/index.ts'
import { type LiveOptions, readLive } from '../live.ts'

const input = onlyFields({
  context: z.optional(
    described(z.string('Must be the name of a context in the kubeconfig.'), {
      description: 'The kubeconfig context; the current context by default.',
    }),
  ),
  namespace: z.optional(namespace),
  allNamespaces: z.optional(
    described(z.boolean('Must be true or false.'), {
      description: "The whole cluster instead of the context's namespace.",
    }),
  ),
  workload: z.optional(workload),
})

/** Live clusters of the user's own kubeconfig. */
export const liveAdapter: ClusterAdapter<typeof input> = {
  input,
  about: "Reads a cluster of the user's own kubeconfig; changes nothing in it.",
  async report(args) {
    try {
      const { namespace: asked, ...options } = Object.fromEntries(
        Object.entries(args).filter(([, value]) => value !== undefined),
      ) as Omit<LiveOptions, 'namespace'> & { namespace?: string }
      const { snapshot, namespaces } = await readLive({
        ...options,
        ...(asked === undefined ? {} : { namespace: [asked] }),
      })
      const [namespace] = namespaces
      return diagnose(snapshot, {
        ...(namespace !== undefined && { namespace }),
        ...(args.workload !== undefined && { workload: args.workload }),
      })
    } catch (error) {
      if (!(error instanceof KubeconfigError)) throw error
      throw new ProblemError(422, 'kubeconfig', error.message, 'kubectl config get-contexts lists the contexts.')
    }
  },
}

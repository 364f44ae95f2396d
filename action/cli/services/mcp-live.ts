import * as z from 'zod/mini'
import type { ClusterAdapter } from '../../../api/mcp/tools/diagnose-cluster.ts'
import { ProblemError } from '../../../api/problem.ts'
import { described } from '../../../api/schemas/described.ts'
import { pathEnds } from '../../../api/schemas/path.ts'
import { namespace, workload } from '../../../api/schemas/scope.ts'
import { onlyFields } from '../../../api/validation.ts'
import { KubeconfigError } from '../../../core/connect/kubeconfig-error.ts'
import { diagnose, type Snapshot } from '../../../core/index.ts'
import { lacksOfDiagnosis } from '../../../core/lacking.ts'
import { UsageError } from '../exit-code.ts'
import { type LiveOptions, readLive } from '../live.ts'
import { readForPath } from '../path.ts'
import { pathOn } from '../scope.ts'

const place = {
  context: z.optional(
    described(z.string('Must be the name of a context in the kubeconfig.'), {
      description: 'The kubeconfig context; the current context by default.',
    }),
  ),
  namespace: z.optional(namespace),
}
const pathInput = onlyFields({ ...place, ...pathEnds })
const input = onlyFields({
  ...place,
  allNamespaces: z.optional(
    described(z.boolean('Must be true or false.'), {
      description: "The whole cluster instead of the context's namespace.",
    }),
  ),
  workload: z.optional(workload),
})

/** Options as `readLive` takes them. */
function optionsOf({ namespace: asked, ...more }: { readonly namespace?: string | undefined }): LiveOptions {
  const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined))
  return { ...given, ...(asked === undefined ? {} : { namespace: [asked] }) }
}

/** The result of `work`; failures that the caller can fix become a `ProblemError`. */
async function mended<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UsageError) throw new ProblemError(422, 'cluster', error.message, error.hint)
    if (!(error instanceof KubeconfigError)) throw error
    throw new ProblemError(422, 'kubeconfig', error.message, 'kubectl config get-contexts lists the contexts.')
  }
}

/** Live clusters of the user's own kubeconfig. */
export const liveAdapter: ClusterAdapter<typeof input, typeof pathInput> = {
  input,
  pathInput,
  about: "Reads a cluster of the user's own kubeconfig; changes nothing in it.",
  report: args =>
    mended(async () => {
      const lacks = async (read: Snapshot, namespace: string | undefined) =>
        lacksOfDiagnosis(read, namespace === undefined ? {} : { namespace })
      const { snapshot, namespaces } = await readLive({ ...optionsOf(args), lacks })
      const [namespace] = namespaces
      return diagnose(snapshot, {
        ...(namespace !== undefined && { namespace }),
        ...(args.workload !== undefined && { workload: args.workload }),
      })
    }),
  path: ({ from, to, patch: changes, ...named }) =>
    mended(async () => {
      const { snapshot, namespace } = await readForPath(from, to, optionsOf(named))
      return pathOn(snapshot, { from, to, namespace, changes })
    }),
}

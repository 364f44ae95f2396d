import * as z from 'zod/mini'
import { onlyFields } from '../validation.ts'
import { described } from './described.ts'
import { namespace, workload } from './scope.ts'

const KUBECONFIG_HINT =
  'Send the kubeconfig in the field kubeconfig of a JSON object, as text (YAML or JSON) or as an object.'
const CONTEXT_HINT = 'Must be the name of a context in the kubeconfig.'
const ALL_HINT = 'Must be true or false, and not true together with a namespace.'

/** The fields that name a cluster and a namespace of it. */
export const clusterPlace = {
  kubeconfig: described(z.union([z.string(), z.record(z.string(), z.unknown())], KUBECONFIG_HINT), {
    description: `${KUBECONFIG_HINT} It is used for this request only and never stored, logged or repeated.`,
  }),
  context: z.optional(
    described(z.string(CONTEXT_HINT).check(z.minLength(1, CONTEXT_HINT), z.maxLength(253, CONTEXT_HINT)), {
      description: 'The context to use; the current context by default.',
    }),
  ),
  namespace: z.optional(namespace),
}

/** The body of `POST /v1/clusters/path`. */
export const clusterPathRequest = described(onlyFields(clusterPlace), { id: 'ClusterPathRequest' })

/** The body of `POST /v1/clusters/diagnose`. */
export const clusterRequest = described(
  onlyFields({
    ...clusterPlace,
    workload: z.optional(workload),
    allNamespaces: z.optional(
      described(z.boolean(ALL_HINT), {
        description: "All namespaces. Otherwise `namespace`, the context's namespace, or `default`.",
      }),
    ),
  }).check(
    z.refine(({ namespace, allNamespaces }) => namespace === undefined || allNamespaces !== true, {
      error: ALL_HINT,
      path: ['allNamespaces'],
    }),
  ),
  { id: 'ClusterRequest' },
)

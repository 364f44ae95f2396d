import type { Report } from '../../core/index.ts'
import { diagnoseLive } from '../live/diagnose-live.ts'
import { gateOf } from '../live/gate.ts'
import type { Live } from '../live/live.ts'
import { clusterRequest } from '../schemas/cluster-request.ts'
import type { ClusterDoor } from './tools/diagnose-cluster.ts'

/** Takes how live clusters are read and a request; returns the door to them, open to the caller whose token the request shows. */
export function liveDoor(live: Live, request: Request): ClusterDoor<typeof clusterRequest> {
  const enter = gateOf(live)
  return {
    input: clusterRequest,
    about: 'The cluster is named by the kubeconfig that is sent; it is used for this call only and never stored.',
    async report({ kubeconfig, context, namespace, workload, allNamespaces }, { signal }) {
      const leave = await enter(request.headers.get('authorization') ?? undefined)
      try {
        const question = {
          kubeconfig: typeof kubeconfig === 'string' ? kubeconfig : JSON.stringify(kubeconfig),
          context,
          scope: { ...(namespace && { namespace }), ...(workload && { workload }) },
          allNamespaces: allNamespaces === true,
          format: 'json',
          render: {},
        } as const
        return JSON.parse((await diagnoseLive(live, question, signal)).body) as Report
      } finally {
        leave()
      }
    },
  }
}

import type { Report } from '../../core/index.ts'
import { diagnoseLive, liveQuestion } from '../live/diagnose-live.ts'
import type { Connector } from '../live/live.ts'
import { clusterRequest } from '../schemas/cluster-request.ts'
import type { ClusterAdapter } from './tools/diagnose-cluster.ts'

/** `enter` admits the caller of a message. */
export function liveAdapter(
  connector: Connector,
  enter: () => Promise<() => void>,
): ClusterAdapter<typeof clusterRequest> {
  return {
    input: clusterRequest,
    about: 'The kubeconfig in the call selects the cluster; it is used for this call only and never stored.',
    async report(args, { signal }) {
      const leave = await enter()
      try {
        const question = liveQuestion(args, { format: 'json', render: {} })
        return JSON.parse((await diagnoseLive(connector, question, signal)).body) as Report
      } finally {
        leave()
      }
    },
  }
}

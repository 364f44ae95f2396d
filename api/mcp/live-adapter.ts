import type { Report } from '../../core/index.ts'
import type { PathReport } from '../../core/path.ts'
import { diagnoseLive, type LiveQuestion, liveQuestion } from '../live/diagnose-live.ts'
import type { Connector } from '../live/live.ts'
import { clusterPlace, clusterRequest } from '../schemas/cluster-request.ts'
import { pathEnds } from '../schemas/path.ts'
import { onlyFields } from '../validation.ts'
import type { ClusterAdapter } from './tools/diagnose-cluster.ts'

const pathInput = onlyFields({ ...clusterPlace, ...pathEnds })

/** `enter` admits the caller of a message. */
export function liveAdapter(
  connector: Connector,
  enter: () => Promise<() => void>,
): ClusterAdapter<typeof clusterRequest, typeof pathInput> {
  const ask = async (question: LiveQuestion, signal: AbortSignal): Promise<unknown> => {
    const leave = await enter()
    try {
      return JSON.parse((await diagnoseLive(connector, question, signal)).body)
    } finally {
      leave()
    }
  }
  return {
    input: clusterRequest,
    pathInput,
    about: 'The kubeconfig in the call selects the cluster; it is used for this call only and never stored.',
    async report(args, { signal }) {
      return (await ask(liveQuestion(args, { format: 'json', render: {} }), signal)) as Report
    },
    async path({ from, to, patch: changes, ...place }, { signal }) {
      const how = { format: 'json', render: {}, path: { from, to }, ...(changes && { changes }) } as const
      return (await ask(liveQuestion(place, how), signal)) as PathReport
    },
  }
}

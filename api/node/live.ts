import { KubeConnectionError } from '../../core/collect/kube-get.ts'
import type { AddressPolicy } from '../../core/connect/address-policy.ts'
import type { AnswerLimits } from '../../core/connect/https-request.ts'
import { KubeconfigError } from '../../core/connect/kubeconfig-error.ts'
import { allowedAddresses, hostOf, nodeTransport } from '../../core/connect/node-transport.ts'
import { capital } from '../../core/words.ts'
import type { Connector } from '../live/live.ts'

/** What the operator allows. */
export interface LivePolicy extends AddressPolicy {
  readonly allowInsecure: boolean
  /** Limits on reading from one API server. */
  readonly answers?: Partial<AnswerLimits>
}

/** How Node connects to live clusters, within what the operator allows. */
export function connectorOf({ allowInsecure, answers, ...policy }: LivePolicy): Connector {
  return {
    allowInsecure,
    async connect(access) {
      try {
        await allowedAddresses(hostOf(access), policy)
      } catch (error) {
        // A name that does not resolve is a cause in the report.
        if (error instanceof KubeConnectionError && error.failure === 'refused-target') throw refusal(error.message)
      }
      return nodeTransport(access, { ...policy, ...(answers && { answers }) })
    },
  }
}

function refusal(message: string): KubeconfigError {
  return new KubeconfigError('refused-address', `${capital(message)}; KUBEWHY_ALLOW_PRIVATE=1 allows private ones.`)
}

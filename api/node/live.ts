import { KubeConnectionError } from '../../core/collect/kube-get.ts'
import type { AddressPolicy } from '../cluster/address-policy.ts'
import { KubeconfigError } from '../cluster/kubeconfig-error.ts'
import { allowedAddresses, hostOf, nodeTransport } from '../cluster/node-transport.ts'
import type { Live } from '../live/live.ts'

/** What the operator allows. */
export interface LivePolicy extends AddressPolicy {
  readonly tokens: readonly string[]
  readonly allowInsecure: boolean
}

/** Takes what the operator allows; returns how live clusters are read from Node. */
export function liveFromNode({ tokens, allowInsecure, ...policy }: LivePolicy): Live {
  return {
    tokens,
    allowInsecure,
    async connect(access) {
      try {
        await allowedAddresses(hostOf(access), policy)
      } catch (error) {
        // A name that does not resolve is a cause that the report names.
        if (error instanceof KubeConnectionError && error.failure === 'refused-target') throw refusal(error.message)
      }
      return nodeTransport(access, policy)
    },
  }
}

function refusal(message: string): KubeconfigError {
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}`
  return new KubeconfigError('refused-address', `${sentence}; KUBEWHY_ALLOW_PRIVATE=1 allows private ones.`)
}

/** Most bytes of a kubeconfig: one context with its certificates takes less than 10 KiB. */
export const MAX_KUBECONFIG_BYTES = 64 * 1024

/** Why a kubeconfig is not used. Stable: callers tell them apart by code. */
export type KubeconfigProblem =
  | 'too-large'
  | 'not-readable'
  | 'no-context'
  | 'no-server'
  | 'no-credentials'
  | 'exec-plugin'
  | 'auth-provider'
  | 'file-reference'
  | 'insecure'
  | 'proxy'
  | 'edge-private-ca'
  | 'edge-client-certificate'
  | 'edge-server-name'
  | 'edge-insecure'
  | 'refused-address'
  | 'unknown-host'

/** A kubeconfig that is refused. The message says what to change and holds nothing that the kubeconfig holds. */
export class KubeconfigError extends Error {
  readonly code: KubeconfigProblem

  constructor(code: KubeconfigProblem, message: string) {
    super(message)
    this.name = 'KubeconfigError'
    this.code = code
  }
}

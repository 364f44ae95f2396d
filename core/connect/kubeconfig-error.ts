/** Limit on a kubeconfig: one context with its certificates has less than 10 KiB. */
export const MAX_KUBECONFIG_BYTES = 64 * 1024

/** Why a kubeconfig is refused. Stable: callers distinguish errors by code. */
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

/** A refused kubeconfig. The message says what to change and contains nothing of the kubeconfig. */
export class KubeconfigError extends Error {
  readonly code: KubeconfigProblem

  constructor(code: KubeconfigProblem, message: string) {
    super(message)
    this.name = 'KubeconfigError'
    this.code = code
  }
}

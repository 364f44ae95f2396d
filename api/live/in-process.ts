import type { Connector, Live } from './live.ts'

/** Live clusters that are read in the service's own process. */
export interface InProcessLive extends Live {
  readonly connector: Connector
}

/** Live reads in the calling process. */
export function inProcessLive(tokens: readonly string[], connector: Connector): InProcessLive {
  return {
    tokens,
    connector,
    async diagnose(sent, how, { signal }) {
      const { answerClusterRequest } = await import('./diagnose-live.ts')
      return answerClusterRequest(connector, sent, how, signal)
    },
  }
}

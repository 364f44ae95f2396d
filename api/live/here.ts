import type { Connector, Live } from './live.ts'

/** Clusters that are read where the service itself runs. */
export interface LiveHere extends Live {
  readonly connector: Connector
}

/** Live reads in the calling process. */
export function liveHere(tokens: readonly string[], connector: Connector): LiveHere {
  return {
    tokens,
    connector,
    async diagnose(sent, how, { signal }) {
      const { answerClusterRequest } = await import('./diagnose-live.ts')
      return answerClusterRequest(connector, sent, how, signal)
    },
  }
}

import type { KubeGet } from '../../core/collect/kube-get.ts'
import type { ClusterAccess } from '../../core/connect/kubeconfig.ts'
import type { Answer, Asker, Question } from '../diagnosis.ts'

/** A connection to one API server. */
export interface Connection {
  readonly get: KubeGet
  close(): void
}

/** The requested form of a report. */
export type HowToAnswer = Omit<Question, 'scope'>

/** What the service needs to read live clusters for callers. */
export interface Live {
  /** The bearer tokens of the callers. */
  readonly tokens: readonly string[]
  /** Answers the body of `POST /v1/clusters/diagnose` or `/v1/clusters/path`; rejects like `answerClusterRequest`. */
  readonly diagnose: (sent: ReadableStream<Uint8Array>, how: HowToAnswer, asker: Asker) => Promise<Answer>
}

/** How a runtime reaches live clusters. */
export interface Connector {
  /** Whether a kubeconfig may do without verified TLS. */
  readonly allowInsecure: boolean
  /** Connects to a cluster. Rejects with a `KubeconfigError` for one that this runtime cannot or must not reach. */
  readonly connect: (access: ClusterAccess) => Promise<Connection>
}

/** Limit on reading one cluster, in milliseconds. */
export const DEADLINE_MS = 15_000

/** The tokens in `KUBEWHY_TOKENS`. Throws an `Error` for one that could be guessed. */
export function tokensFrom(text: string): readonly string[] {
  const tokens = text.split(/[\s,]+/).filter(token => token !== '')
  if (tokens.some(token => token.length < 24)) {
    throw new Error('KUBEWHY_TOKENS has a token of fewer than 24 characters: create one with `openssl rand -hex 32`')
  }
  return tokens
}

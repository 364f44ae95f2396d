import type { KubeGet } from '../../core/collect/kube-get.ts'
import type { Identity } from './kube/authorize.ts'
import { recordedCluster } from './kube/cluster.ts'
import { requestInfo } from './kube/request-info.ts'
import { answerTo, type Served } from './kube/routes.ts'
import { createStore } from './kube/store.ts'

/** Answers as the fake API server does for a recorded cluster, without a connection. */
export function inProcess(scenario: string): (identity: Identity) => KubeGet {
  const { objects, log, takenAt } = recordedCluster(scenario)
  return serving({ store: createStore(objects), log, failedChecks: [] }, takenAt)
}

/** Answers as the fake API server does, without a connection. */
export function serving(served: Served, takenAt: string): (identity: Identity) => KubeGet {
  const date = new Date(takenAt).toUTCString()
  return identity =>
    async (path, request = {}) => {
      const info = requestInfo(request.method ?? 'GET', path)
      const { status, body } = answerTo(served, identity, info, request.accept ?? '', request.body)
      return { status, headers: { date }, body }
    }
}

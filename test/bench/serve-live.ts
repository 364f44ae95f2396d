/**
 * Serves the cluster of `liveCluster` over TLS, in a process of its own so that its work does not count:
 * `node test/bench/serve-live.ts PODS ROUND_TRIP_MS live|dead` prints the kubeconfig and stays until it is ended.
 */
import { startFakeApiServer } from '../fake/api-server.ts'
import { liveCluster } from './live-cluster.ts'

const [pods = '50', delay = '0', kubelets = 'live'] = process.argv.slice(2)
const cluster = liveCluster(Number(pods))
const server = await startFakeApiServer({
  objects: cluster.stored,
  log: cluster.log,
  takenAt: cluster.snapshot.takenAt,
  fault: () => ({ delayMs: Number(delay) }),
  kubelet: () => (kubelets === 'dead' ? 'refused' : undefined),
})
console.log(server.kubeconfig())

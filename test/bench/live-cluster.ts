import { type Collected, collect } from '../../core/collect/index.ts'
import type { KubeGet } from '../../core/collect/kube-get.ts'
import type { CollectScope } from '../../core/collect/plan.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import { diagnose, type Report } from '../../core/index.ts'
import type { Stored } from '../fake/kube/store.ts'
import { type Fault, type Multiplied, multiply } from '../support/multiply.ts'

/** Recorded within two minutes of one another; some are told by fields, some by events, some by logs alone. */
const SCENARIOS = [
  'crash-missing-module',
  'liveness-wrong-port',
  'readiness-404',
  'image-tag-typo',
  'crash-missing-env',
  'config-map-missing',
  'pending-cpu',
  'crash-oom',
  'crash-bad-flag',
  'secret-key-missing',
  'pvc-claim-missing',
  'crash-db-refused',
]

/** A cluster of recorded Deployments, a few of them failing among healthy ones, of which some have once restarted. */
export interface LiveCluster extends Multiplied {
  readonly stored: readonly Stored[]
  readonly scope: CollectScope
}

/** In one namespace, or from 1,000 pods on in many. */
export function liveCluster(pods: number): LiveCluster {
  const cluster = multiply({
    pods,
    podsPerDeployment: 4,
    deploymentsPerNamespace: pods < 1000 ? 10_000 : 40,
    failing: pods < 100 ? 0.6 : 0.08,
    scenarios: SCENARIOS,
    healthy: ['healthy-rolled', 'healthy-restarted', 'healthy-restarted'],
  })
  const stored = [...cluster.objects()].map(text => JSON.parse(text) as Stored)
  return { ...cluster, stored, scope: pods < 1000 ? { namespace: 'team-00000' } : { cluster: true } }
}

/** What one collection and diagnosis of a cluster took and told. */
export interface MeasuredLive {
  readonly requests: number
  /** Of the answers, unpacked. */
  readonly bytes: number
  readonly missed: readonly Fault[]
  readonly collected: Collected
  readonly report: Report
}

/** Reads a cluster through `get` and diagnoses it. */
export async function measureLive(get: KubeGet, { scope, faults }: LiveCluster): Promise<MeasuredLive> {
  let bytes = 0
  const counted: KubeGet = async (path, request) => {
    const answer = await get(path, request)
    bytes += answer.body.length
    return answer
  }
  const collected = await collect(counted, scope, { clock: systemClock })
  const report = diagnose(collected, scope.namespace === undefined ? {} : { namespace: scope.namespace })
  return {
    requests: collected.requests,
    bytes,
    missed: faults.filter(fault => !isTold(fault, report)),
    collected,
    report,
  }
}

/** True where the report names the cause of a fault on the Deployment that has it. */
function isTold({ namespace, deployment, cause }: Fault, { workloads, problems }: Report): boolean {
  const workload = workloads.find(each => each.namespace === namespace && each.name === deployment)
  return problems.some(problem => problem.cause === cause && workload?.problems.includes(problem.id))
}

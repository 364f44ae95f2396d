import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import { refOf } from '../../ref.ts'
import { CLUSTER, defineClusterCause } from '../../rule.ts'
import { failedCreateOf, isCreator } from '../../workloads/creation/failed-create.ts'

interface Facts {
  readonly checks: readonly string[]
  /** etcd's error on writes. */
  readonly said: string | undefined
}

/** etcd's errors as passed on by the API server (etcd `api/v3rpc/rpctypes/error.go`). */
const ERRORS =
  /etcdserver: (?:mvcc: database space exceeded|request timed out|no leader|not capable|too many requests)[^"\n]{0,100}/
const FULL = /space exceeded/

/** Controllers that cannot write because etcd refuses it. */
function unwritten(cluster: Cluster): readonly Omit<Hit<Facts>, 'subject'>[] {
  return cluster.regarded('FailedCreate').flatMap(ref => {
    const creator = cluster.get(ref)
    if (creator === undefined || !isCreator(creator)) return []
    const failed = failedCreateOf(creator, cluster)
    const said = ERRORS.exec(failed?.message ?? '')?.[0]
    if (said === undefined) return []
    const { evidence = [], first: since } = failed ?? {}
    return [{ facts: { checks: [], said }, explains: [refOf(creator)], evidence, since }]
  })
}

export default defineClusterCause<Facts>({
  id: 'etcd-unhealthy',
  stage: 'control-plane',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: "The API server's etcd check fails",
    shows:
      '`kubectl get --raw "/readyz?verbose"` prints `[-]etcd failed`; writes hang or fail with `etcdserver: request timed out`.',
    happens:
      'An etcd member is down or has lost quorum, its disk is full or too slow, its database has reached its quota (`NOSPACE`), or its certificates have expired.',
    fix: 'Check the health, alarms and disks of the etcd members.',
    docs: [
      'https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/',
      'https://kubernetes.io/docs/reference/using-api/health-checks/',
    ],
  },

  *detect(cluster) {
    yield* unwritten(cluster)
    const failed = (cluster.snapshot.controlPlane?.failedChecks ?? []).filter(name =>
      /^etcd(?:-readiness)?$/.test(name),
    )
    if (failed.length === 0) return
    yield {
      facts: { checks: failed, said: undefined },
      evidence: failed.map(name => fieldEvidence(CLUSTER, '/readyz?verbose', `[-]${name} failed`)),
    }
  },

  explain({ checks, said }: Facts) {
    return {
      title:
        said === undefined
          ? `the API server’s health check ${checks.join(', ')} fails`
          : `etcd cannot store changes: ${said}`,
      why: 'Without a healthy etcd the API server cannot store changes, so no rollout can progress.',
      fix: [
        {
          kind: 'check',
          text: 'List all health checks of the API server.',
          command: "kubectl get --raw '/readyz?verbose'",
        },
        {
          kind: 'check',
          text: 'On a control-plane node, check the members and their alarms.',
          command: 'etcdctl endpoint health --cluster; etcdctl alarm list',
        },
        ...(FULL.test(said ?? '')
          ? [
              {
                kind: 'change' as const,
                text: 'Compact and defragment the members, or raise --quota-backend-bytes, and then disarm the NOSPACE alarm.',
              },
            ]
          : []),
      ],
    }
  },
})

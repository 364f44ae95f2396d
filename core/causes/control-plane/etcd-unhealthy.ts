import { fieldEvidence } from '../../evidence.ts'
import { CLUSTER, defineClusterCause } from '../../rule.ts'

export default defineClusterCause({
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

  detect(cluster) {
    const failed = (cluster.snapshot.controlPlane?.failedChecks ?? []).filter(name =>
      /^etcd(?:-readiness)?$/.test(name),
    )
    if (failed.length === 0) return
    return {
      facts: { checks: failed },
      evidence: failed.map(name => fieldEvidence(CLUSTER, '/readyz?verbose', `[-]${name} failed`)),
    }
  },

  explain({ checks }) {
    return {
      title: `the API server’s health check ${checks.join(', ')} fails`,
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
          command: 'etcdctl endpoint health --cluster',
        },
      ],
    }
  },
})

import { fieldEvidence } from '../../evidence.ts'
import { CREATORS, failedCreateOf } from '../../facts/admission/failed-create.ts'
import { namespaceBlockers } from '../../facts/node/namespace-deletion.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { parseTime } from '../../time.ts'

export default defineCause({
  id: 'namespace-terminating',
  stage: 'node',
  owner: 'app',
  text: {
    summary: 'The namespace is being deleted and nothing can be created in it',
    shows:
      '`forbidden: unable to create new content in namespace … because it is being terminated`; `kubectl get namespace` says Terminating.',
    happens:
      'The namespace was deleted, by hand, by a pipeline or by an environment that ended, and a deploy goes on into it.',
    fix: 'Wait until it is gone, create it again and deploy again. Where it does not go, look for the finalizers that hold its content.',
    docs: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/'],
  },
  on: [...CREATORS],
  onUnread: true,
  reads: ['Namespace', 'Pod'],

  detect(creator, cluster) {
    const failed = failedCreateOf(creator, cluster)
    if (failed?.refusal?.kind !== 'namespace-terminating') return
    const name = creator.metadata.namespace ?? failed.refusal.namespace
    const lookup = cluster.find('Namespace', undefined, name)
    const namespace = lookup.state === 'present' ? lookup.object : undefined
    if (namespace !== undefined && namespace.metadata.deletionTimestamp === undefined) return
    return {
      facts: { name },
      subject: { kind: 'Namespace', name },
      explains: [refOf(creator)],
      because: namespaceBlockers(name, cluster),
      evidence: [
        ...(namespace === undefined ? [] : [fieldEvidence(namespace, 'status.phase', namespace.status?.phase ?? '')]),
        ...failed.evidence,
      ],
      since: parseTime(namespace?.metadata.deletionTimestamp) ?? failed.first,
    }
  },

  explain({ name }) {
    return {
      title: `namespace ${name} is being deleted`,
      why: 'The API server creates nothing in a namespace that is being deleted, so no pod of the workload can be made.',
      fix: [
        {
          text: 'See what its deletion waits for; when it is gone create it again and deploy again.',
          command: sh`kubectl get namespace ${name} -o yaml`,
        },
      ],
    }
  },
})

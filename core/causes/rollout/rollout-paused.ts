import { fieldEvidence } from '../../evidence.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { replicaSetsOf } from '../../workloads/replica-sets.ts'
import { rolloutOf } from '../../workloads/rollouts.ts'

export default defineCause({
  id: 'rollout-paused',
  stage: 'rollout',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The rollout is paused: `spec.paused` is true',
    shows:
      'The old pods stay, `kubectl rollout status` waits, and the condition Progressing has reason DeploymentPaused.',
    happens:
      'Someone ran `kubectl rollout pause`, or the manifest sets `paused: true`. A paused Deployment scales but does not roll out template changes.',
    fix: 'Resume the rollout.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pausing-and-resuming-a-deployment'],
  },
  on: ['Deployment'],
  reads: ['ReplicaSet'],

  detect(deployment, cluster) {
    const { metadata, spec, status } = deployment
    const { wanted, updated } = rolloutOf(deployment, cluster)
    const old = (status?.replicas ?? 0) - updated
    const isBare = cluster.seen('ReplicaSet', metadata.namespace) && replicaSetsOf(deployment, cluster).length === 0
    if (spec?.paused !== true || !(old > 0 || (isBare && updated < wanted))) return
    const condition = status?.conditions?.find(({ type }) => type === 'Progressing')
    const isSeen = condition?.reason === 'DeploymentPaused'
    return {
      facts: { name: metadata.name, namespaceFlag: namespaceFlag(metadata.namespace), wanted, updated, old },
      subject: refOf(deployment),
      evidence: [
        fieldEvidence(deployment, 'spec.paused', true),
        fieldEvidence(deployment, 'status.updatedReplicas', updated),
      ],
      since: isSeen ? parseTime(condition?.lastTransitionTime) : undefined,
      field: { object: refOf(deployment), path: 'spec.paused', value: 'true', suggestion: 'false' },
    }
  },

  explain({ name, namespaceFlag, wanted, updated, old }) {
    const state =
      updated < wanted
        ? `${updated} of ${wanted} replicas are up to date`
        : old === 1
          ? '1 old pod stays'
          : `${old} old pods stay`
    return {
      title: `the rollout of Deployment ${name} is paused`,
      why: `A paused Deployment does not roll out template changes: ${state}.`,
      fix: [
        {
          kind: 'change',
          text: 'Resume the rollout, and remove `paused: true` from the manifest if it is there.',
          command: sh`kubectl rollout resume deployment/${name}${namespaceFlag}`,
          patch: { spec: { paused: false } },
        },
      ],
    }
  },
})

import type { Words } from '../../finding.ts'
import { refText } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { brokenHops } from '../../workloads/crashes/reach.ts'

interface StoppedFacts {
  readonly workload: ObjectRef
  readonly service: ObjectRef
}

function explain({ workload, service }: StoppedFacts): Words {
  const { kind, name, namespace } = workload
  return {
    title: `${refText(workload)} is scaled to zero, so nothing answers for Service ${service.name}`,
    why: 'A workload with 0 replicas has no pods, and its Service no endpoints: every connection to it fails.',
    fix: [
      {
        text: 'Start it again.',
        command: sh`kubectl scale ${kind.toLowerCase()}/${name}${placeOf(namespace)} --replicas=1`,
        patch: { spec: { replicas: 1 } },
      },
    ],
  }
}

export default defineCause({
  id: 'dependency-scaled-to-zero',
  stage: 'network',
  owner: 'app',
  patience: 'stuck',
  needsAffected: true,
  text: {
    summary: 'What a program cannot reach is scaled to zero',
    shows:
      'A program logs refused connections or timeouts to a Service; `kubectl get deployment` shows 0/0 for what is behind it, and the Service has no endpoints.',
    happens:
      'It was scaled down by hand, by a schedule or by an autoscaler, or a manifest with `replicas: 0` was applied.',
    fix: 'Scale it up again, or take the dependency out of the program that still asks for it.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#scaling-a-deployment'],
  },
  on: ['Pod'],
  reads: ['Service', 'Deployment', 'StatefulSet', 'ReplicaSet', 'Job'],
  atHop: fault =>
    fault.kind === 'scaled-to-zero' ? explain({ workload: fault.subject, service: fault.service }) : undefined,

  *detect(pod, cluster) {
    for (const { hop, fault } of brokenHops(pod, 'scaled-to-zero', cluster))
      yield {
        facts: { workload: fault.subject, service: fault.service },
        subject: fault.subject,
        explains: [fault.subject],
        evidence: hop.evidence,
        confidence: 'certain',
        field: { object: fault.subject, path: 'spec.replicas', value: '0', suggestion: '1' },
      }
  },

  explain,
})

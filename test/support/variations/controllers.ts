import type { Raw } from '../raw.ts'

/** A workload's kind that a recorded Deployment can be turned into. */
export type OtherKind =
  | 'StatefulSet'
  | 'DaemonSet'
  | 'Job'
  | 'CronJob'
  | 'ReplicaSet'
  | 'ReplicationController'
  | 'Pod'
  | 'Rollout'
  | 'StrimziPodSet'

export interface Owner {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller: true
}

export const API: Readonly<Record<string, string>> = {
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  ReplicationController: 'v1',
  Rollout: 'argoproj.io/v1alpha1',
  StrimziPodSet: 'core.strimzi.io/v1',
}

export function ownerOf(kind: string, { metadata: { name, uid = '' } }: Raw): Owner {
  return { apiVersion: API[kind] ?? 'apps/v1', kind, name, uid, controller: true }
}

function count(object: Raw, field: string): number {
  return Number(object.status?.[field] ?? 0)
}

/** The status that the kind's controller would give for the same pods: the same numbers under that kind's names. */
function statusAs(kind: OtherKind, set: Raw): Readonly<Record<string, unknown>> {
  const [replicas, ready, available] = [
    count(set, 'replicas'),
    count(set, 'readyReplicas'),
    count(set, 'availableReplicas'),
  ]
  switch (kind) {
    case 'StatefulSet':
      return {
        observedGeneration: 1,
        replicas,
        readyReplicas: ready,
        availableReplicas: available,
        currentReplicas: replicas,
        updatedReplicas: replicas,
        currentRevision: `${set.metadata.name}`,
        updateRevision: `${set.metadata.name}`,
        collisionCount: 0,
      }
    case 'DaemonSet':
      return {
        observedGeneration: 1,
        desiredNumberScheduled: Number(set.spec?.['replicas'] ?? 1),
        currentNumberScheduled: replicas,
        updatedNumberScheduled: replicas,
        numberMisscheduled: 0,
        numberReady: ready,
        numberAvailable: available,
        numberUnavailable: Number(set.spec?.['replicas'] ?? 1) - available,
      }
    case 'Job':
      return { active: replicas, ready, startTime: set.metadata.creationTimestamp, terminating: 0 }
    default:
      return set.status ?? {}
  }
}

/** The controller itself, with the template, name and age of the Deployment. */
function controllerAs(kind: OtherKind, deployment: Raw, set: Raw, above: readonly Owner[]): Raw {
  const { name, namespace, uid, creationTimestamp } = deployment.metadata
  const { replicas = 1, selector, template } = deployment.spec ?? {}
  const isJob = kind === 'Job'
  return {
    apiVersion: API[kind] ?? 'apps/v1',
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
      generation: 1,
      labels: deployment.metadata.labels ?? {},
      ...(above.length === 0 ? {} : { ownerReferences: above }),
    } as Raw['metadata'],
    spec: isJob
      ? { parallelism: replicas, completions: replicas, backoffLimit: 6, template }
      : kind === 'DaemonSet'
        ? { selector, template, updateStrategy: { type: 'RollingUpdate' } }
        : { replicas, selector, template, ...(kind === 'StatefulSet' ? { serviceName: name } : {}) },
    status: statusAs(kind, set),
  }
}

/** How the kind's controller words a refusal (`pkg/controller/statefulset/stateful_pod_control.go`; the others as recorded). */
export function refusalAs(kind: OtherKind, deployment: Raw, message: string): string {
  const { name } = deployment.metadata
  return kind === 'StatefulSet'
    ? message.replace(/^Error creating: /, `create Pod ${name}-0 in StatefulSet ${name} failed error: `)
    : message
}

/** The objects of a kind that would own the pods of a Deployment's newest ReplicaSet. */
export function controllers(deployment: Raw, newest: Raw, kind: OtherKind): readonly Raw[] {
  switch (kind) {
    case 'Pod':
      return []
    case 'Rollout':
      return [{ ...newest, metadata: { ...newest.metadata, ownerReferences: [ownerOf('Rollout', deployment)] } }]
    case 'StrimziPodSet':
      return []
    case 'CronJob': {
      const cronJob = { ...deployment, metadata: { ...deployment.metadata, uid: `${deployment.metadata.uid}-cron` } }
      const { name, namespace, uid, creationTimestamp } = cronJob.metadata
      return [
        controllerAs('Job', deployment, newest, [ownerOf('CronJob', cronJob)]),
        {
          apiVersion: 'batch/v1',
          kind,
          metadata: {
            name,
            uid,
            ...(namespace === undefined ? {} : { namespace }),
            ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
          },
          spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: deployment.spec?.['template'] } } },
          status: {
            active: [{ kind: 'Job', name, uid: deployment.metadata.uid }],
            lastScheduleTime: creationTimestamp,
          },
        },
      ]
    }
    default:
      return [controllerAs(kind, deployment, newest, [])]
  }
}

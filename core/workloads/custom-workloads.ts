import type { Cluster } from '../cluster/cluster.ts'
import { viewOf } from '../cluster/view.ts'
import { isRecord } from '../json.ts'
import type { Kube } from '../kube/index.ts'
import type { PodTemplate } from '../kube/pod.ts'
import { refKey, refTo } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import { isCustomResource, workloadOf } from './workloads.ts'

/** A custom resource with a pod template: an Argo Rollout, a CloneSet. */
export interface CustomWorkload {
  readonly ref: ObjectRef
  /** Pod counts, from the same fields as a Deployment's. */
  readonly wanted: number
  readonly ready: number
  readonly updated: number
  /** True if its status says that the rollout is complete. */
  readonly isComplete: boolean
  /** The template of its pods; undefined if another object has it. */
  readonly template: PodTemplate | undefined
  /** Its own message, if its status reports a failure. */
  readonly trouble: string | undefined
}

const FAILED_PHASE = /^(?:degraded|failed|error|invalid\w*)$/i
/** Conditions that are True if something is wrong (Argo Rollouts, Kruise, kstatus). */
const FAILED_CONDITION = /^(?:InvalidSpec|ReplicaFailure|Degraded|Failed|Stalled)$/
/** Reasons of a False condition Progressing if an Argo Rollout or a DeploymentConfig gives up. */
const GIVEN_UP = /^(?:RolloutAborted|ProgressDeadlineExceeded)$/

type Json = Readonly<Record<string, unknown>>

function troubleOf({ phase, message, conditions }: Json): string | undefined {
  const failed = (Array.isArray(conditions) ? conditions : [])
    .filter(isRecord)
    .find(
      ({ type, status, reason }) =>
        (status === 'True' && FAILED_CONDITION.test(String(type))) ||
        (status === 'False' && type === 'Progressing' && GIVEN_UP.test(String(reason))),
    )
  const isFailed = typeof phase === 'string' && FAILED_PHASE.test(phase)
  if (failed === undefined && !isFailed) return undefined
  const said = [failed?.['message'], message].find(text => typeof text === 'string' && text !== '')
  return [failed?.['reason'] ?? failed?.['type'] ?? phase, said].filter(part => part !== undefined).join(': ')
}

function recordAt(object: unknown, ...path: readonly string[]): Json {
  const found = path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), object)
  return isRecord(found) ? found : {}
}

/** The pod template where a Deployment has it: custom workloads copy its fields. */
function templateIn(object: Json): PodTemplate | undefined {
  const view = new (viewOf('Deployment'))(object)
  return view.kind === 'Deployment' ? view.spec?.template : undefined
}

function read(object: Json): CustomWorkload | undefined {
  const { kind } = object
  const { name, namespace } = recordAt(object, 'metadata')
  if (typeof kind !== 'string' || typeof name !== 'string') return undefined
  const spec = recordAt(object, 'spec')
  const hasPods = Array.isArray(recordAt(spec, 'template', 'spec')['containers']) || isRecord(spec['workloadRef'])
  if (!hasPods) return undefined
  const status = recordAt(object, 'status')
  const number = (value: unknown, fallback: number) => (typeof value === 'number' ? value : fallback)
  const isObserved = !(Number(status['observedGeneration']) < number(recordAt(object, 'metadata')['generation'], 0))
  const trouble = isObserved ? troubleOf(status) : undefined
  const [wanted, ready, updated] = [
    number(spec['replicas'], 1),
    number(status['readyReplicas'], 0),
    number(status['updatedReplicas'], 0),
  ]
  const isSettled = status['phase'] === undefined || status['phase'] === 'Healthy'
  return {
    ref: refTo(kind, typeof namespace === 'string' ? namespace : undefined, name),
    wanted,
    ready,
    updated,
    isComplete: isObserved && trouble === undefined && isSettled && ready >= wanted && updated >= wanted,
    template: templateIn(object),
    trouble,
  }
}

/** The custom resources with a pod template in the snapshot. */
export function customWorkloads(cluster: Cluster): readonly CustomWorkload[] {
  return cluster.custom.flatMap(object => read(object) ?? [])
}

/** What runs the pods of a custom resource, as far as it was read: its ReplicaSets, else its pods. */
export function membersOf(ref: ObjectRef, cluster: Cluster): readonly Kube[] {
  if (!isCustomResource(ref)) return []
  const sets = (['ReplicaSet', 'ReplicationController'] as const).flatMap((kind): readonly Kube[] =>
    cluster.ownedByRef(ref, kind),
  )
  if (sets.length > 0) return sets
  return cluster.list('Pod', ref.namespace).filter(pod => refKey(workloadOf(pod, cluster)) === refKey(ref))
}

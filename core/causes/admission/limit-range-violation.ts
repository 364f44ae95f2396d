import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import type { PodSpec } from '../../kube/pod.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { AWAIT_RETRY, CREATORS, RETRY } from '../../workloads/creation/failed-create.ts'
import type { LimitBreach } from '../../workloads/creation/refusal.ts'
import { templateSteps } from '../../workloads/template-patch.ts'
import { containerPath, podSpecPath, resourcePath } from '../../workloads/workloads.ts'
import { lackText, missingOf, refusedText, refusedWith } from './refused.ts'

function words({ bound, resource, type, allowed, actual, of }: LimitBreach): string {
  if (bound === 'ratio') {
    const what = actual === undefined ? `${of ?? 'request'} is not set` : `limit is ${actual} times the request`
    return `${resource} ${what} per ${type}, at most ${allowed} times is allowed`
  }
  const side = bound === 'max' ? 'at most' : 'at least'
  return `${resource} ${of ?? 'usage'} ${actual === undefined ? 'is not set' : `is ${actual}`} per ${type}, ${side} ${allowed} is allowed`
}

const FIELDS = { min: 'min', max: 'max', ratio: 'maxLimitRequestRatio' } as const

/** The LimitRange that sets the bound, as the message does not name it. */
function rangeOf(breach: LimitBreach, namespace: string, cluster: Cluster): Kube<'LimitRange'> | undefined {
  const allowed = parseQuantity(breach.allowed)
  return cluster
    .list('LimitRange', namespace)
    .find(({ spec }) =>
      spec?.limits?.some(
        item => item.type === breach.type && parseQuantity(item[FIELDS[breach.bound]]?.[breach.resource]) === allowed,
      ),
    )
}

type Side = 'requests' | 'limits'

/** The container that violates a bound. */
interface Culprit {
  readonly container: string
  readonly list: 'containers' | 'initContainers'
  /** The field of the violating quantity. */
  readonly side: Side
  /** What to set to the bound. */
  readonly sides: readonly Side[]
}
type Resources = NonNullable<PodSpec['containers']>[number]['resources']

/** The sides to set to the bound: the violating one, and the other if a request would then exceed its limit. */
function sidesToSet({ resource, allowed }: LimitBreach, side: Side, now: Resources): readonly Side[] {
  const other = side === 'limits' ? 'requests' : 'limits'
  const bound = parseQuantity(allowed) ?? 0n
  const beside = parseQuantity(now?.[other]?.[resource]) ?? bound
  const isCrossed = side === 'limits' ? beside > bound : beside < bound
  return isCrossed ? [side, other] : [side]
}

/** The container with the quantity shown in the message. */
function culpritOf(breach: LimitBreach, spec: PodSpec | undefined): Culprit | undefined {
  if (breach.type !== 'Container' || breach.bound === 'ratio') return undefined
  const side = breach.of === 'limit' ? 'limits' : 'requests'
  const actual = parseQuantity(breach.actual)
  for (const list of ['containers', 'initContainers'] as const) {
    for (const { name = '', resources } of spec?.[list] ?? []) {
      if (parseQuantity(resources?.[side]?.[breach.resource]) === actual) {
        return { container: name, list, side, sides: sidesToSet(breach, side, resources) }
      }
    }
  }
  return undefined
}

export default defineCause({
  id: 'limit-range-violation',
  stage: 'admission',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The pod template violates a LimitRange in the namespace',
    shows: 'No pod is created; the events say `maximum memory usage per Container is …, but limit is …`.',
    happens:
      'A LimitRange bounds requests, limits or their ratio per container, pod or claim. The template, or a default of the LimitRange, is outside those bounds.',
    fix: 'Set requests and limits within the bounds, or change the LimitRange.',
    docs: ['https://kubernetes.io/docs/concepts/policy/limit-range/'],
  },
  on: CREATORS,
  onUnread: true,
  reads: ['LimitRange', 'ReplicaSet'],

  detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'limit-range-violation')
    if (refused === undefined) return
    const { refusal, namespace, hit, affected, workload, spec } = refused
    const bounds = refusal.breaches.map(breach => ({ breach, range: rangeOf(breach, namespace, cluster) }))
    const bound = bounds.find(({ range }) => range !== undefined) ?? bounds[0]
    if (bound === undefined) return
    const { breach, range } = bound
    const at = culpritOf(breach, spec)
    const path =
      at === undefined
        ? undefined
        : `${containerPath(workload, at.container, at.list === 'initContainers')}.${resourcePath(at.side, breach.resource)}`
    const isRemoved = range === undefined && cluster.seen('LimitRange', namespace)
    return {
      ...hit,
      facts: {
        affected,
        namespace,
        range: range?.metadata.name,
        breaches: refusal.breaches,
        at,
        isRemoved,
        resource: breach.resource,
        allowed: breach.allowed,
      },
      subject: range === undefined ? workload : { kind: 'LimitRange', namespace, name: range.metadata.name },
      healing: isRemoved ? `no LimitRange sets that bound any more${RETRY}` : undefined,
      evidence: [
        ...hit.evidence,
        ...(range === undefined ? [] : [fieldEvidence(range, 'spec.limits', range.spec?.limits ?? [])]),
      ],
      field: {
        object: workload,
        path: path ?? podSpecPath(workload.kind),
        ...(breach.actual === undefined ? {} : { value: breach.actual }),
        ...(path === undefined ? {} : { suggestion: breach.allowed }),
      },
    }
  },

  explain({ affected, namespace, range, breaches, at, isRemoved, resource, allowed }) {
    const { namespaceFlag } = affected
    const where = range === undefined ? `a LimitRange in ${namespace}` : `LimitRange ${range}`
    if (isRemoved) {
      return {
        title: `the LimitRange in ${namespace} that rejected the pods has been changed or deleted`,
        why: `No LimitRange sets that bound any more, so ${missingOf(affected)} can be created on the next attempt.`,
        fix: AWAIT_RETRY,
      }
    }
    const resources = Object.fromEntries((at?.sides ?? []).map(side => [side, { [resource]: allowed }]))
    return {
      title: `the pods violate ${where}: ${breaches.map(words).join('; ')}`,
      why: `The API server refuses ${refusedText(affected)}${lackText(affected)}.`,
      fix: [
        ...(at === undefined
          ? [{ kind: 'change' as const, text: 'Set requests and limits within the bounds of the LimitRange.' }]
          : templateSteps(
              `Set the ${resource} ${at.sides.map(side => side.slice(0, -1)).join(' and ')} of container ${at.container} to ${allowed}.`,
              affected,
              { [at.list]: [{ name: at.container, resources }] },
            )),
        ...(range === undefined
          ? []
          : [
              {
                kind: 'change' as const,
                text: 'Or widen the bounds of the LimitRange, if the workload really needs more.',
                command: sh`kubectl edit limitrange ${range}${namespaceFlag}`,
              },
            ]),
        { kind: 'check', text: 'Show the bounds.', command: sh`kubectl describe limitrange${namespaceFlag}` },
      ],
    }
  },
})

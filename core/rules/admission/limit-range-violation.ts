import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import { CREATORS } from '../../facts/admission/failed-create.ts'
import type { LimitBreach } from '../../facts/admission/refusal.ts'
import { podsText, refusedWith } from '../../facts/admission/refusal-hit.ts'
import { resourcePath } from '../../facts/admission/resource-path.ts'
import { templatePatch } from '../../facts/pods/template-patch.ts'
import { containerPath, podSpecPath } from '../../facts/pods/workloads.ts'
import { parseQuantity } from '../../facts/scheduling/quantity.ts'
import type { Kube } from '../../kube/index.ts'
import type { PodSpec } from '../../kube/pod.ts'
import { defineCause } from '../../rule.ts'
import { jsonWord, command as sh } from '../../shell.ts'

const FIELDS = { min: 'min', max: 'max', ratio: 'maxLimitRequestRatio' } as const

function isSet(limit: string | number | undefined, { allowed }: LimitBreach): boolean {
  return limit !== undefined && (`${limit}` === allowed || parseQuantity(limit) === parseQuantity(allowed))
}

/** The refusal names no LimitRange: it is the one that sets the bound. */
function rangeOf(breach: LimitBreach, namespace: string, cluster: Cluster): Kube<'LimitRange'> | undefined {
  const ranges = cluster.list('LimitRange', namespace)
  return (
    ranges.find(({ spec }) =>
      spec?.limits?.some(
        item => item.type === breach.type && isSet(item[FIELDS[breach.bound]]?.[breach.resource], breach),
      ),
    ) ?? (ranges.length === 1 ? ranges[0] : undefined)
  )
}

/** The container whose quantity the message shows, and the side on which it stands. */
function culprit(breach: LimitBreach, spec: PodSpec | undefined) {
  if (breach.type !== 'Container' || breach.of === undefined || breach.bound === 'ratio') return undefined
  const side = breach.of === 'limit' ? 'limits' : 'requests'
  const actual = parseQuantity(breach.actual)
  for (const init of [false, true]) {
    for (const container of (init ? spec?.initContainers : spec?.containers) ?? []) {
      const value = container.resources?.[side]?.[breach.resource]
      const fits = breach.actual === undefined ? value === undefined : parseQuantity(value) === actual
      if (fits && container.name !== undefined) return { container: container.name, init, side, value }
    }
  }
  return undefined
}

function words({ bound, resource, type, allowed, actual, of }: LimitBreach): string {
  if (bound === 'ratio')
    return `${resource} limit is ${actual ?? 'more than'} times the request per ${type}, ${allowed} is allowed`
  const side = bound === 'max' ? 'at most' : 'at least'
  return `${resource} ${of ?? 'usage'} ${actual === undefined ? 'is not set' : `is ${actual}`} per ${type}, ${side} ${allowed} is allowed`
}

export default defineCause({
  id: 'limit-range-violation',
  stage: 'admission',
  owner: 'app',
  text: {
    summary: 'The pod template lies outside a LimitRange of the namespace',
    shows: 'No pod is created; the events say `maximum memory usage per Container is …, but limit is …`.',
    happens:
      'The namespace bounds requests, limits or their ratio per container, pod or claim, and the template (or a default of the LimitRange) lies outside.',
    fix: 'Set the resources within the bounds, or change the LimitRange.',
    docs: ['https://kubernetes.io/docs/concepts/policy/limit-range/'],
  },
  on: CREATORS,
  reads: ['LimitRange', 'ReplicaSet'],

  *detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'limit-range-violation')
    const breach = refused?.refusal.breaches[0]
    if (refused === undefined || breach === undefined) return
    const { refusal, namespace, hit, victim, workload, spec } = refused
    const range = rangeOf(breach, namespace, cluster)
    const at = culprit(breach, spec)
    const path =
      at === undefined
        ? undefined
        : `${containerPath(workload, at.container, at.init)}.${resourcePath(at.side, breach.resource)}`
    const isGone = range === undefined && cluster.seen('LimitRange', namespace)
    yield {
      ...hit,
      facts: {
        victim,
        namespace,
        range: range?.metadata.name,
        breaches: refusal.breaches,
        at,
        resource: breach.resource,
        allowed: breach.allowed,
      },
      subject: range === undefined ? workload : { kind: 'LimitRange', namespace, name: range.metadata.name },
      outlook: isGone ? 'self-healing' : hit.outlook,
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

  explain({ victim, namespace, range, breaches, at, resource, allowed }) {
    const { kind, name, place, missing } = victim
    const where = range === undefined ? `a LimitRange of ${namespace}` : `LimitRange ${range}`
    const list = at?.init === true ? 'initContainers' : 'containers'
    const patch =
      at === undefined
        ? undefined
        : templatePatch(kind, { [list]: [{ name: at.container, resources: { [at.side]: { [resource]: allowed } } }] })
    return {
      title: `${where} is broken: ${breaches.map(words).join('; ')}`,
      why: `The API server refuses every pod of ${kind} ${name}: ${podsText(missing)} cannot be created.`,
      fix: [
        {
          text:
            at === undefined
              ? 'Set the resources within the bounds.'
              : `Set the ${resource} ${at.side === 'limits' ? 'limit' : 'request'} of container ${at.container} to ${allowed}.`,
          ...(patch === undefined || kind === 'Job' || kind === 'Pod'
            ? {}
            : { command: `${sh`kubectl patch ${kind.toLowerCase()} ${name}${place}`} -p ${jsonWord(patch)}`, patch }),
        },
        {
          text: 'Or widen the LimitRange, if the workload really needs more.',
          command:
            range === undefined
              ? sh`kubectl describe limitrange${place}`
              : sh`kubectl edit limitrange ${range}${place}`,
        },
      ],
    }
  },
})

import { fieldEvidence } from '../../evidence.ts'
import { defineCause } from '../../rule.ts'
import { jsonWord, command as sh } from '../../shell.ts'
import { CREATORS } from '../../workloads/creation/failed-create.ts'
import type { LimitBreach } from '../../workloads/creation/refusal.ts'
import { lackText, missingText, refusedText, refusedWith } from '../../workloads/creation/refusal-hit.ts'
import { resourcePath } from '../../workloads/creation/resource-path.ts'
import { templatePatch } from '../../workloads/template-patch.ts'
import { containerPath, podSpecPath } from '../../workloads/workloads.ts'
import { culpritOf, rangeOf } from './limit-breach.ts'

/** A Job's template cannot be changed. */
const PATCHABLE: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'CronJob',
])

function words({ bound, resource, type, allowed, actual, of }: LimitBreach): string {
  if (bound === 'ratio') {
    const what = actual === undefined ? `${of ?? 'request'} is not set` : `limit is ${actual} times the request`
    return `${resource} ${what} per ${type}, at most ${allowed} times is allowed`
  }
  const side = bound === 'max' ? 'at most' : 'at least'
  return `${resource} ${of ?? 'usage'} ${actual === undefined ? 'is not set' : `is ${actual}`} per ${type}, ${side} ${allowed} is allowed`
}

export default defineCause({
  id: 'limit-range-violation',
  stage: 'admission',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The pod template lies outside a LimitRange of the namespace',
    shows: 'No pod is created; the events say `maximum memory usage per Container is …, but limit is …`.',
    happens:
      'The namespace bounds requests, limits or their ratio per container, pod or claim, and the template (or a default of the LimitRange) lies outside.',
    fix: 'Set the resources within the bounds, or change the LimitRange.',
    docs: ['https://kubernetes.io/docs/concepts/policy/limit-range/'],
  },
  on: CREATORS,
  onUnread: true,
  reads: ['LimitRange', 'ReplicaSet'],

  detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'limit-range-violation')
    if (refused === undefined) return
    const { refusal, namespace, hit, victim, workload, spec } = refused
    const bounds = refusal.breaches.map(breach => ({ breach, range: rangeOf(breach, namespace, cluster) }))
    const bound = bounds.find(({ range }) => range !== undefined) ?? bounds[0]
    if (bound === undefined) return
    const { breach, range } = bound
    const at = culpritOf(breach, spec)
    const path =
      at === undefined
        ? undefined
        : `${containerPath(workload, at.container, at.list === 'initContainers')}.${resourcePath(at.side, breach.resource)}`
    const isGone = range === undefined && cluster.seen('LimitRange', namespace)
    return {
      ...hit,
      facts: {
        victim,
        namespace,
        range: range?.metadata.name,
        breaches: refusal.breaches,
        at,
        isGone,
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

  explain({ victim, namespace, range, breaches, at, isGone, resource, allowed }) {
    const { kind, name, place } = victim
    const where = range === undefined ? `a LimitRange of ${namespace}` : `LimitRange ${range}`
    if (isGone) {
      return {
        title: `the LimitRange of ${namespace} that refused the pods is changed or gone`,
        why: `No LimitRange sets that bound any more, so ${missingText(victim)} of ${kind} ${name} can be created at the next attempt.`,
        fix: [{ text: 'Wait: the controller tries again, at the latest after 17 minutes.' }],
      }
    }
    const resources = Object.fromEntries((at?.sides ?? []).map(side => [side, { [resource]: allowed }]))
    const patch = at && templatePatch(kind, { [at.list]: [{ name: at.container, resources }] })
    return {
      title: `${where} is broken: ${breaches.map(words).join('; ')}`,
      why: `The API server refuses ${refusedText(victim)}${lackText(victim)}.`,
      fix: [
        {
          text:
            at === undefined
              ? 'Set the resources within the bounds.'
              : `Set the ${resource} ${at.sides.map(side => side.slice(0, -1)).join(' and ')} of container ${at.container} to ${allowed}.`,
          ...(patch !== undefined && PATCHABLE.has(kind)
            ? { command: `${sh`kubectl patch ${kind.toLowerCase()} ${name}${place}`} -p ${jsonWord(patch)}`, patch }
            : {}),
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

import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import { defineCause } from '../../rule.ts'
import { jsonWord, command as sh } from '../../shell.ts'
import type { Creator } from '../../workloads/creation/failed-create.ts'
import { CREATORS } from '../../workloads/creation/failed-create.ts'
import type { QuotaShortage } from '../../workloads/creation/refusal.ts'
import type { Victim } from '../../workloads/creation/refusal-hit.ts'
import { lackText, missingText, refusedWith } from '../../workloads/creation/refusal-hit.ts'
import { podSpecPath } from '../../workloads/workloads.ts'
import { hasRoom, isRoomComing, isTooLarge, neededFor } from './quota-room.ts'

interface Facts {
  readonly victim: Victim
  readonly quota: string | undefined
  /** What the quota must allow for all that is missing, by resource. */
  readonly needs: readonly (QuotaShortage & { readonly needed: string })[]
  readonly scopes: string | undefined
}

/** How many objects of what is refused are to be made: of a Deployment one ReplicaSet, whatever pods that makes; at least one. */
function refusedCount({ what, missing = 1 }: Victim): number {
  return what === 'ReplicaSet' ? 1 : missing
}

function moreText(victim: Victim): string {
  const { what, missing } = victim
  if (what === 'ReplicaSet' || what === 'Job') return `one more ${what} fits`
  if (missing === undefined) return `at least one more ${what} fits`
  return `${missingText(victim)} more ${missing === 1 ? 'fits' : 'fit'}`
}

function uncovered(creator: Creator, cluster: Cluster): Hit<Facts> | undefined {
  const refused = refusedWith(creator, cluster, 'quota-scope-uncovered')
  if (refused === undefined) return undefined
  const { hit, victim, refusal, workload, spec } = refused
  return {
    ...hit,
    facts: { victim, quota: undefined, needs: [], scopes: refusal.scopes },
    subject: workload,
    ...(spec?.priorityClassName === undefined
      ? {}
      : {
          field: {
            object: workload,
            path: `${podSpecPath(workload.kind)}.priorityClassName`,
            value: spec.priorityClassName,
          },
        }),
  }
}

export default defineCause({
  id: 'quota-exceeded',
  stage: 'admission',
  owner: 'platform',
  patience: 'soon',
  text: {
    summary: 'A ResourceQuota of the namespace has no room left',
    shows: 'Fewer pods than wanted; the ReplicaSet (StatefulSet, Job, …) has FailedCreate events: `exceeded quota`.',
    happens:
      'The namespace reached its sum of requests, limits, pods or storage: more replicas than planned, a rolling update that needs its surge on top, larger requests, or leftovers that still count.',
    fix: 'Raise the quota, lower what the pods request, or remove what is not needed. `kubectl describe quota` shows what is used.',
    docs: ['https://kubernetes.io/docs/concepts/policy/resource-quotas/'],
  },
  on: CREATORS,
  onUnread: true,
  reads: ['ResourceQuota', 'ReplicaSet', 'Pod'],

  detect(creator, cluster): Hit<Facts> | undefined {
    const refused = refusedWith(creator, cluster, 'quota-exceeded')
    if (refused === undefined) return uncovered(creator, cluster)
    const { refusal, namespace, hit, victim } = refused
    const subject = { kind: 'ResourceQuota', namespace, name: refusal.quota }
    const found = cluster.find('ResourceQuota', namespace, refusal.quota)
    const quota = found.state === 'present' ? found.object : undefined
    const { hard, used } = quota?.status ?? {}
    const isDoomed = refusal.shortages.some(isTooLarge)
    const hasRoomSoon =
      found.state === 'absent' ||
      (hard !== undefined && hasRoom(refusal.shortages, hard, used ?? {})) ||
      (!isDoomed && isRoomComing(creator, hit.since, cluster))
    const needs = refusal.shortages.map(shortage => ({
      ...shortage,
      needed: neededFor(shortage, refusedCount(victim)),
    }))
    const [worst] = needs
    return {
      ...hit,
      facts: { victim, quota: refusal.quota, needs, scopes: undefined },
      subject,
      outlook: hasRoomSoon ? 'self-healing' : isDoomed ? 'needs-change' : hit.outlook,
      evidence: [
        ...hit.evidence,
        ...(quota === undefined || used === undefined
          ? []
          : refusal.shortages
              .filter(({ resource }) => used[resource] !== undefined)
              .slice(0, 2)
              .map(({ resource }) => fieldEvidence(quota, `status.used['${resource}']`, `${used[resource]}`))),
      ],
      ...(worst === undefined
        ? {}
        : {
            field: {
              object: subject,
              path: `spec.hard['${worst.resource}']`,
              value: worst.limited,
              suggestion: worst.needed,
            },
          }),
    }
  },

  explain({ victim, quota, needs, scopes }) {
    const { kind, name, place, what } = victim
    if (quota === undefined) {
      return {
        title: `no ResourceQuota admits pods of ${kind} ${name} with scope ${scopes ?? ''}`,
        why: `The cluster admits pods of this priority only in namespaces with a quota for it, so ${missingText(victim)} cannot be created.`,
        fix: [
          { text: 'Create a ResourceQuota in the namespace whose scopeSelector covers the priority class.' },
          { text: 'Or use a priority class that needs no quota.' },
        ],
      }
    }
    const sums = needs.map(
      ({ resource, requested, used, limited }) =>
        `${resource}: ${used} of ${limited} used, ${requested} more asked for`,
    )
    const hard = Object.fromEntries(needs.map(({ resource, needed }) => [resource, needed]))
    const patch = { spec: { hard } }
    return {
      title: `quota ${quota} has no room (${sums.join('; ')})`,
      why: `Every ${what} that ${kind} ${name} still needs is refused${lackText(victim)}.`,
      fix: [
        {
          text: `Raise the quota so that ${moreText(victim)}.`,
          command: `${sh`kubectl patch resourcequota ${quota}${place} --type merge`} -p ${jsonWord(patch)}`,
          patch,
        },
        {
          text: 'Or lower the requests, run fewer replicas, or remove what no longer needs to run in the namespace.',
          command: sh`kubectl describe resourcequota ${quota}${place}`,
        },
      ],
    }
  },
})

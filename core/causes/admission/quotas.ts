import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { exactQuantity, parseQuantity } from '../../kube/quantity.ts'
import { defineFamily } from '../../rule.ts'
import { command as sh, withPatch } from '../../shell.ts'
import type { Creator } from '../../workloads/creation/failed-create.ts'
import { CREATORS, missingText, RETRY } from '../../workloads/creation/failed-create.ts'
import type { QuotaShortage } from '../../workloads/creation/refusal.ts'
import { isFinished, isOverdue, isReady, isTerminating } from '../../workloads/pods.ts'
import { replicaSetsOf } from '../../workloads/replica-sets.ts'
import { isSettable, noSurge } from '../../workloads/template-patch.ts'
import { containerPath, podSpecPath, resourcePath } from '../../workloads/workloads.ts'
import type { Affected, Refused } from './refused.ts'
import { lackText, refusedText, refusedWith } from './refused.ts'

interface Facts {
  'quota-exceeded': {
    readonly affected: Affected
    readonly quota: string | undefined
    /** What the quota must allow for all missing pods, by resource. */
    readonly needs: readonly (QuotaShortage & { readonly needed: string })[]
    readonly scopes: string | undefined
    /** True if the share of an old pod is enough for a new one. */
    readonly swaps: boolean
  }
  'quota-requires-resources': {
    readonly affected: Affected
    readonly quota: string
    readonly demands: readonly { readonly resource: string; readonly containers: readonly string[] }[]
  }
}

/**
 * How many refused objects are still to be created, at least one: for a Deployment one ReplicaSet, whatever pods that
 * will have.
 */
function refusedCount({ what, missing = 1 }: Affected): number {
  return what === 'ReplicaSet' ? 1 : missing
}

function moreText(affected: Affected): string {
  const { what, missing } = affected
  if (what === 'ReplicaSet' || what === 'Job') return `one more ${what} fits`
  if (missing === undefined) return `at least one more ${what} fits`
  return missing === 1 ? '1 more pod fits' : `${missing} more pods fit`
}

function uncovered({ hit, affected, refusal, workload, spec }: Refused<'quota-scope-uncovered'>) {
  return {
    ...hit,
    cause: 'quota-exceeded' as const,
    facts: { affected, quota: undefined, needs: [], scopes: refusal.scopes, swaps: false },
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

const amount = (quantity: string | number | undefined): bigint => parseQuantity(quantity) ?? 0n

/** What the quota must allow for all missing pods. */
function neededFor({ requested, used, limited }: QuotaShortage, missing: number): string {
  return exactQuantity(amount(used) + amount(requested) * BigInt(missing), limited)
}

/** Pods in an object's namespace that are about to release their share. */
function leavingPods({ metadata }: Kube, cluster: Cluster) {
  const pods = cluster.list('Pod', metadata.namespace ?? '').filter(pod => !isFinished(pod))
  return {
    ofJobs: pods.some(pod => isReady(pod) && cluster.ownerOf(pod)?.kind === 'Job'),
    stopping: pods.some(pod => isTerminating(pod) && !isOverdue(pod, cluster)),
  }
}

/** What is about to release its share of the quota: terminating pods, and those of running Jobs when they finish. */
function roomComing(creator: Creator, quota: Kube<'ResourceQuota'> | undefined, cluster: Cluster): string | undefined {
  const { ofJobs, stopping } = cluster.of<Kube, ReturnType<typeof leavingPods>>(quota ?? creator, leavingPods)
  if (creator.kind === 'Job' && ofJobs) return 'running Jobs release their share of the quota when they finish'
  return stopping ? 'terminating pods release their share of the quota' : undefined
}

/** True if a single pod requests more than the quota allows: no release by others can help. */
function isTooLarge({ requested, limited }: QuotaShortage): boolean {
  return amount(requested) > amount(limited)
}

function resourcesOf({ spec }: Kube<'ReplicaSet'>): string {
  const { containers = [], initContainers = [] } = spec?.template?.spec ?? {}
  return JSON.stringify([containers, initContainers].map(list => list.map(({ resources }) => resources ?? {})))
}

/** True in a rolling update whose old pods hold as much of the quota as the new ones request. */
function swapsPods(creator: Creator, cluster: Cluster): boolean {
  const deployment = creator.kind === 'ReplicaSet' ? cluster.ownerOf(creator) : undefined
  if (creator.kind !== 'ReplicaSet' || deployment?.kind !== 'Deployment') return false
  if (deployment.spec?.strategy?.type === 'Recreate') return false
  const old = replicaSetsOf(deployment, cluster).filter(set => set !== creator && (set.status?.replicas ?? 0) > 0)
  return old.length > 0 && old.every(set => resourcesOf(set) === resourcesOf(creator))
}

/** True if the quota's own status has room for one more: the next attempt succeeds. */
function hasRoom(
  shortages: readonly QuotaShortage[],
  hard: Readonly<Record<string, string | number>>,
  used: Readonly<Record<string, string | number>>,
): boolean {
  return shortages.every(
    ({ resource, requested, used: before }) =>
      hard[resource] === undefined || amount(used[resource] ?? before) + amount(requested) <= amount(hard[resource]),
  )
}

/** In a quota, `cpu` means `requests.cpu`. */
function split(resource: string): readonly [string, string] {
  const [, side, name] = /^(requests|limits)\.(.{1,253})$/.exec(resource) ?? []
  return [side ?? 'requests', name ?? resource]
}

function exceeded(
  creator: Creator,
  { refusal, namespace, hit, affected }: Refused<'quota-exceeded'>,
  cluster: Cluster,
) {
  const subject = { kind: 'ResourceQuota', namespace, name: refusal.quota }
  const found = cluster.find('ResourceQuota', namespace, refusal.quota)
  const quota = found.state === 'present' ? found.object : undefined
  const { used } = quota?.status ?? {}
  // The status follows the specification within seconds.
  const hard = quota && { ...quota.status?.hard, ...quota.spec?.hard }
  const hasRoomNow = hard !== undefined && hasRoom(refusal.shortages, hard, used ?? {})
  const healing =
    found.state === 'absent'
      ? `the quota is gone${RETRY}`
      : hasRoomNow
        ? `the quota has room now${RETRY}`
        : refusal.shortages.some(isTooLarge)
          ? undefined
          : roomComing(creator, quota, cluster)
  const needs = refusal.shortages.map(shortage => ({
    ...shortage,
    needed: neededFor(shortage, refusedCount(affected)),
  }))
  const [worst] = needs
  return {
    ...hit,
    cause: refusal.kind,
    facts: {
      affected,
      quota: refusal.quota,
      needs,
      scopes: undefined,
      swaps: affected.kind === 'Deployment' && swapsPods(creator, cluster),
    },
    subject,
    healing,
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
}

function unspecified(
  { refusal, namespace, hit, affected, workload, spec }: Refused<'quota-requires-resources'>,
  cluster: Cluster,
) {
  const init = (spec?.initContainers ?? []).map(({ name }) => name)
  const all = (spec?.containers ?? []).map(({ name }) => name).filter(name => name !== undefined)
  const demands = refusal.demands.map(({ resource, containers }) => ({
    resource,
    containers: containers.length > 0 ? containers : all,
  }))
  const [first] = demands
  const [container] = first?.containers ?? []
  const [side, name] = split(first?.resource ?? '')
  const path = container === undefined ? undefined : containerPath(workload, container, init.includes(container))
  return {
    ...hit,
    cause: refusal.kind,
    facts: { affected, quota: refusal.quota, demands },
    subject: { kind: 'ResourceQuota', namespace, name: refusal.quota },
    healing:
      cluster.find('ResourceQuota', namespace, refusal.quota).state === 'absent'
        ? `the quota is gone${RETRY}`
        : undefined,
    ...(path === undefined ? {} : { field: { object: workload, path: `${path}.${resourcePath(side, name)}` } }),
  }
}

export default defineFamily<Creator['kind'], Facts>({
  family: 'quotas',
  stage: 'admission',
  on: CREATORS,
  onUnread: true,
  reads: ['ResourceQuota', 'ReplicaSet', 'Pod'],

  detect(creator, cluster) {
    const short = refusedWith(creator, cluster, 'quota-exceeded')
    if (short !== undefined) return exceeded(creator, short, cluster)
    const scoped = refusedWith(creator, cluster, 'quota-scope-uncovered')
    if (scoped !== undefined) return uncovered(scoped)
    const bare = refusedWith(creator, cluster, 'quota-requires-resources')
    return bare && unspecified(bare, cluster)
  },

  causes: {
    'quota-exceeded': {
      owner: 'platform',
      patience: 'soon',
      text: {
        summary: 'A ResourceQuota in the namespace is exceeded',
        shows:
          'There are fewer pods than desired; the ReplicaSet (StatefulSet, Job, …) has FailedCreate events: `exceeded quota`.',
        happens:
          'The namespace has used up its requests, limits, pods or storage: more replicas than planned, the surge of a rolling update, larger requests, or leftovers that still count.',
        fix: 'Raise the quota, lower the requests, or remove what is no longer needed. `kubectl describe quota` shows the usage.',
        docs: ['https://kubernetes.io/docs/concepts/policy/resource-quotas/'],
      },

      explain({ affected, quota, needs, scopes, swaps }) {
        const { kind, name, namespaceFlag, what } = affected
        if (quota === undefined) {
          return {
            title: `no ResourceQuota admits pods of ${kind} ${name} with scope ${scopes ?? ''}`,
            why: `The cluster admits pods of this priority only in namespaces with a quota for it, so ${missingText(affected)} cannot be created.`,
            fix: [
              {
                kind: 'change',
                text: 'Create a ResourceQuota in the namespace with a scopeSelector that covers the priority class.',
              },
              { kind: 'change', text: 'Or use a priority class that does not need a quota.' },
            ],
          }
        }
        const sums = needs.map(
          ({ resource, requested, used, limited }) => `needs ${requested} ${resource}, ${used} of ${limited} used`,
        )
        const hard = Object.fromEntries(needs.map(({ resource, needed }) => [resource, needed]))
        const patch = { spec: { hard } }
        return {
          title: `quota ${quota} exceeded: ${sums.join('; ')}`,
          why: `Every ${what} that ${kind} ${name} still needs is refused${lackText(affected)}.`,
          fix: [
            {
              kind: 'change',
              text: `Raise the quota so that ${moreText(affected)}.`,
              command: withPatch(sh`kubectl patch resourcequota ${quota}${namespaceFlag} --type merge`, patch),
              patch,
            },
            ...(swaps
              ? [
                  noSurge(
                    'Or set maxSurge 0, so that the update stops an old pod before it starts a new one: one fewer is available meanwhile.',
                    name,
                    namespaceFlag,
                  ),
                ]
              : []),
            {
              kind: 'change',
              text: 'Or lower the requests, run fewer replicas, or remove what the namespace no longer needs.',
            },
            {
              kind: 'check',
              text: 'Show quota usage.',
              command: sh`kubectl describe resourcequota ${quota}${namespaceFlag}`,
            },
          ],
        }
      },
    },
    'quota-requires-resources': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'A ResourceQuota requires requests or limits, and the pod template does not set them',
        shows: 'No pod is created; the events say `failed quota: NAME: must specify limits.memory for: CONTAINER`.',
        happens:
          'A quota on compute resources makes them mandatory for every container in the namespace, including sidecars and init containers.',
        fix: 'Set the requests and limits that the quota counts, or add a LimitRange with defaults to the namespace.',
        docs: [
          'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
          'https://kubernetes.io/docs/concepts/policy/limit-range/',
        ],
      },

      explain({ affected, quota, demands }) {
        const { kind, name, namespaceFlag } = affected
        const what = demands.map(({ resource }) => resource).join(', ')
        const containers = [...new Set(demands.flatMap(demand => demand.containers))]
        const fixes: Step[] = containers.map(container => {
          const wanted = demands
            .filter(demand => demand.containers.includes(container))
            .map(demand => split(demand.resource))
          const option = (side: string) => {
            const values = wanted.filter(([of]) => of === side).map(([, of]) => `${of}=<value>`)
            return values.length === 0 ? '' : ` --${side}=${values.join(',')}`
          }
          return {
            kind: 'change',
            text: `Set ${wanted.map(([side, of]) => `${side}.${of}`).join(' and ')} of container ${container}; measure what it needs.`,
            ...(isSettable(kind)
              ? {
                  command: `${sh`kubectl set resources ${kind.toLowerCase()}/${name}${namespaceFlag} -c ${container}`}${option('requests')}${option('limits')}`,
                  changesWorkload: true,
                }
              : {}),
          }
        })
        return {
          title: `quota ${quota} requires ${what}; ${containers.length === 1 ? `container ${containers[0]} sets none` : 'the containers set none'}`,
          why: `The API server refuses ${refusedText(affected)}${lackText(affected)}.`,
          fix: [
            ...fixes,
            {
              kind: 'change',
              text: 'Or add a LimitRange to the namespace; its defaults apply to pod templates that set nothing.',
            },
          ],
        }
      },
    },
  },
})

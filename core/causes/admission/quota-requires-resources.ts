import type { Fix } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { CREATORS } from '../../workloads/creation/failed-create.ts'
import { lackText, refusedText, refusedWith } from '../../workloads/creation/refusal-hit.ts'
import { resourcePath } from '../../workloads/creation/resource-path.ts'
import { isSettable } from '../../workloads/template-patch.ts'
import { containerPath } from '../../workloads/workloads.ts'

/** `cpu` in a quota stands for `requests.cpu`. */
function split(resource: string): readonly [string, string] {
  const [, side, name] = /^(requests|limits)\.(.{1,253})$/.exec(resource) ?? []
  return [side ?? 'requests', name ?? resource]
}

export default defineCause({
  id: 'quota-requires-resources',
  stage: 'admission',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'A ResourceQuota demands requests or limits that the pod template lacks',
    shows: 'No pod is created; the events say `failed quota: NAME: must specify limits.memory for: CONTAINER`.',
    happens:
      'A quota on compute resources makes those resources mandatory for every container of the namespace, sidecars and init containers included.',
    fix: 'Set the requests and limits that the quota counts, or give the namespace a LimitRange with defaults.',
    docs: [
      'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
      'https://kubernetes.io/docs/concepts/policy/limit-range/',
    ],
  },
  on: CREATORS,
  onUnread: true,
  reads: ['ResourceQuota', 'ReplicaSet'],

  detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'quota-requires-resources')
    if (refused === undefined) return
    const { refusal, namespace, hit, victim, workload, spec } = refused
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
      facts: { victim, quota: refusal.quota, demands },
      subject: { kind: 'ResourceQuota', namespace, name: refusal.quota },
      outlook:
        cluster.find('ResourceQuota', namespace, refusal.quota).state === 'absent' ? 'self-healing' : hit.outlook,
      ...(path === undefined ? {} : { field: { object: workload, path: `${path}.${resourcePath(side, name)}` } }),
    }
  },

  explain({ victim, quota, demands }) {
    const { kind, name, place } = victim
    const what = demands.map(({ resource }) => resource).join(', ')
    const containers = [...new Set(demands.flatMap(demand => demand.containers))]
    const fixes: Fix[] = containers.map(container => {
      const wanted = demands
        .filter(demand => demand.containers.includes(container))
        .map(demand => split(demand.resource))
      const option = (side: string) => {
        const values = wanted.filter(([of]) => of === side).map(([, of]) => `${of}=${of === 'cpu' ? '100m' : '128Mi'}`)
        return values.length === 0 ? '' : sh` --${side}=${values.join(',')}`
      }
      return {
        text: `Give container ${container} ${wanted.map(([side, of]) => `${side}.${of}`).join(' and ')}; measure how much it needs.`,
        ...(isSettable(kind)
          ? {
              command: `${sh`kubectl set resources ${kind.toLowerCase()}/${name}${place} -c ${container}`}${option('requests')}${option('limits')}`,
            }
          : {}),
      }
    })
    return {
      title: `quota ${quota} demands ${what} of ${containers.length === 1 ? `container ${containers[0]}` : 'every container'}, which the pod template lacks`,
      why: `The API server refuses ${refusedText(victim)}${lackText(victim)}.`,
      fix: [
        ...fixes,
        { text: 'Or give the namespace a LimitRange whose defaults fill in what pod templates leave out.' },
      ],
    }
  },
})

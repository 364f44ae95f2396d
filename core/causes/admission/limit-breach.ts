import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { PodSpec } from '../../kube/pod.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import type { LimitBreach } from '../../workloads/creation/refusal.ts'

const FIELDS = { min: 'min', max: 'max', ratio: 'maxLimitRequestRatio' } as const

/** Takes a bound that an object breaks; returns the LimitRange that sets it, as the refusal names none. */
export function rangeOf(breach: LimitBreach, namespace: string, cluster: Cluster): Kube<'LimitRange'> | undefined {
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

/** The container that breaks a bound. */
export interface Culprit {
  readonly container: string
  readonly list: 'containers' | 'initContainers'
  /** Where the quantity stands that breaks it. */
  readonly side: Side
  /** What has to be set to the bound. */
  readonly sides: readonly Side[]
}
type Resources = NonNullable<PodSpec['containers']>[number]['resources']

/** The sides to set to the bound: the one that breaks it, and the other where a request would come to exceed its limit. */
function sidesToSet({ resource, allowed }: LimitBreach, side: Side, now: Resources): readonly Side[] {
  const other = side === 'limits' ? 'requests' : 'limits'
  const bound = parseQuantity(allowed) ?? 0n
  const beside = parseQuantity(now?.[other]?.[resource]) ?? bound
  const isCrossed = side === 'limits' ? beside > bound : beside < bound
  return isCrossed ? [side, other] : [side]
}

/** Takes a bound that a pod breaks and the pod's spec; returns the container whose quantity the refusal shows. */
export function culpritOf(breach: LimitBreach, spec: PodSpec | undefined): Culprit | undefined {
  if (breach.type !== 'Container' || breach.of === undefined || breach.bound === 'ratio') return undefined
  const side = breach.of === 'limit' ? 'limits' : 'requests'
  const actual = parseQuantity(breach.actual)
  for (const list of ['containers', 'initContainers'] as const) {
    for (const { name, resources } of spec?.[list] ?? []) {
      if (name !== undefined && parseQuantity(resources?.[side]?.[breach.resource]) === actual) {
        return { container: name, list, side, sides: sidesToSet(breach, side, resources) }
      }
    }
  }
  return undefined
}

import type { Kube } from '../../kube/index.ts'
import type { PodSpec } from '../../kube/pod.ts'

export interface Taint {
  readonly key?: string
  readonly value?: string
  readonly effect?: string
}

type Toleration = NonNullable<NonNullable<PodSpec>['tolerations']>[number]

function compare(value: string, than: string): number | undefined {
  if (!/^-?\d{1,18}$/.test(value) || !/^-?\d{1,18}$/.test(than)) return undefined
  const difference = BigInt(value) - BigInt(than)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** Source: `component-helpers/scheduling/corev1`; `Lt` and `Gt` compare numbers since Kubernetes 1.35. */
function tolerates({ key = '', operator = 'Equal', value = '', effect = '' }: Toleration, taint: Taint): boolean {
  if (effect !== '' && effect !== taint.effect) return false
  if (key !== '' && key !== taint.key) return false
  switch (operator) {
    case '':
    case 'Equal':
      return key !== '' && value === (taint.value ?? '')
    case 'Exists':
      return true
    case 'Lt':
      return compare(taint.value ?? '', value) === -1
    case 'Gt':
      return compare(taint.value ?? '', value) === 1
    default:
      return false
  }
}

const sorts = new WeakMap<readonly Taint[], string>()

/** Equal for equal taints. */
function sortOf(taints: readonly Taint[]): string {
  let sort = sorts.get(taints)
  if (sort === undefined) {
    sort = JSON.stringify(taints.map(({ key, value, effect }) => [key, value, effect]))
    sorts.set(taints, sort)
  }
  return sort
}

const known = new WeakMap<readonly Toleration[], Map<string, readonly Taint[]>>()
const NOTHING: readonly never[] = []

function notTolerated(all: readonly Taint[], tolerations: readonly Toleration[]): readonly Taint[] {
  const taints = all.filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
  if (taints.length === 0) return taints
  const byKey = new Map<string, Toleration[]>()
  for (const toleration of tolerations) {
    const { key = '' } = toleration
    const sameKey = byKey.get(key)
    if (sameKey === undefined) byKey.set(key, [toleration])
    else sameKey.push(toleration)
  }
  const isTolerated = (taint: Taint, key: string) => byKey.get(key)?.some(each => tolerates(each, taint)) === true
  return taints.filter(taint => !isTolerated(taint, taint.key ?? '') && !isTolerated(taint, ''))
}

/** The taints of a node that keep a pod off it. Nodes of a pool have the same, so they are checked once. */
export function untolerated(spec: PodSpec | undefined, node: Pick<Kube<'Node'>, 'spec'>): readonly Taint[] {
  const { taints = NOTHING } = node.spec ?? {}
  if (taints.length === 0) return NOTHING
  const { tolerations = NOTHING } = spec ?? {}
  const before = known.get(tolerations) ?? new Map<string, readonly Taint[]>()
  known.set(tolerations, before)
  const sort = sortOf(taints)
  const left = before.get(sort) ?? notTolerated(taints, tolerations)
  before.set(sort, left)
  return left
}

/** A taint in the format of `kubectl taint`: `pool=b:NoSchedule`. */
export function taintText({ key = '', value = '', effect = '' }: Taint): string {
  return `${key}${value === '' ? '' : `=${value}`}:${effect}`
}

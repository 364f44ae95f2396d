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

/** The taints of a node that keep a pod from being placed there. */
export function untolerated(spec: PodSpec | undefined, node: Pick<Kube<'Node'>, 'spec'>): readonly Taint[] {
  const taints = (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
  if (taints.length === 0) return taints
  const byKey = new Map<string, Toleration[]>()
  for (const toleration of spec?.tolerations ?? []) {
    const { key = '' } = toleration
    const sameKey = byKey.get(key)
    if (sameKey === undefined) byKey.set(key, [toleration])
    else sameKey.push(toleration)
  }
  const isTolerated = (taint: Taint, key: string) => byKey.get(key)?.some(each => tolerates(each, taint)) === true
  return taints.filter(taint => !isTolerated(taint, taint.key ?? '') && !isTolerated(taint, ''))
}

/** A taint as `kubectl taint` writes it: `pool=b:NoSchedule`. */
export function taintText({ key = '', value = '', effect = '' }: Taint): string {
  return `${key}${value === '' ? '' : `=${value}`}:${effect}`
}

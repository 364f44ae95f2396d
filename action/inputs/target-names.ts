import { nearest } from '../../core/nearest.ts'
import { parseWorkload, WORKLOAD_KINDS } from '../../core/workload-name.ts'

/** What can be waited for besides workloads, by what kubectl calls it. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  Service: ['svc', 'service', 'services'],
  PersistentVolumeClaim: ['pvc', 'persistentvolumeclaim', 'persistentvolumeclaims'],
  Ingress: ['ing', 'ingress', 'ingresses', 'ingress.networking.k8s.io', 'ingresses.networking.k8s.io'],
  HorizontalPodAutoscaler: [
    'hpa',
    'horizontalpodautoscaler',
    'horizontalpodautoscalers',
    'horizontalpodautoscaler.autoscaling',
    'horizontalpodautoscalers.autoscaling',
  ],
}
const KINDS = [...WORKLOAD_KINDS, ...Object.values(OTHERS).flatMap(names => names.slice(0, 2))]
/** For a message on a target that cannot be read. */
export const TARGET_EXAMPLES = 'Name it as kubectl does, for example deployment/web, svc/web or pvc/data.'
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/

export interface NamedObject {
  readonly kind: string
  readonly name: string
}

/** The target of one item such as `deployment/web`, or a sentence on what is wrong with it. */
export function parseTarget(item: string): NamedObject | string {
  const shown = JSON.stringify(item.slice(0, 100))
  const workload = parseWorkload(item)
  if (workload !== undefined) return workload
  const [type = '', name, ...rest] = item.split('/')
  if (name === undefined || rest.length > 0) return `${shown} is not of the form kind/name, for example deployment/web`
  if (!NAME.test(name)) return `${shown}: ${JSON.stringify(name.slice(0, 80))} is no name of an object`
  const kind = Object.keys(OTHERS).find(each => OTHERS[each]?.includes(type.toLowerCase()))
  if (kind !== undefined) return { kind, name }
  const near = nearest(type.toLowerCase(), KINDS)
  return `${shown}: the kind must be one of ${KINDS.join(', ')}${near === undefined ? '' : `; did you mean ${near}/${name}?`}`
}

import { nearest } from '../../core/nearest.ts'
import { parseWorkload, WORKLOAD_KINDS } from '../../core/workload-name.ts'

/** Targets besides workloads, with their names in kubectl. */
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
/** For messages about an invalid target. */
export const TARGET_EXAMPLES = 'Name it as kubectl does, for example deployment/web, svc/web or pvc/data.'
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/

export interface NamedObject {
  readonly kind: string
  readonly name: string
}

/** True for kubectl's names of kinds that can be a target: `deploy`, `services`. */
export function isTargetKind(word: string): boolean {
  return typeof parseTarget(`${word}/a`) !== 'string'
}

/**
 * The objects that a name without a kind may mean, as targets: those with the name, else those with the nearest one.
 */
export function targetsNamed(name: string, objects: readonly NamedObject[]): readonly string[] {
  const targets = objects.flatMap(({ kind, name }) => {
    const place = KINDS.indexOf(kind.toLowerCase())
    return place === -1 ? [] : [{ place, name, target: `${kind.toLowerCase()}/${name}` }]
  })
  const names = new Set(targets.map(each => each.name))
  const near = names.has(name) ? name : nearest(name, names)
  const meant = targets.filter(each => each.name === near).sort((a, b) => a.place - b.place)
  return [...new Set(meant.map(({ target }) => target))].slice(0, 3)
}

/** The target of one item such as `deployment/web`, or a sentence about what is wrong with it. */
export function parseTarget(item: string): NamedObject | string {
  const shown = JSON.stringify(item.slice(0, 100))
  const workload = parseWorkload(item)
  if (workload !== undefined) return workload
  const [type = '', name, ...rest] = item.split('/')
  if (name === undefined || rest.length > 0) return `${shown} is not of the form kind/name, for example deployment/web`
  if (!NAME.test(name)) return `${shown}: ${JSON.stringify(name.slice(0, 80))} is not the name of an object`
  const kind = Object.keys(OTHERS).find(each => OTHERS[each]?.includes(type.toLowerCase()))
  if (kind !== undefined) return { kind, name }
  const near = nearest(type.toLowerCase(), KINDS)
  return `${shown}: the kind must be one of ${KINDS.join(', ')}${near === undefined ? '' : `; did you mean ${near}/${name}?`}`
}

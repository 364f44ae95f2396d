import { isRecord } from '../json.ts'
import type { Kube } from '../kube/index.ts'
import { CLUSTER_SCOPED } from '../kube/resources.ts'
import { refKey, refTo } from '../ref.ts'
import { rawOf } from './view.ts'

/** An object's reference to its controller. */
export interface Controller {
  readonly kind: string
  readonly namespace: string | undefined
  readonly name: string
  readonly uid: unknown
}

/** The controller, or an owner if none controls. Called for every pod, so it reads only the owner references. */
export function controllerOf(object: Kube): Controller | undefined {
  const { metadata } = rawOf(object)
  const owners = isRecord(metadata) ? metadata['ownerReferences'] : undefined
  if (!isRecord(metadata) || !Array.isArray(owners)) return undefined
  let found: Readonly<Record<string, unknown>> | undefined
  for (const owner of owners) {
    if (!isRecord(owner)) continue
    if (owner['controller'] === true) {
      found = owner
      break
    }
    found ??= owner
  }
  if (found === undefined) return undefined
  const { kind, name, uid } = found
  if (typeof kind !== 'string' || typeof name !== 'string') return undefined
  const { namespace } = metadata
  return {
    kind,
    namespace: typeof namespace === 'string' && !CLUSTER_SCOPED.has(object.kind) ? namespace : undefined,
    name,
    uid,
  }
}

/** True if both are the same. Replicas usually come in sequence, so a lookup for one holds for the next. */
export function isSameController(a: Controller, b: Controller | undefined): boolean {
  return b !== undefined && a.uid === b.uid && a.name === b.name && a.namespace === b.namespace && a.kind === b.kind
}

/** The `refKey` of the controller. */
export function controllerKey(object: Kube): string | undefined {
  const controller = controllerOf(object)
  return controller && refKey(refTo(controller.kind, controller.namespace, controller.name))
}

/** The objects with one controller. */
export interface Controlled {
  readonly objects: Kube[]
  readonly uid: unknown
  /** True if they disagree on its UID. */
  isMixed: boolean
}

/** Objects by the `refKey` of their controller, and those without one. */
export interface ByController {
  readonly groups: ReadonlyMap<string, Controlled>
  readonly lone: readonly Kube[]
}

export function groupByController(objects: readonly Kube[]): ByController {
  const groups = new Map<string, Controlled>()
  const lone: Kube[] = []
  let last: Controller | undefined
  let group: Controlled | undefined
  for (const object of objects) {
    const controller = controllerOf(object)
    if (controller === undefined) {
      lone.push(object)
      continue
    }
    if (group === undefined || !isSameController(controller, last)) {
      last = controller
      const key = refKey(refTo(controller.kind, controller.namespace, controller.name))
      group = groups.get(key) ?? { objects: [], uid: controller.uid, isMixed: false }
      if (group.uid !== controller.uid) group.isMixed = true
      groups.set(key, group)
    }
    group.objects.push(object)
  }
  return { groups, lone }
}

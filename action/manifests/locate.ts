import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import type { Field, ObjectRef } from '../../core/report.ts'
import { parseFieldPath, type Step } from './field-path.ts'
import { imageInKustomization } from './kustomization.ts'
import { type Location, placeOf } from './place.ts'
import type { ManifestObject, Source } from './source.ts'
import { valueInCharts } from './values.ts'

export type { Location } from './place.ts'

/**
 * The location of a field; undefined if it is not clear. The value itself comes first: in the manifest, as the image of
 * a kustomization, as a Helm value; and among several files one that was applied and is changed by the pull request.
 * Then the nearest parent of the field in an applied manifest, not `exact`. Two locations of equal rank count as none.
 */
export function locateField(sources: readonly Source[], field: Field): Location | undefined {
  const tiers = [
    sources.filter(source => source.given && source.changed),
    sources.filter(source => !source.given && source.changed),
    sources.filter(source => source.given && !source.changed),
  ]
  for (const tier of tiers) {
    const places = [
      inManifests(tier, field).filter(place => place.exact),
      tier.flatMap(source => imageInKustomization(source, field)),
      valueInCharts(
        tier.filter(source => source.changed),
        field,
      ),
    ]
    const only = places.find(found => found.length > 0)
    if (only?.length === 1) return only[0]
  }
  const around = inManifests(
    sources.filter(source => source.given),
    field,
  )
  return around.length === 1 ? around[0] : undefined
}

function inManifests(sources: readonly Source[], field: Field): Location[] {
  const steps = parseFieldPath(field.path)
  if (steps === undefined) return []
  return sources.flatMap(source =>
    source.objects
      .filter(object => isSame(object, field.object))
      .flatMap(object => {
        const { shown, value } = descend(object.node, steps)
        const exact =
          value !== undefined && (field.value === undefined || !isScalar(value) || textOf(value) === field.value)
        return placeOf(source, shown, exact, isScalar(value) ? field.suggestion : undefined) ?? []
      }),
  )
}

function isSame(object: ManifestObject, ref: ObjectRef): boolean {
  const elsewhere = object.namespace !== undefined && ref.namespace !== undefined && object.namespace !== ref.namespace
  return object.kind === ref.kind && object.name === ref.name && !elsewhere
}

/** A number keeps its original digits. */
function textOf(node: { readonly value: unknown; readonly source?: string }): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
}

/** Follows the steps as far as possible: `shown` is the value if it is a scalar, else its key. */
function descend(root: Node, steps: readonly Step[]): { readonly shown: Node; readonly value: Node | undefined } {
  let value: Node = root
  let shown: Node = root
  for (const step of steps) {
    const next = child(value, step)
    if (next === undefined) return { shown, value: undefined }
    value = next.value
    shown = isScalar(value) ? value : next.key
  }
  return { shown, value }
}

function child(node: Node, step: Step): { readonly key: Node; readonly value: Node } | undefined {
  if (isMap(node) && typeof step === 'string') {
    const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === step)
    return pair === undefined || pair.value === null ? undefined : { key: pair.key as Node, value: pair.value as Node }
  }
  if (!isSeq(node) || typeof step === 'string') return undefined
  const item = typeof step === 'number' ? node.items[step] : node.items.find(each => isMap(each) && selects(each, step))
  return item === undefined ? undefined : { key: item as Node, value: item as Node }
}

/** Claim templates have their name in their metadata. */
function selects(item: YAMLMap, { field, value }: { readonly field: string; readonly value: string }): boolean {
  return String(item.get(field)) === value || (field === 'name' && item.getIn(['metadata', 'name']) === value)
}

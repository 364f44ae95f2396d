import { isMap, isScalar, isSeq, type Scalar, type YAMLMap } from 'yaml'
import type { Field } from '../../core/report.ts'
import { imageParts } from './image.ts'
import { type Location, placeOf } from './place.ts'
import type { Source } from './source.ts'

/**
 * The entry of `images` that results in exactly the image of the field, at the line of its tag, digest or name
 * (kustomize: `images` sets newName, newTag and digest of images called name).
 */
export function imageInKustomization(source: Source, field: Field): Location[] {
  if (source.role !== 'kustomization' || field.value === undefined || !field.path.endsWith('.image')) return []
  const image = imageParts(field.value)
  return source.documents.flatMap(document => {
    const entries = isMap(document.contents) ? document.contents.get('images', true) : undefined
    if (!isSeq(entries)) return []
    return entries.items.filter(isMap).flatMap(entry => {
      const text = (key: string) => scalar(entry, key)?.source ?? ''
      const made = {
        repository: text('newName') || text('name'),
        tag: text('newTag') || undefined,
        digest: text('digest') || undefined,
      }
      const sets = made.tag !== undefined || made.digest !== undefined || text('newName') !== ''
      const same =
        made.repository === image.repository &&
        (made.digest === undefined ? made.tag === undefined || made.tag === image.tag : made.digest === image.digest)
      if (!sets || !same) return []
      return place(source, entry, field) ?? []
    })
  })
}

function place(source: Source, entry: YAMLMap, { value = '', suggestion }: Field): Location | undefined {
  const tag = scalar(entry, 'newTag')
  const digest = scalar(entry, 'digest')
  const name = scalar(entry, 'newName')
  const was = imageParts(value)
  const wanted = suggestion === undefined ? undefined : imageParts(suggestion)
  if (wanted !== undefined && wanted.repository === was.repository && tag !== undefined && digest === undefined) {
    return placeOf(source, tag, true, wanted.tag)
  }
  if (wanted !== undefined && wanted.tag === was.tag && wanted.digest === was.digest && name !== undefined) {
    return placeOf(source, name, true, wanted.repository)
  }
  const node = digest ?? tag ?? name
  return node === undefined ? undefined : placeOf(source, node, true)
}

function scalar(entry: YAMLMap, key: string): Scalar | undefined {
  const node = entry.get(key, true)
  return isScalar(node) ? node : undefined
}

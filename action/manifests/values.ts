import { isMap, isScalar, type Scalar, visit, type YAMLMap } from 'yaml'
import type { Field } from '../../core/report.ts'
import { lastKey } from './field-path.ts'
import { imageParts } from './image.ts'
import { type Location, placeOf } from './place.ts'
import type { Source } from './source.ts'

interface Hit {
  readonly source: Source
  readonly node: Scalar
  readonly suggestion: string | undefined
}

/** Shorter ones, and numbers, may mean many things in one file. */
const TELLING = /^(?=.*[A-Za-z]).{4,}$/

/**
 * The location of a field's value in changed Helm values files, if it occurs exactly once in all of them: as a whole,
 * or for an image as its `tag` beside its `repository` (and `registry`), or as its tag alone.
 */
export function valueInCharts(sources: readonly Source[], field: Field): Location[] {
  if (field.value === undefined) return []
  const values = sources.filter(source => source.role === 'values')
  const hits = values.flatMap(source => whole(source, field))
  const found = hits.length > 0 || !field.path.endsWith('.image') ? hits : values.flatMap(source => tags(source, field))
  const [hit] = found
  if (hit === undefined || found.length > 1) return []
  return [placeOf(hit.source, hit.node, true, hit.suggestion)].filter(place => place !== undefined)
}

function whole(source: Source, { value = '', path, suggestion }: Field): Hit[] {
  const hits: Hit[] = []
  const key = lastKey(path)
  eachPair(source, (name, node) => {
    if (written(node) === value && (name === key || TELLING.test(value))) hits.push({ source, node, suggestion })
  })
  return hits
}

/** The tags that result in this image, with the values beside them. */
function tags(source: Source, { value = '', suggestion }: Field): Hit[] {
  const image = imageParts(value)
  const wanted = suggestion === undefined ? undefined : imageParts(suggestion)
  const tag = wanted?.repository === image.repository && wanted.digest === undefined ? wanted.tag : undefined
  const hits: Hit[] = []
  eachPair(source, (name, node, map) => {
    if (!/tag$/i.test(name) || written(node) !== image.tag) return
    const beside = (key: string) => {
      const found = map.get(key, true)
      return isScalar(found) ? written(found) : ''
    }
    const repository = beside('repository') || beside('name')
    const full = [beside('registry'), repository].filter(part => part !== '').join('/')
    if (repository === '' || full === image.repository) hits.push({ source, node, suggestion: tag })
  })
  return hits
}

function eachPair(source: Source, use: (name: string, node: Scalar, map: YAMLMap) => void): void {
  for (const document of source.documents) {
    visit(document, {
      Pair(_, pair, path) {
        const map = path.at(-1)
        if (isScalar(pair.key) && isScalar(pair.value) && isMap(map)) use(String(pair.key.value), pair.value, map)
      },
    })
  }
}

const written = (node: Scalar): string =>
  typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))

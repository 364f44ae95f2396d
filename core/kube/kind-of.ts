import { apiKindOf, groupOf, namesakeGroup } from './api-group.ts'
import { type Kind, SHAPES } from './index.ts'
import { groupsOf, RESOURCES, resourceOf } from './resources.ts'

/** Kinds that share a name with a Kubernetes kind, by `Kind.group` (kubectl's form) for each group that serves them. */
const NAMESAKES: ReadonlyMap<string, Kind> = new Map(
  RESOURCES.filter(({ kind }) => namesakeGroup(kind) !== undefined).flatMap(resource =>
    groupsOf(resource).map(group => [`${apiKindOf(resource.kind)}.${group}`, resource.kind as Kind] as const),
  ),
)

/**
 * The kind of an object as the rules know it; undefined for kinds that no rule reads, including those of other projects
 * that share a name with a Kubernetes kind: Knative's Service, Volcano's Job, Longhorn's Node. Kubernetes' groups have
 * no dot or end in `.k8s.io`. Items of a typed list have no apiVersion.
 */
export function kindOf(kind: unknown, apiVersion: unknown): Kind | undefined {
  if (typeof kind !== 'string') return undefined
  const group = typeof apiVersion === 'string' ? groupOf(apiVersion) : ''
  const namesake = `${kind}.${group}`
  if (NAMESAKES.has(namesake)) return NAMESAKES.get(namesake)
  if (!Object.hasOwn(SHAPES, kind)) return undefined
  const known = kind as Kind
  if (typeof apiVersion !== 'string') return known
  const resource = resourceOf(known)
  if (resource.addOn === true) return groupsOf(resource).includes(group) ? known : undefined
  return group.includes('.') && !group.endsWith('.k8s.io') ? undefined : known
}

/** The kinds that share a name with a Kubernetes kind, as the rules know them. */
export const NAMESAKE_KINDS: readonly Kind[] = [...new Set(NAMESAKES.values())]

import { readRecording, readScenario } from './scenarios.ts'

/** An object as it was recorded. */
export interface Recorded {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid?: string }
  readonly involvedObject?: { readonly kind: string; readonly name: string }
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

/** Stand in a recorded text for what differs between copies. Of the private use area, so that nothing recorded holds them. */
export const MARK = {
  unit: '\ue000',
  copy: '\ue001',
  namespace: '\ue002',
  node: '\ue003',
  unitUid: '\ue004',
  copyUid: '\ue005',
} as const
const MARKS = /([\ue000-\ue005])/

/** The JSON of one object, cut at its marks. */
export interface Template {
  readonly kind: string
  readonly name: readonly string[]
  readonly text: readonly string[]
  /** How often it is wanted: once for each copy of a pod, for each Deployment, or for each namespace. */
  readonly per: 'pod' | 'unit' | 'namespace'
}

/** One recorded Deployment with all that belongs to it. */
export interface Recipe {
  readonly templates: readonly Template[]
  /** How many copies of each recorded pod make one Deployment of the wanted size. */
  readonly copies: number
  readonly pods: number
  readonly failing: number
}

/** Kinds of which every Deployment has its own. */
const UNITS: ReadonlySet<string> = new Set(['Deployment', 'ReplicaSet', 'Pod', 'Service', 'EndpointSlice', 'Event'])
const SHARED: ReadonlySet<string> = new Set(['ConfigMap', 'Secret', 'ServiceAccount', 'Namespace'])
const NAMES_OF: ReadonlySet<string> = new Set(['metadata', 'ownerReferences', 'involvedObject', 'targetRef'])
const LABELS: ReadonlySet<string> = new Set(['labels', 'matchLabels', 'selector'])
/** What a healthy pod has left of its events; older ones have expired in a cluster that has run for a while. */
const EVENTS_PER_POD = 3

function templateOf(object: Recorded, per: Template['per']): Template {
  const { kind, metadata } = object
  return { kind, name: metadata.name.split(MARKS), text: JSON.stringify(object).split(MARKS), per }
}

/** From a recording of one Deployment in a namespace. */
export function recipeOf(id: string, wantedPods: number): Recipe {
  const { namespace } = readScenario(id)
  const recorded = readRecording(id).objects as readonly Recorded[]
  const own = recorded.filter(
    ({ kind, metadata }) => metadata.namespace === namespace || (kind === 'Namespace' && metadata.name === namespace),
  )
  const pods = own.filter(({ kind }) => kind === 'Pod')
  const copies = Math.max(1, Math.round(wantedPods / pods.length))
  const marked = marker(recorded, own, namespace, copies)
  const podNames = new Set(pods.map(nameOf))
  const healthy = new Set(pods.filter(isReady).map(nameOf))
  const templates: Template[] = []
  const events = new Map<string, number>()
  for (const object of own) {
    const { kind, involvedObject: about } = object
    if (!UNITS.has(kind) && !SHARED.has(kind)) continue
    if (about?.kind === 'Pod') {
      const count = events.get(about.name) ?? 0
      events.set(about.name, count + 1)
      if (!podNames.has(about.name) || (healthy.has(about.name) && count >= EVENTS_PER_POD)) continue
    }
    const per = SHARED.has(kind) ? 'namespace' : kind === 'Pod' || about?.kind === 'Pod' ? 'pod' : 'unit'
    templates.push(templateOf(marked(object), per))
  }
  return { templates, copies, pods: copies * pods.length, failing: copies * (pods.length - healthy.size) }
}

function nameOf({ metadata }: Recorded): string {
  return metadata.name
}

function isReady({ status }: Recorded): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true
}

/** Returns the function that puts the marks into an object. Replica counts are multiplied; nothing else of it changes. */
function marker(
  recorded: readonly Recorded[],
  own: readonly Recorded[],
  namespace: string,
  copies: number,
): (object: Recorded) => Recorded {
  const of = (kind: string, objects = own) => objects.filter(object => object.kind === kind)
  const pods = of('Pod').map(nameOf)
  const podUids = new Set(of('Pod').map(({ metadata }) => metadata.uid))
  const sets = of('ReplicaSet').map(nameOf)
  const nodes = of('Node', recorded).map(nameOf)
  const names = new Set(own.filter(({ kind }) => UNITS.has(kind)).map(nameOf))
  const markText = (text: string): string => {
    let marked = text
    for (const name of pods) marked = marked.replaceAll(name, `${MARK.unit}${name}${MARK.copy}`)
    for (const name of sets) {
      marked = marked.replace(new RegExp(`(?<!${MARK.unit})\\b${name}(?![\\w-])`, 'g'), MARK.unit + name)
    }
    for (const name of nodes) marked = marked.replace(new RegExp(`\\b${name}\\b`, 'g'), MARK.node)
    return marked.replaceAll(`${namespace}/`, `${MARK.namespace}/`)
  }
  const mark = (value: unknown, key: string, within: string, isNamespace: boolean): unknown => {
    if (Array.isArray(value)) return value.map(item => mark(item, key, within, isNamespace))
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mark(item, name, key, isNamespace)]))
    }
    if (typeof value === 'number') return /^(?:replicas|[a-z]+Replicas)$/.test(key) ? value * copies : value
    if (typeof value !== 'string') return value
    if (key === 'uid') return value.slice(0, -12) + (podUids.has(value) ? MARK.copyUid : MARK.unitUid)
    const isItsName = isNamespace && key === 'name' && within === 'metadata'
    if (value === namespace && (key === 'namespace' || isItsName)) return MARK.namespace
    if (/^deployment\.kubernetes\.io\/[a-z]+-replicas$/.test(key)) return String(Number(value) * copies)
    const marked = markText(value)
    if (marked !== value) return marked
    const isName = key === 'name' && NAMES_OF.has(within) && names.has(value)
    const isLabel = LABELS.has(within) && key !== 'pod-template-hash' && !key.startsWith('endpointslice')
    return isName || isLabel ? MARK.unit + value : value
  }
  return object => mark(object, '', '', object.kind === 'Namespace') as Recorded
}

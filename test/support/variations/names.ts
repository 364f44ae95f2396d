import type { Snapshot } from '../../../core/index.ts'
import { readScenario } from '../scenarios.ts'
import type { Variation } from '../variation.ts'

interface Named {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec?: {
    readonly containers?: readonly { readonly name: string }[]
    readonly initContainers?: readonly { readonly name: string }[]
  }
}

/** Kinds whose names people choose. */
const CHOSEN: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Job',
  'Service',
  'ConfigMap',
  'Secret',
  'PersistentVolumeClaim',
  'Ingress',
  'HorizontalPodAutoscaler',
  'ResourceQuota',
  'LimitRange',
  'NetworkPolicy',
  'PodDisruptionBudget',
])

/** Names that stand as plain words in what Kubernetes says. */
const WORDS: ReadonlySet<string> = new Set(['default', 'sh', 'spread'])

/** Fields that hold words of Kubernetes, not names. */
const FIXED: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'reason',
  'type',
  'phase',
  'resource',
  'image',
  'imageID',
])

/** The names that people chose in a recording, the longest first. */
export function chosenNames(snapshot: Snapshot, id: string): readonly string[] {
  const { namespace, expect } = readScenario(id)
  const own = (snapshot.objects as readonly Named[]).filter(({ metadata }) => metadata.namespace === namespace)
  const containers = own
    .filter(({ kind }) => kind === 'Pod')
    .flatMap(({ spec }) => [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])])
  const objects = own.filter(({ kind }) => CHOSEN.has(kind)).map(({ metadata }) => metadata.name)
  const missing = expect.filter(({ kind }) => CHOSEN.has(kind)).map(({ name }) => name)
  const names = new Set([namespace, ...objects, ...missing, ...containers.map(({ name }) => name)])
  names.delete('kube-root-ca.crt')
  return [...names].filter(name => !WORDS.has(name)).sort((a, b) => b.length - a.length)
}

/** Renames within a text: whole names, and those that generated names begin with. */
export function renamer(names: readonly string[], to: (name: string) => string): (text: string) => string {
  const escaped = names.map(name => name.replace(/[.]/g, '\\.'))
  const before = `(?<![A-Za-z0-9_./:-]|[^a-z]/|[a-z]/)|(?<=://)|(?<=(?:${escaped.join('|')})[/:])`
  const pattern = new RegExp(`(?:${before})(${escaped.join('|')})(?![A-Za-z0-9_])(?!-[a-z]+[ :])`, 'g')
  return text => text.replace(pattern, (_, name: string) => to(name))
}

function walk(value: unknown, rename: (text: string) => string, key?: string): unknown {
  if (typeof value === 'string') return key !== undefined && FIXED.has(key) ? value : rename(value)
  if (Array.isArray(value)) return value.map(item => walk(item, rename, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, rename, name)]))
}

/** Other names everywhere, in logs too. */
export function renamed(names: readonly string[], to: (name: string) => string): Variation {
  const rename = renamer(names, to)
  return snapshot => ({
    ...snapshot,
    objects: walk(snapshot.objects, rename) as unknown[],
    lists: (snapshot.lists ?? []).map(list =>
      list.namespaces === undefined ? list : { ...list, namespaces: list.namespaces.map(rename) },
    ),
    logs: (snapshot.logs ?? []).map(({ namespace, pod, container, current, previous }) => ({
      namespace: rename(namespace),
      pod: rename(pod),
      container: rename(container),
      ...(current === undefined ? {} : { current: rename(current) }),
      ...(previous === undefined ? {} : { previous: rename(previous) }),
    })),
  })
}

import type { Cluster } from '../cluster/cluster.ts'
import { WORKLOAD_KINDS } from '../facts/workloads.ts'
import type { Kube } from '../kube/index.ts'
import { decodeBase64 } from './base64.ts'

/** Shorter values are common words: to hide every `test` in a report would help nobody. */
const MIN_LENGTH = 6
/** Longer values are files; their lines are hidden one by one. */
const MAX_LENGTH = 4096
const SECRET_NAME = /pass|pwd|secret|token|credential|private|api_?key|access_?key|auth|dsn|connection_?string/i

const WORKLOADS: ReadonlySet<string> = new Set(WORKLOAD_KINDS)

function addValue(values: Set<string>, value: string): void {
  for (const part of value.length > 200 ? value.split('\n') : [value]) {
    const text = part.trim()
    if (text.length >= MIN_LENGTH && text.length <= MAX_LENGTH) values.add(text)
  }
}

function addApplied(values: Set<string>, secret: Kube<'Secret'>): void {
  const applied = secret.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration']
  if (applied === undefined) return
  try {
    const object: unknown = JSON.parse(applied)
    if (typeof object !== 'object' || object === null) return
    if ('stringData' in object) addPlain(values, object.stringData)
    if ('data' in object) addEncoded(values, object.data)
  } catch {
    addValue(values, applied)
  }
}

function addPlain(values: Set<string>, data: unknown): void {
  for (const value of Object.values(data ?? {})) if (typeof value === 'string') addValue(values, value)
}

function addEncoded(values: Set<string>, data: unknown): void {
  for (const value of Object.values(data ?? {})) {
    if (typeof value !== 'string') continue
    addValue(values, value)
    addValue(values, decodeBase64(value))
  }
}

type Json = Readonly<Record<string, unknown>>

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null
}

/** Follows keys into a value; undefined where one is not there. */
function at(value: unknown, ...keys: readonly string[]): unknown {
  let inner = value
  for (const key of keys) {
    if (!isRecord(inner)) return undefined
    inner = inner[key]
  }
  return inner
}

/** The pod spec in an object that is or makes pods, unread: every pod's is looked through, and few are of interest. */
function podSpecOf(object: Json): unknown {
  if (object['kind'] === 'Pod') return object['spec']
  if (object['kind'] === 'CronJob') return at(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec')
  return at(object, 'spec', 'template', 'spec')
}

function addEnvironment(values: Set<string>, containers: unknown): void {
  if (!Array.isArray(containers)) return
  for (const container of containers) {
    const env = at(container, 'env')
    if (!Array.isArray(env)) continue
    for (const variable of env) {
      const [name, value] = [at(variable, 'name'), at(variable, 'value')]
      if (typeof name === 'string' && typeof value === 'string' && SECRET_NAME.test(name)) addValue(values, value)
    }
  }
}

/**
 * Takes a cluster; returns the values that must not leave the process, longest first: all that Secrets hold (plain and
 * base64) and the literal values of environment variables whose names say that they are secret.
 */
export function secretValues(cluster: Cluster): readonly string[] {
  const values = new Set<string>()
  for (const secret of cluster.list('Secret')) {
    addEncoded(values, secret.data)
    addPlain(values, secret.stringData)
    addApplied(values, secret)
  }
  for (const object of cluster.snapshot.objects) {
    if (!isRecord(object) || !WORKLOADS.has(String(object['kind']))) continue
    const spec = podSpecOf(object)
    addEnvironment(values, at(spec, 'containers'))
    addEnvironment(values, at(spec, 'initContainers'))
  }
  return [...values].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
}

import type { Cluster } from '../cluster/cluster.ts'
import { templateOf, WORKLOAD_KINDS } from '../facts/workloads.ts'
import type { Kube } from '../kube/index.ts'
import { decodeBase64 } from './base64.ts'

/** Shorter values are common words: to hide every `test` in a report would help nobody. */
const MIN_LENGTH = 6
/** Longer values are files; their lines are hidden one by one. */
const MAX_LENGTH = 4096
const SECRET_NAME = /pass|pwd|secret|token|credential|private|api_?key|access_?key|auth|dsn|connection_?string/i

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

function addEnvironment(values: Set<string>, workload: Kube): void {
  const spec = templateOf(workload)?.spec
  for (const { env } of [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]) {
    for (const { name, value } of env ?? []) {
      if (name !== undefined && value !== undefined && SECRET_NAME.test(name)) addValue(values, value)
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
  for (const kind of WORKLOAD_KINDS) for (const workload of cluster.list(kind)) addEnvironment(values, workload)
  return [...values].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
}

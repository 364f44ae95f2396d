import type { Cluster } from '../cluster/cluster.ts'
import { WORKLOAD_KINDS } from '../facts/workloads.ts'
import type { Kube } from '../kube/index.ts'
import { decodeBase64 } from './base64.ts'
import { dropNames } from './harmless-names.ts'
import { SECRET_NAME } from './patterns.ts'
import { addSecret, formsOf } from './secret-parts.ts'

const WORKLOADS: ReadonlySet<string> = new Set(WORKLOAD_KINDS)

function addApplied(values: Set<string>, secret: Kube<'Secret'>): void {
  const applied = secret.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration']
  if (applied === undefined) return
  try {
    const object: unknown = JSON.parse(applied)
    if (typeof object !== 'object' || object === null) return
    if ('stringData' in object) addPlain(values, object.stringData)
    if ('data' in object) addEncoded(values, object.data)
  } catch {
    addSecret(values, applied)
  }
}

function addPlain(values: Set<string>, data: unknown): void {
  for (const value of Object.values(data ?? {})) if (typeof value === 'string') addSecret(values, value)
}

function addEncoded(values: Set<string>, data: unknown): void {
  for (const value of Object.values(data ?? {})) {
    if (typeof value !== 'string') continue
    const decoded = decodeBase64(value)
    addSecret(values, decoded === '' ? value : decoded)
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

function addContainers(values: Set<string>, containers: unknown): void {
  if (!Array.isArray(containers)) return
  for (const container of containers) {
    addEnvironment(values, at(container, 'env'))
    addArguments(values, at(container, 'command'))
    addArguments(values, at(container, 'args'))
  }
}

function addEnvironment(values: Set<string>, env: unknown): void {
  if (!Array.isArray(env)) return
  for (const variable of env) {
    const [name, value] = [at(variable, 'name'), at(variable, 'value')]
    if (typeof name === 'string' && typeof value === 'string' && SECRET_NAME.test(name)) addSecret(values, value)
  }
}

/** `--password=x` and `--password x`. */
function addArguments(values: Set<string>, args: unknown): void {
  if (!Array.isArray(args)) return
  for (const [index, argument] of args.entries()) {
    if (typeof argument !== 'string') continue
    const [, flag = '', value = args[index + 1]] = /^--?([\w.-]{1,100})(?:=([\s\S]*))?$/.exec(argument) ?? []
    if (SECRET_NAME.test(flag) && typeof value === 'string' && !value.startsWith('-')) addSecret(values, value)
  }
}

/**
 * Takes a cluster; returns the values that must not leave the process, longest first: all that Secrets hold and the literal
 * values of environment variables and arguments whose names say that they are secret, each in the forms in which programs
 * print it. What is also the name of an object, a container or an image is no secret.
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
    for (const field of ['containers', 'initContainers', 'ephemeralContainers']) addContainers(values, at(spec, field))
  }
  if (values.size === 0) return []
  dropNames(values, cluster.snapshot.objects)
  const forms = new Set([...values].flatMap(formsOf))
  return [...forms].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
}

import type { Cluster } from '../cluster/cluster.ts'
import { rawOf } from '../cluster/view.ts'
import { isRecord } from '../json.ts'
import type { Kube } from '../kube/index.ts'
import { lonePods } from '../workloads/lone-pods.ts'
import { unwellPods } from '../workloads/troubled-pods.ts'
import { WORKLOAD_KINDS } from '../workloads/workloads.ts'
import { decodeBase64 } from './base64.ts'
import { dropNames } from './harmless-names.ts'
import { isTellingName } from './names.ts'
import { addSecret } from './secret-parts.ts'

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

/** The field of a value; undefined where it has none. */
function fieldOf(value: unknown, field: string): unknown {
  return isRecord(value) ? value[field] : undefined
}

/** Objects with the pod specs to search: for a healthy pod whose workload is known, the workload's template instead. */
function holdersOfPodSpecs(cluster: Cluster): readonly Kube[] {
  const makers = WORKLOAD_KINDS.filter(kind => kind !== 'Pod').flatMap(kind => cluster.list(kind) as readonly Kube[])
  return [...makers, ...lonePods(cluster), ...unwellPods(cluster)]
}

/** The raw pod spec of an object that is or creates pods: every pod is searched, and few are relevant. */
function podSpecOf(object: Kube): unknown {
  const { spec } = rawOf(object)
  if (object.kind === 'Pod') return spec
  const made = object.kind === 'CronJob' ? fieldOf(fieldOf(spec, 'jobTemplate'), 'spec') : spec
  return fieldOf(fieldOf(made, 'template'), 'spec')
}

/** A URL or a path says where a secret is. */
const PLACE = /^(?:[a-z][a-z\d+.-]{1,20}:\/\/[^@]*|\/(?:[\w.-]+\/)*[\w.-]+)$/

/** A connection string that is nothing but a server. */
const SERVER = /^[a-z][a-z\d-]*(?:\.[a-z\d-]+)*:\d{2,5}$/i
const CONNECTION = /^(?!.*(?:pass|pwd|secret|token|cred|key|auth)).*(?:dsn|conn)/i

function addSetting(values: Set<string>, name: string, value: string): void {
  const isServer = CONNECTION.test(name) && SERVER.test(value)
  if (isTellingName(name) && !isServer && !PLACE.test(value)) addSecret(values, value)
}

function addContainers(values: Set<string>, containers: unknown): void {
  if (!Array.isArray(containers)) return
  for (const container of containers) {
    addEnvironment(values, fieldOf(container, 'env'))
    addArguments(values, fieldOf(container, 'command'))
    addArguments(values, fieldOf(container, 'args'))
  }
}

function addEnvironment(values: Set<string>, env: unknown): void {
  if (!Array.isArray(env)) return
  for (const variable of env) {
    const [name, value] = [fieldOf(variable, 'name'), fieldOf(variable, 'value')]
    if (typeof name === 'string' && typeof value === 'string') addSetting(values, name, value)
  }
}

/** `--password=x` and `--password x`. */
function addArguments(values: Set<string>, args: unknown): void {
  if (!Array.isArray(args)) return
  for (const [index, argument] of args.entries()) {
    if (typeof argument !== 'string') continue
    const [, flag = '', value = args[index + 1]] = /^--?([\w.-]{1,100})(?:=([\s\S]*))?$/.exec(argument) ?? []
    if (typeof value === 'string' && !value.startsWith('-')) addSetting(values, flag, value)
  }
}

function candidates(_snapshot: object, cluster: Cluster): ReadonlySet<string> {
  const values = new Set<string>()
  for (const secret of cluster.list('Secret')) {
    addEncoded(values, secret.data)
    addPlain(values, secret.stringData)
    addApplied(values, secret)
  }
  for (const object of holdersOfPodSpecs(cluster)) {
    const spec = podSpecOf(object)
    if (!isRecord(spec)) continue
    const { containers, initContainers, ephemeralContainers } = spec
    for (const list of [containers, initContainers, ephemeralContainers]) addContainers(values, list)
  }
  return values
}

/** Candidates for `secretValues`, unordered, before names of objects are removed. */
export function possibleSecrets(cluster: Cluster): ReadonlySet<string> {
  return cluster.of(cluster.snapshot, candidates)
}

/**
 * The values that must not leave the process, longest first: everything in Secrets, and literal values of environment
 * variables and arguments with secret names. What is also the name of an object, container, image or label is not a
 * secret.
 */
export function secretValues(cluster: Cluster): readonly string[] {
  const values = new Set(cluster.of(cluster.snapshot, candidates))
  if (values.size > 0) dropNames(values, cluster.snapshot.objects)
  return [...values].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
}

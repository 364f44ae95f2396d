import { isRecord, type Json, textOf } from '../json.ts'
import type { CollectedList, ControlPlane, HostFacts, Snapshot, Unseen } from '../snapshot.ts'
import { InputError } from './error.ts'

/** The content of `collected.json` about a snapshot. */
export type Collected = Pick<
  Snapshot,
  'takenAt' | 'serverVersion' | 'lists' | 'unseen' | 'hosts' | 'controlPlane' | 'served'
>

/** Parses `collected.json`. Members with a wrong type are left out. Throws 400 if it is not a JSON object. */
export function parseCollected(text: string): Collected {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid()
  }
  if (!isRecord(value)) throw invalid()
  return {
    ...present('takenAt', textOf(value['takenAt'])),
    ...present('serverVersion', textOf(value['serverVersion'])),
    ...present('lists', each(value['lists'], collectedList)),
    ...present('unseen', each(value['unseen'], unseen)),
    ...present('hosts', each(value['hosts'], hostFacts)),
    ...present('controlPlane', isRecord(value['controlPlane']) ? controlPlane(value['controlPlane']) : undefined),
    ...present('served', texts(value['served'])),
  }
}

function invalid(): InputError {
  return new InputError(
    400,
    'bad-collected',
    'collected.json is not a JSON object.',
    'Run kubewhy collect again, or remove the file.',
  )
}

function present<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
}

function each<T>(value: unknown, read: (item: Json) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.filter(isRecord).flatMap(item => read(item) ?? [])
}

function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : undefined
}

function collectedList(item: Json): CollectedList | undefined {
  const kind = textOf(item['kind'])
  return kind === undefined ? undefined : { kind, ...present('namespaces', texts(item['namespaces'])) }
}

function unseen(item: Json): Unseen | undefined {
  const kind = textOf(item['kind'])
  if (kind === undefined) return undefined
  return {
    kind,
    ...present('namespace', textOf(item['namespace'])),
    why: textOf(item['why']) ?? 'not in the snapshot',
    ...present('grant', textOf(item['grant'])),
  }
}

function hostFacts(item: Json): HostFacts | undefined {
  const node = textOf(item['node'])
  if (node === undefined) return undefined
  const { sysctl } = item
  return {
    node,
    ...present(
      'sysctl',
      isRecord(sysctl)
        ? Object.fromEntries(Object.entries(sysctl).flatMap(([key, value]) => setting(key, value)))
        : undefined,
    ),
    ...present('routes', each(item['routes'], route)),
    ...present('addresses', each(item['addresses'], address)),
    ...present('drops', each(item['drops'], drop)),
  }
}

function setting(key: string, value: unknown): [string, string][] {
  return typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : []
}

function route(item: Json): NonNullable<HostFacts['routes']>[number] | undefined {
  const dst = textOf(item['dst'])
  if (dst === undefined) return undefined
  return { dst, ...present('gateway', textOf(item['gateway'])), ...present('dev', textOf(item['dev'])) }
}

function address(item: Json): NonNullable<HostFacts['addresses']>[number] | undefined {
  const dev = textOf(item['dev'])
  const cidr = textOf(item['cidr'])
  return dev === undefined || cidr === undefined ? undefined : { dev, cidr }
}

function drop(item: Json): NonNullable<HostFacts['drops']>[number] | undefined {
  const rule = textOf(item['rule'])
  const { packets } = item
  return rule === undefined || typeof packets !== 'number' ? undefined : { rule, packets }
}

const FAILURES = ['name', 'refused', 'timeout', 'tls', 'unauthorized', 'forbidden', 'other'] as const

function controlPlane(item: Json): ControlPlane {
  const failure = isRecord(item['failure']) ? item['failure'] : undefined
  return {
    ...present(
      'failure',
      failure && {
        kind: FAILURES.find(kind => kind === failure['kind']) ?? 'other',
        request: textOf(failure['request']) ?? '',
        message: textOf(failure['message']) ?? '',
      },
    ),
    ...present('failedChecks', texts(item['failedChecks'])),
  }
}

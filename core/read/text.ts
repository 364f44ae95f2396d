import { isRecord, type Json } from '../json.ts'
import type { Kind } from '../kube/index.ts'
import { concat } from './bytes.ts'
import { DumpLogs } from './dump-logs.ts'
import { InputError } from './error.ts'
import { binary, foreignText, notObjects } from './foreign-text.ts'
import type { Intake } from './intake.ts'
import { jsonReader, readWholeJson } from './json.ts'
import { type Budget, WHOLE_JSON_BYTES } from './limits.ts'
import type { Origin } from './places.ts'
import { noteStrayLine } from './stray-lines.ts'
import { ValueBuffer } from './value-buffer.ts'
import { parseYaml } from './yaml.ts'

/**
 * Reads UTF-8 text of objects (JSON of any shape, YAML, either with the log blocks of a cluster-info dump between)
 * into `intake`. JSON above 1 MiB is read as a stream. Throws `InputError` when it is anything else. Text that may
 * be no objects (not `sure`) is named as skipped instead, unless it begins like them or like a known mistake.
 */
export async function readObjects(
  chunks: AsyncIterable<Uint8Array>,
  intake: Intake,
  origin: Origin,
  budget: Budget,
  sure = true,
): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]()
  const parts: Uint8Array[] = []
  let held = 0
  let ended = false
  /** Reads on while there are no more than `most` bytes; returns all bytes so far. */
  const readUpTo = async (most: number): Promise<Uint8Array> => {
    while (!ended && held <= most) {
      const { done, value } = await iterator.next()
      if (done) ended = true
      else {
        parts.push(value)
        held += value.length
      }
    }
    const all = concat(parts)
    parts.splice(0, parts.length, all)
    return all
  }
  let bytes = await readUpTo(WHOLE_JSON_BYTES)
  const start = new TextDecoder().decode(bytes.subarray(0, 8192))
  if (start.includes('\0')) throw binary()
  if (start.trim() === '' && ended) throw empty()
  if (!sure && !/^\s{0,50}(?:[[{]|---|apiVersion:|kind:)/.test(start)) {
    const foreign = foreignText(start)
    if (foreign) throw foreign
    intake.notes.skip(origin.file, 'not a supported file type')
    return
  }
  if (!looksLikeJson(start)) {
    bytes = await readUpTo(budget.limits.maxYamlBytes)
    if (bytes.length > budget.limits.maxYamlBytes) {
      const foreign = foreignText(start)
      if (foreign) throw foreign
      budget.addYaml(bytes.length)
    }
    readYaml(new TextDecoder().decode(bytes), intake, origin, budget)
    return
  }
  if (ended && bytes.length <= WHOLE_JSON_BYTES) {
    readWholeJson(bytes, intake, origin, budget.limits)
    return
  }
  const reader = jsonReader(intake, origin, budget.limits)
  parts.length = 0
  reader.write(bytes)
  bytes = new Uint8Array(0)
  while (!ended) {
    const { done, value } = await iterator.next()
    if (done) ended = true
    else reader.write(value)
    await budget.pause()
  }
  reader.end()
}

/** Whether the first line that is not a message of kubectl begins a JSON value. */
function looksLikeJson(start: string): boolean {
  for (const line of start.split('\n')) {
    const text = line.trim()
    if (text === '' || /^(?:Warning: |Error from server|[WEI]\d{4} )/.test(text)) continue
    return text.startsWith('{') || text.startsWith('[')
  }
  return false
}

function readYaml(text: string, intake: Intake, origin: Origin, budget: Budget): void {
  const foreign = foreignText(text)
  if (foreign && foreign.code !== 'kubectl-error') throw foreign
  const yaml = withoutLogs(text, intake, origin)
  if (foreign && yaml.trim() === '') throw foreign
  let last: unknown
  for (const value of parseYaml(yaml, budget)) {
    if (!isRecord(value) && !Array.isArray(value)) throw notObjects()
    if (isRecord(value) && isCutList(value)) throw cutOff('it has items, but not the `kind: List` that follows them')
    intake.add(value, origin)
    last = value
  }
  if (last === undefined) throw empty()
  if (isRecord(last) && isCutObject(last)) throw cutOff(`its last object, a ${last['kind']}, has no complete status`)
}

/**
 * Whether a List lacks what kubectl writes after its items: keys are sorted, so a text that ends within the items is
 * YAML of a shorter list without a kind.
 */
function isCutList({ items, kind = '' }: Json): boolean {
  return Array.isArray(items) && typeof kind === 'string' && kind !== 'List' && 'List'.startsWith(kind)
}

/** Kinds that an API server always writes with a status, which comes last in sorted order. */
const WITH_STATUS: ReadonlySet<string> = new Set<Kind>([
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Service',
  'Ingress',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'Namespace',
  'Node',
  'ResourceQuota',
])

/**
 * Whether an object from an API server (it has a creation time) ends before its status, or a Pod within it: its QoS
 * class is set at creation.
 */
function isCutObject({ kind, metadata, status }: Json): boolean {
  if (typeof kind !== 'string' || !WITH_STATUS.has(kind)) return false
  if (!isRecord(metadata) || typeof metadata['creationTimestamp'] !== 'string') return false
  return !isRecord(status) || (kind === 'Pod' && status['qosClass'] === undefined)
}

function cutOff(what: string): InputError {
  return new InputError(
    400,
    'truncated-yaml',
    `The YAML is truncated: ${what}.`,
    'Run the command again and send its whole output; check that the disk is not full and the pipe did not close early.',
  )
}

/** The text without log blocks and messages of kubectl, which are handled separately. Line numbers stay the same. */
function withoutLogs(text: string, intake: Intake, origin: Origin): string {
  if (!/^(?:==== START|Warning: |Error from server|error: |[WEI]\d{4} )/m.test(text)) return text
  const logs = new DumpLogs(intake.logs)
  const lines = text.split('\n')
  return lines.map(line => (logs.line(line) || noteStrayLine(line, origin.file, intake.notes) ? '' : line)).join('\n')
}

/** All of a file as text. Throws `InputError` if it is too large for memory. */
export async function textOfAll(chunks: AsyncIterable<Uint8Array>, budget: Budget): Promise<string> {
  const held = new ValueBuffer(budget.limits.maxValueBytes)
  for await (const chunk of chunks) held.add(chunk, 0)
  return new TextDecoder().decode(held.bytes())
}

/** The error for an input without content. */
export function empty(): InputError {
  return new InputError(
    400,
    'empty-body',
    'The input is empty.',
    'Send the output of kubectl get … -o json; check that the command before the pipe succeeded.',
  )
}

import { concat } from './bytes.ts'
import { DumpLogs } from './dump-logs.ts'
import { InputError } from './error.ts'
import { binary, foreignText, notObjects } from './foreign-text.ts'
import type { Intake, Origin } from './intake.ts'
import { jsonReader, readWholeJson } from './json.ts'
import { type Budget, WHOLE_JSON_BYTES } from './limits.ts'
import { noteStrayLine } from './stray-lines.ts'
import { isJson } from './values.ts'
import { parseYaml, yamlTooLarge } from './yaml.ts'

/**
 * Reads UTF-8 text of objects (JSON of any shape, YAML, either with the log blocks of a cluster-info dump between)
 * into `intake`. JSON above 32 MiB is read as a stream. Throws `InputError` when it is anything else. Text that may
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
  while (!ended && held <= WHOLE_JSON_BYTES) {
    const { done, value } = await iterator.next()
    if (done) ended = true
    else {
      parts.push(value)
      held += value.length
    }
  }
  const bytes = concat(parts)
  parts.length = 0
  const start = new TextDecoder().decode(bytes.subarray(0, 8192))
  if (start.includes('\0')) throw binary()
  if (start.trim() === '' && ended) throw empty()
  if (!sure && !/^\s{0,50}(?:[[{]|---|apiVersion:|kind:)/.test(start)) {
    const foreign = foreignText(start)
    if (foreign) throw foreign
    intake.notes.skip(origin.file, 'not a kind of file that is read')
    return
  }
  if (!looksLikeJson(start)) {
    if (!ended || bytes.length > budget.maxYamlBytes) throw foreignText(start) ?? yamlTooLarge(budget.maxYamlBytes)
    readYaml(new TextDecoder().decode(bytes), intake, origin, budget)
    return
  }
  const { maxDepth } = budget.limits
  if (ended && bytes.length <= WHOLE_JSON_BYTES) {
    readWholeJson(bytes, intake, origin, maxDepth)
    return
  }
  const reader = jsonReader(intake, origin, maxDepth)
  reader.write(bytes)
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
  let documents = 0
  for (const value of parseYaml(yaml, budget)) {
    if (!isJson(value) && !Array.isArray(value)) throw notObjects()
    documents++
    intake.add(value, origin)
  }
  if (documents === 0) throw empty()
}

/** The text without log blocks and messages of kubectl, which go where they belong. Lines keep their numbers. */
function withoutLogs(text: string, intake: Intake, origin: Origin): string {
  if (!/^(?:==== START|Warning: |Error from server|error: |[WEI]\d{4} )/m.test(text)) return text
  const logs = new DumpLogs(intake.logs)
  const lines = text.split('\n')
  return lines.map(line => (logs.line(line) || noteStrayLine(line, origin.file, intake.notes) ? '' : line)).join('\n')
}

/** All of a file as text. */
export async function textOfAll(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return new TextDecoder().decode(concat(parts))
}

/** The answer to an input without content. */
export function empty(): InputError {
  return new InputError(
    400,
    'empty-body',
    'The input is empty.',
    'Send what kubectl get … -o json prints; check that the command before the pipe succeeded.',
  )
}

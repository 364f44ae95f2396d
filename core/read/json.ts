import { isRecord, type Json } from '../json.ts'
import { DumpLogs } from './dump-logs.ts'
import { InputError } from './error.ts'
import type { Intake, OpenList } from './intake.ts'
import { JsonSplitter } from './json-splitter.ts'
import type { ReadLimits } from './limits.ts'
import type { Origin } from './places.ts'
import { noteStrayLine } from './stray-lines.ts'
import { wrongByte } from './wrong-byte.ts'

const decoder = new TextDecoder()

/**
 * Reads one JSON text, or several in a row, into `intake`. A single value that is available completely is parsed at
 * once; anything else is split into values first. Throws `InputError` for a text that is truncated or not JSON, with
 * the byte.
 */
export function readWholeJson(bytes: Uint8Array, intake: Intake, origin: Origin, limits: ReadLimits): void {
  const value = tryParse(decoder.decode(bytes))
  if (value === undefined) {
    const reader = jsonReader(intake, origin, limits)
    reader.write(bytes)
    reader.end()
  } else intake.add(value, origin)
}

/** A reader of a JSON text in chunks of any size; its memory depends only on the largest value. */
export function jsonReader(intake: Intake, origin: Origin, limits: ReadLimits): JsonSplitter {
  const logs = new DumpLogs(intake.logs)
  let list: OpenList | undefined
  return new JsonSplitter(
    {
      listStart: head => {
        list = intake.openList(headOf(head), origin)
      },
      item: (json, at) => list?.item(parsePart(json, at)),
      value: (json, at) => {
        const value = list ? (tryParse(decoder.decode(json)) ?? fail(at)) : parsePart(json, at)
        if (!list) {
          intake.add(value, origin)
          return
        }
        const rest = restOf(value)
        for (const item of rest) list.item(item)
        list.close(value)
        list = undefined
      },
      line: (line, at) => {
        const text = decoder.decode(line).replace(/\r$/, '')
        if (!logs.line(text) && text.trim() !== '' && !noteStrayLine(text, origin.file, intake.notes)) throw notJson(at)
        return logs.open ? 'lines' : 'json'
      },
    },
    limits,
  )
}

/** What a list says about itself before its items. */
function headOf(head: Uint8Array): Json | undefined {
  const value = tryParse(`${decoder.decode(head)}]}`)
  return isRecord(value) ? value : undefined
}

/** Items left in the list itself: those that are neither objects nor arrays. */
function restOf(list: unknown): unknown[] {
  const items = isRecord(list) ? list['items'] : list
  return Array.isArray(items) ? items.filter(item => item !== 0) : []
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function parsePart(json: Uint8Array, at: number): unknown {
  const text = decoder.decode(json)
  try {
    return JSON.parse(text)
  } catch {
    throw notJson(at + wrongByte(json))
  }
}

function fail(at: number): never {
  throw notJson(at)
}

function notJson(at: number): InputError {
  return new InputError(
    400,
    'not-json',
    'The text is not valid JSON.',
    'Send the whole, unedited output of kubectl get … -o json.',
    `byte ${at}`,
  )
}

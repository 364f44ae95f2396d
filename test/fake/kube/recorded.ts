import { readFileSync } from 'node:fs'
import { fixture } from './fixture.ts'

/** An answer of a real API server, as recorded. */
export interface Recorded {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** Reads `test/fixtures/api-server/<name>.http`. */
export function recorded(name: string): Recorded {
  const lines = readFileSync(fixture('api-server', `${name}.http`), 'utf8').split('\n')
  const end = lines.findIndex(line => line.trim() === '')
  const contentType = lines.slice(1, end).find(line => line.startsWith('content-type: '))
  return {
    status: Number(lines[0]?.split(' ')[1]),
    contentType: contentType?.slice('content-type: '.length).trim() ?? '',
    body: lines.slice(end + 1).join('\n'),
  }
}

/** The JSON object in the body of a recorded answer. */
export function recordedJson(name: string): Readonly<Record<string, unknown>> {
  return JSON.parse(recorded(name).body)
}

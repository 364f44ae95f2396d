import { parseCollected } from '../../core/read/collected.ts'
import type { HostFacts } from '../../core/snapshot.ts'

const MAX_LENGTH = 16 * 1024 * 1024

/**
 * Parses the output of the command from `hostFactsCommand` for one or more nodes: one line of JSON each. Skips other
 * lines, such as kubectl's own messages. Throws an Error that names the line if one is truncated, and if there is none.
 */
export function readHostFacts(text: string): readonly HostFacts[] {
  if (text.length > MAX_LENGTH) throw new Error(`The host facts are larger than ${MAX_LENGTH / 1024 / 1024} MiB.`)
  const hosts = text.split('\n').flatMap((line, at) => {
    if (!line.startsWith('{')) return []
    const [facts] = parseCollected(`{"hosts":[${isJson(line) ? line : ''}]}`).hosts ?? []
    if (!facts) throw new Error(`Line ${at + 1} of the host facts is incomplete: run the command for that node again.`)
    return [facts]
  })
  if (hosts.length === 0) throw new Error('No host facts found: no line starts with {.')
  return hosts
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

import { multiply } from '../support/multiply.ts'

/** No engine holds a text of more than 512 MiB: larger clusters come as several Lists. */
const LIST_OBJECTS = 50_000

/** Objects as kubectl prints Lists of them: indented by four spaces. `texts`: JSON. */
function listsOf(texts: Iterable<string>): Buffer[] {
  const made: Buffer[] = []
  let items: unknown[] = []
  const end = () => {
    made.push(Buffer.from(JSON.stringify({ apiVersion: 'v1', items, kind: 'List' }, null, 4)))
    items = []
  }
  for (const text of texts) {
    items.push(JSON.parse(text))
    if (items.length === LIST_OBJECTS) end()
  }
  if (items.length > 0) end()
  return made
}

/** A cluster of that size as it is sent, and what reads it. */
export function listedCluster(pods: number) {
  const { snapshot, objects, pods: made } = multiply({ pods })
  const buffers = listsOf(objects())
  return {
    snapshot,
    pods: made,
    bytes: buffers.reduce((sum, { length }) => sum + length, 0),
    parse: (): readonly unknown[] =>
      buffers.flatMap(buffer => (JSON.parse(buffer.toString()) as { items: unknown[] }).items),
  }
}

export function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('Run with --expose-gc.')
  globalThis.gc()
}

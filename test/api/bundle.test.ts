import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleWorker } from '../../scripts/build-edge.ts'

/** The most that the worker may weigh, with all its modules compressed. */
const MAX_KIB = 1024

/** What is evaluated before the first request, not compressed: its start, 50 ms at most, is parsing and running this. */
const MAX_START_KIB = 250

let worker: Awaited<ReturnType<typeof bundleWorker>>
beforeAll(async () => {
  worker = await bundleWorker()
})

/** The modules that the start evaluates. */
function atStart(): Set<string> {
  const { outputs } = worker.metafile
  const found = new Set(Object.keys(outputs).filter(path => path.endsWith('/worker.mjs')))
  for (const path of found)
    for (const { kind, path: next } of outputs[path]?.imports ?? []) if (kind === 'import-statement') found.add(next)
  return found
}

describe('the worker', () => {
  it(`weighs at most ${MAX_KIB} KiB compressed, and at its start ${MAX_START_KIB} KiB`, () => {
    const { metafile, outputFiles } = worker
    const zipped = outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0)
    expect(zipped / 1024).toBeLessThan(MAX_KIB)
    const start = [...atStart()].reduce((sum, path) => sum + (metafile.outputs[path]?.bytes ?? 0), 0)
    expect(start / 1024).toBeGreaterThan(50)
    expect(start / 1024).toBeLessThan(MAX_START_KIB)
  })

  it('needs nothing of Node', () => {
    const { inputs, outputs } = worker.metafile
    expect(Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external))).toEqual([])
    expect(Object.keys(inputs).filter(path => path.startsWith('api/node'))).toEqual([])
  })

  it('loads rules, readers, renderers, examples and the library of agents only where a request needs them', () => {
    const early = [...atStart()].flatMap(path => Object.entries(worker.metafile.outputs[path]?.inputs ?? {}))
    const carried = early.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []))
    expect(
      carried.filter(path =>
        /core\/(?:causes|collect\/index)|node_modules\/(?:yaml|@dagrejs|@modelcontextprotocol|ajv)\/|(?:examples|openapi)\.generated|\/locales\//.test(
          path,
        ),
      ),
    ).toEqual([])
  })
})

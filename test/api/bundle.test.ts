import { gzipSync } from 'node:zlib'
import type { Metafile } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { carriedReference } from '../../api/carried-reference.ts'
import { bundleWorker } from '../../scripts/build-edge.ts'

/** What the worker may weigh, compressed: its size decides how fast it starts where nobody has asked yet. */
const MAX_KIB = 250

let code: string
let metafile: Metafile
beforeAll(async () => {
  const worker = await bundleWorker()
  code = worker.code
  metafile = worker.metafile
})

describe('the worker', () => {
  it(`weighs at most ${MAX_KIB} KiB compressed`, () => {
    expect(gzipSync(code, { level: 9 }).length / 1024).toBeLessThan(MAX_KIB)
  })

  it('is one file that needs nothing of Node', () => {
    const outputs = Object.values(metafile.outputs)
    expect(outputs).toHaveLength(1)
    expect(outputs.flatMap(({ imports }) => imports)).toEqual([])
    expect(Object.keys(metafile.inputs).filter(path => path.startsWith('api/node'))).toEqual([])
  })

  it('carries neither what only describes the API, nor the recorded examples, nor what draws a report as HTML', () => {
    const carried = Object.values(metafile.outputs).flatMap(output =>
      Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    )
    expect(
      carried.filter(path =>
        /zod-openapi|json-schema-processors|(?:examples|openapi)\.generated|\/locales\/(?!en)|@dagrejs|render\/html\/(?!index\.ts)/.test(
          path,
        ),
      ),
    ).toEqual([])
  })

  it('carries every rule without its text of the catalogue', async () => {
    for (const { id, shows, happens } of await carriedReference.catalogue()) {
      expect(code).toMatch(new RegExp(`id:["\`]${id}["\`]`))
      for (const said of [shows, happens]) expect(code.includes(said.slice(0, 30)), `${id}: ${said}`).toBe(false)
    }
  })
})

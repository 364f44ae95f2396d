import { gzipSync } from 'node:zlib'
import { build, type Metafile } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'

/** What the worker may weigh, compressed: its size decides how fast it starts where nobody has asked yet. */
const MAX_KIB = 295

let code: Uint8Array
let metafile: Metafile
beforeAll(async () => {
  // As wrangler bundles: its conditions and main fields, with the option `minify` of wrangler.jsonc.
  const result = await build({
    entryPoints: ['api/worker.ts'],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2024',
    platform: 'neutral',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    logLevel: 'silent',
  })
  code = result.outputFiles[0]?.contents ?? new Uint8Array()
  metafile = result.metafile
})

describe('the worker', () => {
  it(`weighs at most ${MAX_KIB} KiB compressed`, () => {
    expect(gzipSync(code, { level: 9 }).length / 1024).toBeLessThan(MAX_KIB)
  })

  it('needs nothing of Node', () => {
    const imports = Object.values(metafile.outputs).flatMap(output => output.imports.map(({ path }) => path))
    expect(imports).toEqual([])
    expect(Object.keys(metafile.inputs).filter(path => path.startsWith('api/node'))).toEqual([])
  })

  it('carries neither what only describes the API nor the recorded examples', () => {
    const carried = Object.values(metafile.outputs).flatMap(output =>
      Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    )
    expect(
      carried.filter(path => /zod-openapi|json-schema-processors|examples\.generated|\/locales\/(?!en)/.test(path)),
    ).toEqual([])
  })
})

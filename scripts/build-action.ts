import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { licences } from './licences.ts'

const ROOT = resolve(import.meta.dirname, '..')

/** CommonJS packages in an ES module need `require`; the name must not collide with one of theirs. */
export const REQUIRE = `import { createRequire as kubewhyRequire } from 'node:module'; const require = kubewhyRequire(import.meta.url);`

/**
 * Bundles the action into one file in `folder`, with the licenses of its packages beside it; returns its size in bytes.
 */
export async function buildAction(folder: string): Promise<number> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['action/index.ts'],
    outfile: join(folder, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: false,
    legalComments: 'none',
    charset: 'utf8',
    banner: { js: REQUIRE },
    metafile: true,
    logLevel: 'warning',
  })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'licenses.txt'), licences(ROOT, metafile))
  return Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0)
}

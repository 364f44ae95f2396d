import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { REQUIRE } from './build-action.ts'
import { writePackagedPage } from './build-page.ts'
import { licences } from './licences.ts'

const ROOT = resolve(import.meta.dirname, '..')
const REPOSITORY = 'https://github.com/kubewhy/kubewhy'

/** The requirement of the strictest bundled libraries (commander, undici). */
const ENGINES = { node: '>=22.19.0' }

/**
 * What kubectl runs to complete the arguments of its plugin (kubectl's plugin documentation,
 * `kubectl_complete-PLUGIN`).
 */
const COMPLETE = '#!/usr/bin/env sh\nexec kubewhy complete -- "$@"\n'

/**
 * Builds the published package in an empty `folder`: the command line with everything it needs in files of its own, so
 * that nothing else is installed and a command loads only what it uses.
 */
export async function buildNpm(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { cli: 'action/cli.ts', 'job-process': 'api/node/job-process.ts' },
    outdir: folder,
    chunkNames: '[name]-[hash]',
    splitting: true,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    banner: { js: REQUIRE },
    metafile: true,
    logLevel: 'warning',
  })
  await writePackagedPage(folder)
  for (const name of ['LICENSE', 'README.md']) copyFileSync(join(ROOT, name), join(folder, name))
  writeFileSync(join(folder, 'licenses.txt'), licences(ROOT, metafile))
  writeFileSync(join(folder, 'kubectl_complete-why'), COMPLETE, { mode: 0o755 })
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)
}

function manifest() {
  const { name, version, description, license, type } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  return {
    name,
    version,
    description,
    license,
    type,
    keywords: ['kubernetes', 'kubectl-plugin', 'rollout', 'deployment', 'diagnosis', 'crashloopbackoff'],
    homepage: `${REPOSITORY}#readme`,
    repository: { type: 'git', url: `git+${REPOSITORY}.git` },
    bugs: `${REPOSITORY}/issues`,
    engines: ENGINES,
    bin: { kubewhy: 'cli.js', 'kubectl-why': 'cli.js', 'kubectl_complete-why': 'kubectl_complete-why' },
    publishConfig: { access: 'public', provenance: true },
  }
}

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'

const ROOT = resolve(import.meta.dirname, '../..')

/** CommonJS packages in an ES module need `require`; the name must not meet one of theirs. */
const BANNER = `import { createRequire as kubewhyRequire } from 'node:module'; const require = kubewhyRequire(import.meta.url);`

/** Bundles the action into one file in `folder`, with the licences of what it holds beside it; returns its size in bytes. */
export async function buildAction(folder: string): Promise<number> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['action/index.ts'],
    outfile: join(folder, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    banner: { js: BANNER },
    metafile: true,
    logLevel: 'warning',
  })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'licenses.txt'), licences(metafile))
  return Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0)
}

/** The licence of each package of which the bundle holds code, in the order of their names. */
function licences({ outputs }: Metafile): string {
  const inputs = Object.values(outputs).flatMap(output =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  )
  const folders = new Set(inputs.flatMap(path => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []))
  const texts = [...folders].map(folder => {
    const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))
    const file = readdirSync(join(ROOT, folder)).find(each => /^licen[cs]e/i.test(each))
    const text =
      file === undefined
        ? ''
        : readFileSync(join(ROOT, folder, file), 'utf8')
            .replaceAll('\r\n', '\n')
            .trim()
    return `${name} ${version}\n${license}\n${text}`.trim()
  })
  return `${[...new Set(texts)].sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(ROOT, 'action/dist')
  const bytes = await buildAction(folder)
  console.log(`action/dist/index.js: ${Math.round(bytes / 1024)} KiB`)
}

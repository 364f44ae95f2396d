import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { STAGES } from '../core/cause.ts'
import { causesIndex, logCausesIndex, symptomsIndex } from './gen-causes.ts'
import { readerManifest } from './gen-reader.ts'
import { reportAssets } from './gen-report-assets.ts'
import { fieldNames } from './gen-schema.ts'
import { structurePicture } from './gen-structure.ts'

const root = join(import.meta.dirname, '..')
/** In this order: later ones may import what earlier ones write. */
const generated: Readonly<Record<string, () => string | Promise<string>>> = {
  'core/kube/fields.generated.ts': () => fieldNames(root),
  'core/logs/causes/index.ts': () => logCausesIndex(root),
  'core/causes/index.ts': () => causesIndex(root),
  'core/symptoms/index.ts': () => symptomsIndex(root),
  'api/deploy/own-cluster/reader.yaml': readerManifest,
  'api/deploy/collector/reader.yaml': readerManifest,
  'core/render/html/assets.generated.ts': () => reportAssets(root),
  'core/causes/README.md': async () => (await import('./gen-stages.ts')).catalogue(root),
  ...Object.fromEntries(
    STAGES.map(stage => [
      `core/causes/${stage}/README.md`,
      async () => (await import('./gen-stages.ts')).stageReadme(root, stage),
    ]),
  ),
  '.github/pictures/text.svg': async () => (await import('./picture-terminal.ts')).answerPicture(),
  'README.md': async () => (await import('./gen-readme.ts')).withParts(root, 'README.md'),
  'action/README.md': async () => (await import('./gen-readme.ts')).withParts(root, 'action/README.md'),
  'docs/structure.svg': () => structurePicture(root),
  'api/catalogue/examples.generated.ts': async () => (await import('./gen-examples.ts')).examplesModule(),
  'api/description/openapi.generated.ts': async () => (await import('./gen-openapi.ts')).openApiModule(),
}

const check = process.argv.includes('--check')
let stale = 0
for (const [file, make] of Object.entries(generated)) {
  const text = await make()
  const path = join(root, file)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
  if (check) {
    console.error(`${file} is not current: run npm run gen`)
    stale++
  } else {
    writeFileSync(path, text)
    console.log(`wrote ${file}`)
  }
}
process.exitCode = stale > 0 ? 1 : 0

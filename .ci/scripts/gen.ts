import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rulesIndex } from './gen-rules.ts'

const root = join(import.meta.dirname, '../..')
const generated: Readonly<Record<string, string>> = {
  'core/rules/index.ts': rulesIndex(root),
}

const check = process.argv.includes('--check')
let stale = 0
for (const [file, text] of Object.entries(generated)) {
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

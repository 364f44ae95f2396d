import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mutant } from './mutate/mutants.ts'
import { mutantsOf } from './mutate/mutants.ts'
import { isNoticed } from './mutate/recordings.ts'
import { isCaught } from './mutate/tests.ts'

/** `npm run mutate [-- STAGE …] [--quick]`: changes the rules of stages one condition at a time and says which changes no test notices. */
const ROOT = join(import.meta.dirname, '../..')
const words = process.argv.slice(2)
const isQuick = words.includes('--quick')
const asked = words.filter(word => !word.startsWith('--'))
const stages = globSync('core/rules/*/', { cwd: ROOT })
  .map(path => path.split('/').at(-1) ?? '')
  .filter(stage => stage !== '' && !stage.includes('.'))

/** Tests of a stage besides whole reports; their files are named after it. */
function testsOf(stage: string): readonly string[] {
  return [`test/rules/${stage}.test.ts`, `test/rules/${stage}-conditions.test.ts`].filter(file =>
    existsSync(join(ROOT, file)),
  )
}

for (const stage of stages.filter(name => asked.length === 0 || asked.includes(name)).sort()) {
  const mutants = globSync(`core/rules/${stage}/*.ts`, { cwd: ROOT })
    .sort()
    .flatMap(file => mutantsOf(join(ROOT, file)))
  const survivors: Mutant[] = []
  const [first] = mutants
  if (first === undefined) continue
  const tests = isQuick ? [] : testsOf(stage)
  if (await isCaught({ ...first, source: readFileSync(first.file, 'utf8') }, tests)) {
    console.log(`${stage}: its tests fail as it is`)
    continue
  }
  for (const mutant of mutants) {
    const isDead = (await isNoticed(mutant).catch(() => true)) || (await isCaught(mutant, tests))
    if (!isDead) survivors.push(mutant)
  }
  for (const { file, line, was, is } of survivors) {
    console.log(
      `${file.slice(ROOT.length + 1)}:${line}: ${JSON.stringify(was.slice(0, 90))} → ${JSON.stringify(is.slice(0, 60))}`,
    )
  }
  console.log(
    `${stage}: ${survivors.length} of ${mutants.length} survive (${((100 * survivors.length) / mutants.length).toFixed(0)} %)\n`,
  )
}

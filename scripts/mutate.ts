import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Mutant } from './mutate/mutants.ts'
import { mutantsOf } from './mutate/mutants.ts'
import { isNoticed, standingAnswers } from './mutate/recordings.ts'
import { openTests } from './mutate/tests.ts'

/**
 * `npm run mutate [-- STAGE[/RULE] …] [--quick]`: changes rules one condition at a time and says which changes no test notices.
 * `--quick` asks only what is pinned: the reports, their variations and the conditions.
 */
const ROOT = join(import.meta.dirname, '..')
const words = process.argv.slice(2)
const isQuick = words.includes('--quick')
const asked = words.filter(word => !word.startsWith('--'))
const stages = globSync('core/causes/*/', { cwd: ROOT })
  .map(path => path.split('/').at(-1) ?? '')
  .filter(stage => stage !== '' && !stage.includes('.'))

/** Tests of a stage besides whole reports; their files are named after it. */
function testsOf(stage: string): readonly string[] {
  return [`test/rules/${stage}.test.ts`, `test/rules/${stage}-conditions.test.ts`].filter(file =>
    existsSync(join(ROOT, file)),
  )
}

for (const stage of stages.toSorted()) {
  const wanted = asked.length === 0 || asked.includes(stage) ? '*' : asked.filter(word => word.startsWith(`${stage}/`))
  const mutants = [wanted]
    .flat()
    .flatMap(word => globSync(`core/causes/${stage}/${basename(word, '.ts')}.ts`, { cwd: ROOT }))
    .sort()
    .flatMap(file => mutantsOf(join(ROOT, file)))
  const survivors: Mutant[] = []
  const [first] = mutants
  if (first === undefined) continue
  const tests = await openTests(isQuick ? [] : testsOf(stage))
  if (await tests.catch({ ...first, source: readFileSync(first.file, 'utf8') })) {
    console.log(`${stage}: its tests fail as it is`)
    continue
  }
  for (const file of new Set(mutants.map(mutant => mutant.file))) await standingAnswers(file)
  for (const mutant of mutants) {
    const isDead = (await isNoticed(mutant).catch(() => true)) || (await tests.catch(mutant))
    if (!isDead) survivors.push(mutant)
  }
  await tests.close()
  for (const { file, line, was, is } of survivors) {
    console.log(
      `${file.slice(ROOT.length + 1)}:${line}: ${JSON.stringify(was.slice(0, 90))} → ${JSON.stringify(is.slice(0, 60))}`,
    )
  }
  console.log(
    `${stage}: ${survivors.length} of ${mutants.length} survive (${((100 * survivors.length) / mutants.length).toFixed(0)} %)\n`,
  )
}

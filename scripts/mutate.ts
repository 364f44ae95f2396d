import { globSync } from 'node:fs'
import { join } from 'node:path'
import { buildMutants, type Core } from './mutate/build.ts'
import { type Check, checks } from './mutate/checks.ts'
import type { Mutant } from './mutate/mutants.ts'
import { isCaughtByTests } from './mutate/tests.ts'

/**
 * `npm run mutate [-- FOLDER|FILE …] [--quick] [--every N]`: changes the core below `core/`, one condition or constant at a
 * time, and says which changes no test notices. Without a folder: every stage of the causes. `--quick` asks only what is pinned in words:
 * the reports, their variations and the cases; without it the tests of readers are asked too. `--every N` tries one
 * mutant of N.
 */
const ROOT = join(import.meta.dirname, '..')

/** Most checks that are asked about one mutant, besides the recordings as they are and the cases of its own stage. */
const MOST = 600

const words = process.argv.slice(2)
const isQuick = words.includes('--quick')
const every = words.includes('--every') ? Number(words[words.indexOf('--every') + 1]) : 1
const asked = words.filter((word, at) => !word.startsWith('--') && words[at - 1] !== '--every')
const areas = asked.length > 0 ? asked : globSync('causes/*/', { cwd: join(ROOT, 'core') }).toSorted()

function filesOf(area: string): readonly string[] {
  const path = area.replace(/^core\//, '').replace(/\/$/, '')
  const isFile = path.endsWith('.ts')
  return globSync(isFile ? `core/${path}` : `core/${path}/**/*.ts`, { cwd: ROOT })
    .filter(file => !/(?:index|generated)\.ts$/.test(file))
    .map(file => join(ROOT, file))
    .toSorted()
}

const all = await checks()

/** What each check answers without a mutant, and which mutants' places it passes. */
interface Answered extends Check {
  readonly answer: string
  readonly passed: Uint8Array
}

function isNoticed(core: Core, { ask, answer }: Answered): boolean {
  try {
    return ask(core) !== answer
  } catch {
    return true
  }
}

/** At most `MOST`, evenly chosen; before them all of the mutant's own stage, those of all stages if it has none, and all recordings as they are. */
function chosen(answered: readonly Answered[], own: string | undefined): readonly Answered[] {
  const isFirst = ({ isRecording, stage }: Answered) =>
    isRecording === true || (own === undefined ? stage !== undefined : stage === own)
  const first = answered.filter(isFirst)
  const others = answered.filter(each => !isFirst(each))
  const step = Math.max(1, Math.ceil(others.length / MOST))
  return [...first, ...others.filter((_, at) => at % step === 0)]
}

function stageOf({ file }: Mutant): string | undefined {
  return /core\/causes\/([^/]+)\//.exec(file)?.[1]
}

const built = await buildMutants(areas.flatMap(filesOf))
const core = built.load(-1)
const atLoad = Uint8Array.from(built.passed)
const answered = all.map((check): Answered => {
  built.passed.fill(0)
  built.choose(-1)
  const answer = check.ask(core)
  return { ...check, answer, passed: Uint8Array.from(built.passed) }
})

function isDead(number: number, mutant: Mutant): boolean {
  const reached = atLoad[number] === 1 ? answered : answered.filter(({ passed }) => passed[number] === 1)
  try {
    const mutated = atLoad[number] === 1 ? built.load(number) : core
    return chosen(reached, stageOf(mutant)).some(check => {
      built.choose(number)
      return isNoticed(mutated, check)
    })
  } catch {
    return true
  } finally {
    built.choose(-1)
  }
}

for (const area of areas) {
  const files = new Set(filesOf(area))
  const tried = [...built.mutants.entries()].filter(([number, { file }]) => files.has(file) && number % every === 0)
  const survivors = tried.filter(([number, mutant]) => !isDead(number, mutant) && (isQuick || !isCaughtByTests(mutant)))
  for (const [, { file, line, was, is }] of survivors) {
    const short = (text: string, length: number) => JSON.stringify(text.replace(/\s+/g, ' ').slice(0, length))
    console.log(`${file.slice(ROOT.length + 1)}:${line}: ${short(was, 90)} → ${short(is, 60)}`)
  }
  const share = ((100 * survivors.length) / Math.max(1, tried.length)).toFixed(1)
  console.log(`${area}: ${survivors.length} of ${tried.length} survive (${share} %)\n`)
}

import { globSync } from 'node:fs'
import { join, relative } from 'node:path'
import { buildMutants, type Core } from './mutate/build.ts'
import { type Check, checks, testChecks } from './mutate/checks.ts'
import { testsOf } from './mutate/tests.ts'

/**
 * `npm run mutate [-- FOLDER|FILE …] [--quick] [--every N]`: changes the code below `core/` one condition or constant
 * at a time, and lists the changes that no test notices. Without a folder: every stage of the causes. Runs, in this
 * process, the recordings, their variations, the cases, and the folder's tests. `--quick` runs one variation in eight
 * and skips the combinations of recordings and transformations. `--every N` tries one mutant in N.
 */
const ROOT = join(import.meta.dirname, '..')

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

/** The folder below `core/` that contains a file; the file itself if none does. */
function folderOf(file: string): string {
  return relative(join(ROOT, 'core'), file).split('/', 1)[0] ?? ''
}

const files = areas.flatMap(filesOf)
const testFiles = testsOf([...new Set(files.map(folderOf))], isQuick)
const built = await buildMutants(files, testFiles)
const core = built.load(-1)
const atLoad = Uint8Array.from(built.passed)

/** The result of each check without a mutant, its duration in milliseconds, and the mutants it passes. */
interface Answered extends Check {
  readonly answer: string
  readonly took: number
  readonly passed: Uint8Array
}

async function answered(check: Check): Promise<readonly Answered[]> {
  built.passed.fill(0)
  built.choose(-1)
  const began = performance.now()
  try {
    const answer = await check.ask(core)
    return [{ ...check, answer, took: performance.now() - began, passed: Uint8Array.from(built.passed) }]
  } catch (error) {
    console.log(`not asked: ${check.name}: ${String(error).split('\n', 1)[0]}`)
    return []
  }
}

const all: Answered[] = []
for (const check of [...(await testChecks(core, testFiles)), ...(await checks(isQuick))])
  all.push(...(await answered(check)))

async function isNoticed(core: Core, { ask, answer }: Answered): Promise<boolean> {
  try {
    return (await ask(core)) !== answer
  } catch {
    return true
  }
}

/** Runs the checks that pass the mutant's place, the fastest first. */
async function isDead(number: number): Promise<boolean> {
  const reached = atLoad[number] === 1 ? all : all.filter(({ passed }) => passed[number] === 1)
  try {
    const mutated = atLoad[number] === 1 ? built.load(number) : core
    for (const check of reached.toSorted((a, b) => a.took - b.took)) {
      built.choose(number)
      if (await isNoticed(mutated, check)) return true
    }
    return false
  } catch {
    return true
  } finally {
    built.choose(-1)
  }
}

for (const area of areas) {
  const own = new Set(filesOf(area))
  const tried = [...built.mutants.entries()].filter(([number, { file }]) => own.has(file) && number % every === 0)
  let survivors = 0
  for (const [number, mutant] of tried) {
    if (await isDead(number)) continue
    survivors++
    const { file, line, was, is } = mutant
    const short = (text: string, length: number) => JSON.stringify(text.replace(/\s+/g, ' ').slice(0, length))
    const unreached =
      atLoad[number] === 0 && all.every(({ passed }) => passed[number] === 0) ? ' (no test comes here)' : ''
    console.log(`${relative(ROOT, file)}:${line}: ${short(was, 90)} → ${short(is, 60)}${unreached}`)
  }
  const share = ((100 * survivors) / Math.max(1, tried.length)).toFixed(1)
  console.log(`${area}: ${survivors} of ${tried.length} survive (${share} %)\n`)
}

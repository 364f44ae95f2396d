import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { rbac } from '../../core/collect/rbac.ts'
import { CAUSES } from '../../core/index.ts'
import manifest from '../../package.json' with { type: 'json' }
import { runCli } from '../support/cli-run.ts'

describe('the catalogue', () => {
  it('lists every cause once', async () => {
    const { code, stdout, stderr } = await runCli(['causes'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const listed = [...stdout.matchAll(/^ {2}([a-z0-9-]+) {2,}\S/gm)].map(([, id]) => id)
    expect(listed.sort()).toEqual(CAUSES.map(({ id }) => id).sort())
  })

  it('explains a cause in 80 columns', async () => {
    const { code, stdout } = await runCli(['explain', 'image-not-found'])
    expect(code).toBe(0)
    for (const part of ['Symptoms', 'Why it happens', 'How to fix it', 'Who can fix it', 'https://kubernetes.io/'])
      expect(stdout).toContain(part)
    const wide = stdout.split('\n').filter(line => line.length > 80 && !line.includes('https://'))
    expect(wide).toEqual([])
  })
})

describe('what gives access', () => {
  it.each([
    [['-n', 'shop', '--logs', '--watch'], { namespace: 'shop', logs: true, watch: true }],
    [['-n', 'shop'], { namespace: 'shop' }],
    [['--cluster'], {}],
    [[], {}],
  ])(
    'is printed as a manifest that can be piped into kubectl, with the instructions beside it: %j',
    async (words, options) => {
      const { code, stdout, stderr } = await runCli(['rbac', ...words])
      const expected = rbac(options)
      expect({ code, stdout }).toEqual({ code: 0, stdout: expected.manifest })
      expect(stderr.trimEnd()).toBe(expected.instructions.trimEnd())
      const kinds = parseAllDocuments(stdout).map(document => (document.toJS() as { kind: string }).kind)
      expect(kinds).toContain('ServiceAccount')
    },
  )

  it('is, for host facts, a command for the shell', async () => {
    const { code, stdout } = await runCli(['host-facts', 'worker-1'])
    expect(code).toBe(0)
    expect(stdout).toContain('kubectl debug node/worker-1 ')
  })
})

describe('the program', () => {
  it('says its version and lists its commands', async () => {
    const [version, help, none] = await Promise.all([
      runCli(['--version']),
      runCli(['--help']),
      runCli(['help', 'diagnose']),
    ])
    expect(version).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
    expect(help.code).toBe(0)
    const commands = [...help.stdout.matchAll(/^ {2}([a-z-]+)(?: \S+)* {2,}\S/gm)].map(([, name]) => name)
    expect(commands).toEqual(
      expect.arrayContaining(['diagnose', 'collect', 'causes', 'explain', 'rbac', 'serve', 'page', 'mcp']),
    )
    expect(help.stdout).toContain('Exit codes: 0 nothing wrong, 1 problems found, 2 error.')
    expect(none.stdout).toContain('--output <format>')
  })

  it('prints the page', async () => {
    const { code, stdout } = await runCli(['page'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n?$/)
    expect(stdout).toContain("connect-src 'none'")
  })
})

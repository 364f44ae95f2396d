import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zipSync } from 'fflate'
import { packTar } from 'modern-tar'
import { describe, expect, it } from 'vitest'
import { snapshotArchive } from '../../action/snapshot/archive.ts'
import { FORMATS } from '../../core/render/index.ts'
import { callCli, runCli } from '../support/cli-run.ts'
import { CLUSTERS, readRecording } from '../support/scenarios.ts'
import { inFolder } from '../support/temporary.ts'

const ID = 'image-tag-typo'
const FOLDER = join(CLUSTERS, ID)
const STATE = readFileSync(join(FOLDER, 'state.json'))
const ANSWER =
  '✗ Deployment shop/web is stalled: image nginx:1.72 does not exist. The previous revision still serves: 3 of 3 ready.'
const FORMAT_FOLDER = join(CLUSTERS, '../formats')

describe('a snapshot', () => {
  it('is read from a file, a directory and standard input, with or without the command and the dash', async () => {
    const runs = await Promise.all([
      runCli(['diagnose', join(FOLDER, 'state.json')]),
      runCli(['diagnose', FOLDER]),
      runCli([FOLDER]),
      runCli(['diagnose'], { stdin: STATE }),
      runCli(['diagnose', '-'], { stdin: STATE }),
      runCli([], { stdin: STATE }),
    ])
    for (const { code, stdout, stderr } of runs) {
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
      expect(stdout.split('\n')[0]).toBe(ANSWER)
    }
  })

  it('is read from an archive of each kind', async () => {
    const collected = readFileSync(join(FOLDER, 'collected.json'))
    const tar = await packTar([
      { header: { name: 'state.json', size: STATE.length }, body: STATE },
      { header: { name: 'collected.json', size: collected.length }, body: collected },
    ])
    const archives = {
      'a.tar': tar,
      'a.tar.gz': gzipSync(tar),
      'a.zip': zipSync({ 'state.json': STATE, 'collected.json': collected }),
      'a.json.gz': gzipSync(STATE),
      'collected.tar.gz': await snapshotArchive(readRecording(ID)),
    }
    await inFolder(archives, async folder => {
      for (const name of Object.keys(archives)) {
        const { code, stdout } = await callCli(['diagnose', join(folder, name)])
        expect({ name, code, line: stdout.split('\n')[0] }).toEqual({ name, code: 1, line: ANSWER })
      }
    })
  })

  it.each([
    ['cluster-info-dump-json', 'shop'],
    ['cluster-info-dump-yaml', 'shop'],
    ['get-all-shop.yaml', 'shop'],
    ['get-checkout.jsonl', 'checkout'],
  ])('is read from what other commands print: %s', async (name, namespace) => {
    const { code, stdout } = await callCli([join(FORMAT_FOLDER, name), '-n', namespace, '-o', 'json'])
    const report = JSON.parse(stdout)
    expect(code).toBe(report.verdict === 'stalled' || report.verdict === 'unknown' ? 1 : 0)
    expect(report.workloads.length).toBeGreaterThan(0)
    for (const workload of report.workloads) expect(workload.namespace).toBe(namespace)
  })

  it('is narrowed to a namespace and a workload', async () => {
    const [web, other, elsewhere] = await Promise.all([
      callCli([join(CLUSTERS, 'two-problems'), '-n', 'suite', '-o', 'json']),
      callCli([FOLDER, 'deploy/wob']),
      callCli([FOLDER, '-n', 'shup']),
    ])
    expect(JSON.parse(web.stdout).problems).toHaveLength(2)
    expect(other).toEqual({
      code: 2,
      stdout: '',
      stderr: 'kubewhy: Deployment wob is not in the input.\n  Did you mean web? It has Deployments: web.\n',
    })
    expect(elsewhere.code).toBe(2)
    expect(elsewhere.stderr).toContain('Did you mean shop?')
  })
})

describe('what is printed', () => {
  it('is no command to the runner of a workflow, whatever a message holds', async () => {
    const { objects } = readRecording('readiness-404')
    const hostile = JSON.stringify(
      '\n::error::pwn\n##[error]pwn\n##vso[task.complete]pwn\n##teamcity[pwn]\r::stop-commands::x',
    ).slice(1, -1)
    const said = JSON.stringify(objects).replaceAll(/"message":"(?:[^"\\]|\\.)*/g, message => message + hostile)
    const stdin = `{"kind":"List","items":${said}}`
    const env = { GITHUB_ACTIONS: 'true' }
    for (const format of ['markdown', 'text', 'json', 'html']) {
      const { stdout, stderr } = await runCli(['-', '-o', format], { stdin, env })
      expect(stdout).toContain('pwn')
      expect(stdout + stderr).not.toMatch(/^\s*::|##(?:vso|teamcity)?\[/m)
    }
  })

  const STARTS: Readonly<Record<(typeof FORMATS)[number], RegExp>> = {
    text: /^✗ Deployment shop\/web is stalled/,
    markdown: /^### ❌ Deployment shop\/web is stalled/,
    json: /^\{\s*"schema": ?1,/,
    sarif: /^\{\s*"\$schema"|^\{\s*"version": ?"2\.1\.0"/,
    html: /^<!doctype html>/i,
    summary: /^Deployment shop\/web is stalled/,
    junit: /^<\?xml version="1\.0"/,
  }

  it.each(FORMATS)('has the format %s, on standard output or in a file', async format => {
    await inFolder({}, async folder => {
      const file = join(folder, 'report')
      const printed = await callCli(['diagnose', FOLDER, '-o', format])
      const written = await callCli(['diagnose', FOLDER, '-o', format, '--output-file', file])
      expect(printed).toMatchObject({ code: 1, stderr: '' })
      expect(written).toEqual({ code: 1, stdout: '', stderr: '' })
      expect(printed.stdout).toMatch(STARTS[format])
      expect(readFileSync(file, 'utf8')).toBe(printed.stdout)
      expect(printed.stdout).not.toContain('\x1b[')
    })
  })

  it('ends with 0 where nothing is wrong or still moves, with 1 where a change is needed, and with 2 where nothing runs', async () => {
    const codes = await Promise.all(
      ['healthy-rolled', 'progressing-slow-start', ID].map(async id => (await callCli([join(CLUSTERS, id)])).code),
    )
    expect(codes).toEqual([0, 0, 1])
    const nodes = readRecording(ID).objects.filter(object => (object as { kind: string }).kind === 'Node')
    const { code, stdout } = await runCli([], { stdin: JSON.stringify(nodes) })
    expect({ code, mark: stdout.slice(0, 9) }).toEqual({ code: 2, mark: '? Unknown' })
  })
})

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as core from '@actions/core'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClient } from '../../action/github/client.ts'
import { outputsOf, setOutputs } from '../../action/github/outputs.ts'
import { locationsOf, pinProblems } from '../../action/github/pins.ts'
import { writeReportFiles } from '../../action/github/report-files.ts'
import { reviewPullRequest } from '../../action/github/review.ts'
import { writeSummary } from '../../action/github/summary.ts'
import { loadManifests } from '../../action/manifests/load.ts'
import { throughManifests } from '../../action/report/through-manifests.ts'
import { diagnose } from '../../core/index.ts'
import { annotations } from '../../core/render/index.ts'
import type { Report } from '../../core/report.ts'
import { FakeGitHub } from '../fake/github.ts'
import { WORKFLOW_TOKEN } from '../fake/github-state.ts'
import { PAYLOADS, poisoned } from '../render/hostile.ts'
import { CLUSTERS, readRecording } from '../support/scenarios.ts'

const typo = diagnose(readRecording('image-tag-typo'))
const rolled = diagnose(readRecording('healthy-rolled'))

/** Shared by all tests: the summary of @actions/core remembers the first file it opens. */
const shared = mkdtempSync(join(tmpdir(), 'summary-'))
const summaryFile = join(shared, 'summary')
afterAll(() => rmSync(shared, { recursive: true }))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'))
  writeFileSync(join(folder, 'output'), '')
  writeFileSync(summaryFile, '')
  vi.stubEnv('GITHUB_OUTPUT', join(folder, 'output'))
  vi.stubEnv('GITHUB_STEP_SUMMARY', summaryFile)
})
afterEach(() => {
  vi.unstubAllEnvs()
  core.summary.emptyBuffer()
  rmSync(folder, { recursive: true })
})

describe('the outputs', () => {
  it('name the first problem', () => {
    expect(outputsOf(typo, { 'report-path': '/tmp/report.json' })).toEqual({
      verdict: 'stalled',
      cause: 'image-not-found',
      subject: 'Deployment/shop/web',
      owner: 'app',
      retryable: 'false',
      'report-path': '/tmp/report.json',
      'snapshot-path': '',
      'html-path': '',
      'sarif-path': '',
      'comment-url': '',
    })
    expect(outputsOf(rolled, {})).toMatchObject({
      verdict: 'healthy',
      cause: '',
      subject: '',
      owner: '',
      retryable: 'false',
    })
  })

  it('call a rollout retryable only while nothing needs a change', () => {
    const [problem] = typo.problems
    if (problem === undefined) throw new Error('no problem')
    const under = (outlook: typeof problem.outlook): Report => ({
      ...typo,
      verdict: 'progressing',
      problems: [{ ...problem, outlook }],
    })
    expect(outputsOf(under('self-healing'), {})['retryable']).toBe('true')
    expect(outputsOf(under('unknown'), {})['retryable']).toBe('false')
  })

  it('stay one value each in the runner\u2019s file, whatever a name holds', () => {
    setOutputs(core, poisoned(typo, PAYLOADS.workflow, true), {})
    const lines = readFileSync(join(folder, 'output'), 'utf8').split('\n')
    expect(lines.filter(line => line.includes('<<ghadelimiter_'))).toHaveLength(10)
    expect(lines).toHaveLength(10 * 3 + 1)
  })
})

describe('the job summary', () => {
  it('holds the diagnosis', async () => {
    expect(await writeSummary(core.summary, typo, { logs: false })).toBeUndefined()
    expect(readFileSync(summaryFile, 'utf8')).toContain('image-not-found')
  })

  it.each(['lines', 'line', 'surrogates'] as const)('stays below 1,024 KiB with %s', async payload => {
    await writeSummary(core.summary, poisoned(typo, PAYLOADS[payload], false), { logs: true })
    const { size } = statSync(summaryFile)
    expect(size).toBeGreaterThan(500)
    expect(size).toBeLessThanOrEqual(1024 * 1024)
  })

  it('that cannot be written is a message', async () => {
    const sink = { addRaw: () => sink, write: () => Promise.reject(new Error('no file')) }
    expect(await writeSummary(sink, typo, {})).toBe('The job summary could not be written: no file')
  })
})

describe('the recorded typo, from the cluster to the line', () => {
  const manifest = () =>
    readFileSync(join(CLUSTERS, 'image-tag-typo', 'manifests.yaml'), 'utf8').split('# file: v2.yaml\n')[1] ?? ''

  it('is annotated, suggested and written as SARIF at the image of the manifest', async () => {
    writeFileSync(join(folder, 'web.yaml'), manifest())
    const { sources } = await loadManifests(['web.yaml'], { cwd: folder, changed: ['web.yaml'] })
    const pins = pinProblems(typo, sources)
    const [line] = annotations(typo, locationsOf(pins))
    expect(line).toMatch(/^::error file=web\.yaml,line=15,endLine=15,col=16,title=image-not-found/)

    const [inManifest, inCluster] = throughManifests(typo, pins).problems[0]?.fix ?? []
    expect(inManifest?.text).toMatch(/^In web\.yaml, line 15: roll back to nginx:1\.27/)
    expect(inManifest).toMatchObject({ proved: true })
    expect(inManifest?.command).toBeUndefined()
    expect(inCluster).toMatchObject({
      text: 'Or only in the cluster, until the next deploy.',
      command: 'kubectl rollout undo deployment/web -n shop',
    })

    const github = await new FakeGitHub().start()
    const patch = `@@ -0,0 +1,16 @@\n${manifest()
      .trimEnd()
      .split('\n')
      .map(row => `+${row}`)
      .join('\n')}`
    github.pulls.push({ number: 7, sha: 'f'.repeat(40), files: [{ filename: 'web.yaml', patch }] })
    const octokit = await createClient({ token: WORKFLOW_TOKEN, apiUrl: github.url, patient: false })
    const target = { owner: 'octo', repo: 'shop', pull: 7, fork: false, headSha: 'f'.repeat(40) }
    expect(await reviewPullRequest(octokit, target, new Map([['web.yaml', patch]]), pins)).toMatchObject({ posted: 1 })
    expect(github.reviewComments[0]).toMatchObject({ path: 'web.yaml', line: 15 })
    expect(github.reviewComments[0]?.body).toContain('```suggestion\n        image: nginx:1.27\n```')
    await github.close()

    const sarif = { locations: locationsOf(pins) }
    const paths = await writeReportFiles(typo, {
      directory: folder,
      workspace: folder,
      sarifPath: 'out/kubewhy.sarif',
      sarif,
    })
    expect(JSON.parse(readFileSync(paths['report-path'], 'utf8'))).toMatchObject({ schema: 1, verdict: 'stalled' })
    expect(paths['sarif-path']).toBe(join(folder, 'out/kubewhy.sarif'))
    expect(JSON.parse(readFileSync(paths['sarif-path'] ?? '', 'utf8'))).toMatchObject({
      runs: [{ results: [{ locations: [{ physicalLocation: { region: { startLine: 15 } } }] }] }],
    })
  })

  it('writes SARIF inside the workspace only, whatever the path and the links in it say', async () => {
    const workspace = join(folder, 'checkout')
    mkdirSync(join(workspace, 'out'), { recursive: true })
    mkdirSync(join(folder, 'elsewhere'))
    symlinkSync(join(folder, 'elsewhere'), join(workspace, 'link'))
    symlinkSync(join(folder, 'new.sarif'), join(workspace, 'nowhere.sarif'))
    symlinkSync(join(workspace, 'out'), join(workspace, 'within'))
    const write = (sarifPath: string) => writeReportFiles(typo, { directory: folder, workspace, sarifPath, sarif: {} })
    const outside = ['../x.sarif', join(folder, 'x.sarif'), 'link/x.sarif', 'link/new/x.sarif', 'nowhere.sarif']
    for (const path of outside) await expect(write(path)).rejects.toThrow(`${JSON.stringify(path)} leads outside`)
    expect(readdirSync(folder).sort()).toEqual(['checkout', 'elsewhere', 'kubewhy-report.json', 'output'])
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([])
    for (const path of ['within/a.sarif', 'a/../out/b.sarif', join(workspace, 'new/c.sarif')]) await write(path)
    expect(readdirSync(join(workspace, 'out')).sort()).toEqual(['a.sarif', 'b.sarif'])
  })

  it('has no place when the manifest lies outside of the workspace', async () => {
    writeFileSync(join(folder, 'web.yaml'), manifest())
    mkdirSync(join(folder, 'checkout'))
    const options = { cwd: join(folder, 'checkout'), temp: folder }
    const { sources } = await loadManifests([join(folder, 'web.yaml')], options)
    expect(sources).toHaveLength(1)
    expect(pinProblems(typo, sources)).toEqual([])
  })
})

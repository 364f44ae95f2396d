import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changedFiles } from '../../action/github/changed-files.ts'
import { createClient, type Octokit } from '../../action/github/client.ts'
import { commentKey } from '../../action/github/key.ts'
import { parseMarker } from '../../action/github/marker.ts'
import { pinProblems } from '../../action/github/pins.ts'
import { findPullRequests } from '../../action/github/pull-request.ts'
import { type Run, readRun } from '../../action/github/run.ts'
import { type Update, updatePullRequests } from '../../action/github/update-pull-requests.ts'
import { parseSource } from '../../action/manifests/source.ts'
import { diagnose } from '../../core/index.ts'
import { FakeGitHub } from '../fake/github.ts'
import { payloads, WORKFLOW_TOKEN } from '../fake/github-state.ts'
import { readRecording } from '../support/scenarios.ts'

const DEPLOYED = 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e'
const report = diagnose(readRecording('image-tag-typo'))
const rolled = diagnose(readRecording('healthy-rolled'))
const LINE = '        image: nginx:1.72'
const MANIFEST = `kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: web
${LINE}
`

let github: FakeGitHub
let octokit: Octokit
beforeEach(async () => {
  github = await new FakeGitHub().start()
  octokit = await createClient({ token: WORKFLOW_TOKEN, apiUrl: github.url, patient: false })
})
afterEach(() => github.close())

function deployment(id: number): Run {
  const env = { GITHUB_REPOSITORY: 'octo/shop', GITHUB_EVENT_NAME: 'deployment', GITHUB_RUN_ID: String(id) }
  return readRun({ ...env, GITHUB_EVENT_PATH: 'event' }, () => JSON.stringify(payloads('deployment')[0]))
}

const { source } = parseSource('k8s/web.yaml', MANIFEST, { given: true, changed: true })
const news = (run: Run): Update => ({
  report,
  failed: true,
  mode: 'on-failure',
  key: commentKey(run, ['shop']),
  at: '2026-11-23T21:18:40Z',
  now: '2026-11-23T21:20:11Z',
  logs: false,
  pins: pinProblems(report, [source]),
})

async function tell(client: Octokit, run: Run, changes: Partial<Update> = {}) {
  const { pulls } = await findPullRequests(client, run)
  const withFiles = []
  for (const pull of pulls) {
    const target = { owner: 'octo', repo: 'shop', pull: pull.number, fork: pull.fork }
    withFiles.push({ ...pull, files: (await changedFiles(client, target)).files })
  }
  return updatePullRequests(client, run, withFiles, { ...news(run), ...changes })
}

const pull = (number: number) => ({
  number,
  sha: DEPLOYED,
  files: [{ filename: 'k8s/web.yaml', patch: `@@ -8,1 +8,1 @@\n-        image: nginx:1.27\n+${LINE}` }],
})

describe('a failed deployment', () => {
  it('is told on each of its pull requests: a comment and a suggestion at the line', async () => {
    github.pulls.push(pull(7), pull(8))
    const told = await tell(octokit, deployment(100))
    expect(told.notices).toEqual([])
    expect(told.commentUrl).toContain('/pull/7#issuecomment-')
    expect(github.comments.map(comment => comment.issue)).toEqual([7, 8])
    expect(github.comments.map(comment => parseMarker(comment.body))).toMatchObject([
      { key: 'production/shop', sha: DEPLOYED, run: 100, state: 'failed', cause: 'image-not-found' },
      { key: 'production/shop' },
    ])
    expect(github.reviewComments).toMatchObject([{ pull: 7, line: 8 }, { pull: 8 }])
  })

  it('turns green on the next success, without another review', async () => {
    github.pulls.push(pull(7))
    await tell(octokit, deployment(100))
    await tell(octokit, deployment(101), { report: rolled, failed: false, now: '2026-11-23T21:20:40Z' })
    expect(github.comments).toHaveLength(1)
    expect(github.comments[0]?.body).toContain('**Recovered**, took 2m0s; the cause was `image-not-found`.')
    expect(github.reviewComments).toHaveLength(1)
  })

  it('of an older run is told nowhere', async () => {
    github.pulls.push(pull(7))
    await tell(octokit, deployment(101), { report: rolled, failed: false, mode: 'always' })
    const told = await tell(octokit, deployment(100), { mode: 'always' })
    expect(told.notices).toEqual(['Run 101 is newer and has already commented, so its comment is kept.'])
    expect(github.reviewComments).toEqual([])
  })

  it('with a token that can only read is a notice for each thing, and nothing more', async () => {
    github.pulls.push(pull(7))
    const permissions = { pull_requests: 'read' } as const
    github.accounts.set('ghs_reader', { login: 'github-actions[bot]', app: true, permissions })
    const reader = await createClient({ token: 'ghs_reader', apiUrl: github.url, patient: false })
    const told = await tell(reader, deployment(100))
    expect(told.commentUrl).toBeUndefined()
    expect(told.notices.map(notice => notice.split(':')[0])).toEqual([
      'Could not write the comment',
      'Could not review the pull request',
    ])
    expect(github.comments).toEqual([])
  })

  it('is told nowhere when comments are off', async () => {
    github.pulls.push(pull(7))
    expect(await tell(octokit, deployment(100), { mode: 'never' })).toEqual({ notices: [] })
    expect(github.writes()).toEqual([])
  })
})

describe('the key of a comment', () => {
  it('is what was given, else environment and namespaces', () => {
    const run = deployment(1)
    expect(commentKey(run, ['shop'], 'eu')).toBe('eu')
    expect(commentKey(run, ['web', 'api', 'web'], '')).toBe('production/api+web')
    expect(commentKey({ ...run, payload: {} }, [])).toBe('default')
  })
})

describe('the stand-in for GitHub', () => {
  it('refuses to pass for GitHub when a request or an answer is not as described', async () => {
    const strange = await new FakeGitHub().start()
    const headers = { authorization: `token ${WORKFLOW_TOKEN}` }
    strange.comment(7, 'x', 'y')
    Object.assign(strange.comments[0] ?? {}, { body: 5 })
    await fetch(`${strange.url}/repos/octo/shop/issues/7/comments?pages=2`, { headers })
    await fetch(`${strange.url}/repos/octo/shop/pulls/7/reviews`, { method: 'POST', headers, body: '{"event":"NO"}' })
    await expect(strange.close()).rejects.toThrow(
      /unknown query parameter pages[\s\S]*\/0\/body must be string[\s\S]*\/event must be equal to one of/,
    )
  })
})

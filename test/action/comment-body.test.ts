import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createClient, type Octokit } from '../../action/github/client.ts'
import { type CommentMode, stickComment } from '../../action/github/comment.ts'
import { type CommentContext, commentBody } from '../../action/github/comment-body.ts'
import type { Marker } from '../../action/github/marker.ts'
import type { Run } from '../../action/github/run.ts'
import { diagnose, type Report } from '../../core/index.ts'
import { FakeGitHub } from '../fake/github.ts'
import { WORKFLOW_TOKEN } from '../fake/github-state.ts'
import { PAYLOADS, poisoned } from '../render/hostile.ts'
import { blocks } from '../render/markdown-blocks.ts'
import { crashMissingEnv } from '../render/reports.ts'
import { readRecording } from '../support/scenarios.ts'

const RUN: Run = {
  owner: 'octo',
  repo: 'shop',
  event: 'pull_request',
  payload: {},
  sha: 'merge',
  id: 100,
  attempt: 1,
  serverUrl: 'https://github.com',
  apiUrl: 'https://api.github.com',
  isPublic: true,
}
const MARKER: Marker = {
  key: 'production/shop',
  sha: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e',
  run: 100,
  attempt: 1,
  at: '2026-11-23T21:18:40Z',
  state: 'failed',
  cause: 'image-not-found',
}
const FINE: Marker = {
  key: MARKER.key,
  sha: MARKER.sha,
  run: 101,
  attempt: 1,
  at: '2026-11-23T21:21:00Z',
  state: 'fine',
}
const TARGET = { owner: 'octo', repo: 'shop', pull: 7, fork: false }

const typo = diagnose(readRecording('image-tag-typo'))
const rolled = diagnose(readRecording('healthy-rolled'))

const context = (changes: Partial<CommentContext> = {}): CommentContext => ({
  run: RUN,
  marker: MARKER,
  now: '2026-11-23T21:20:11Z',
  logs: true,
  ...changes,
})

let github: FakeGitHub
let octokit: Octokit
beforeEach(async () => {
  github = await new FakeGitHub().start()
  octokit = await createClient({ token: WORKFLOW_TOKEN, apiUrl: github.url, patient: false })
})
afterEach(() => github.close())

/** Writes the report as a run would; returns the whole text that GitHub then holds. */
async function post(report: Report, marker = MARKER, mode: CommentMode = 'on-failure', changes = {}): Promise<string> {
  const body = (previous: Marker | undefined) => commentBody(report, context({ marker, previous, ...changes }))
  const result = await stickComment(octokit, TARGET, { mode, marker, body })
  expect(result.message).toBeUndefined()
  return github.comments.at(-1)?.body ?? ''
}

describe('a comment about a stalled rollout', () => {
  it('has verdict, cause, fix, what changed and where it comes from', async () => {
    const text = await post(typo, MARKER, 'on-failure', { took: 91_000 })
    expect(text).toContain('image-not-found')
    expect(text).toContain('kubectl rollout undo deployment/web -n shop')
    expect(text).toContain('`nginx:1.27` → `nginx:1.72`')
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      '`production/shop` · commit `f95f852` · [run 100](<https://github.com/octo/shop/actions/runs/100/attempts/1>) · rollout 1m31s',
    )
  })

  it('shows log lines only where that is allowed', () => {
    const log = "url = os.environ['SMTP_URL']"
    expect(commentBody(crashMissingEnv, context())).toContain(log)
    expect(commentBody(crashMissingEnv, context({ logs: false }))).not.toContain(log)
  })
})

describe('a comment that turns green', () => {
  it('says that it recovered, how long it took and what the cause was', async () => {
    await post(typo)
    const text = await post(rolled, FINE, 'on-failure', { now: '2026-11-23T21:21:52Z', run: { ...RUN, id: 101 } })
    expect(github.comments).toHaveLength(1)
    expect(text).toContain('**Recovered**, took 3m12s; the cause was `image-not-found`.')
    expect(text).toContain('✅')
    expect(text).not.toContain('❌')
  })

  it('says it once: the next success is just a success', async () => {
    await post(typo)
    await post(rolled, FINE)
    expect(await post(rolled, { ...FINE, run: 102 })).not.toContain('Recovered')
  })
})

describe.each(Object.entries(PAYLOADS))('cluster text with %s', (_name, payload) => {
  it.each([false, true])('stays inside its place and within GitHub\u2019s limit (alone: %s)', async whole => {
    const text = await post(poisoned(typo, payload, whole), MARKER, 'always')
    expect([...text].length).toBeLessThanOrEqual(65_536)
    expect(text.startsWith('<!-- kubewhy:v1 key=')).toBe(true)
    const { open, prose } = blocks(text)
    expect(open).toBe(false)
    const rest = prose.slice(1).join('\n')
    expect(rest).not.toMatch(/<!--|<script|<img|!\[x\]|(?<!\\)@(?:everyone|org)\b/m)
    expect(rest.match(/<details>/g)?.length ?? 0).toBe(rest.match(/<\/details>/g)?.length ?? 0)
    expect(rest.trimEnd().split('\n').at(-1)).toContain('[run 100](<https://github.com/octo/shop/actions/runs/100')
  })
})

describe('a hostile key', () => {
  it('neither ends the marker nor makes markup', async () => {
    const key = 'prod --> <b>x</b> `@everyone`\n'
    const text = await post(typo, { ...MARKER, key })
    const { prose } = blocks(text)
    expect(prose.join('\n')).not.toMatch(/<b>|@everyone/)
    expect(await post(typo, { ...MARKER, key, run: 101 })).toBe(github.comments[0]?.body)
    expect(github.comments).toHaveLength(1)
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createClient, type Octokit } from '../../action/github/client.ts'
import { findPullRequests } from '../../action/github/pull-request.ts'
import { type Run, readRun } from '../../action/github/run.ts'
import { FakeGitHub } from '../fake/github.ts'
import { payloads, WORKFLOW_TOKEN } from '../fake/github-state.ts'

let github: FakeGitHub
let octokit: Octokit

beforeEach(async () => {
  github = await new FakeGitHub().start()
  octokit = await createClient({ token: WORKFLOW_TOKEN, apiUrl: github.url, patient: false })
})
afterEach(() => github.close())

/** A run of `event` with the payload at `index` of GitHub's examples, in the repository octo/shop. */
function runOf(event: string, index = 0, changes: object = {}, repository = 'octo/shop'): Run {
  const env = { GITHUB_REPOSITORY: repository, GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: 'event.json' }
  const name = event === 'pull_request_target' ? 'pull_request' : event
  return readRun(env, () => JSON.stringify({ ...payloads(name)[index], ...changes }))
}

const find = (run: Run, given?: number) => findPullRequests(octokit, run, given)
const PUSHED = '6113728f27ae82c7b1a177c8d03f9e96e0adf246'
const DEPLOYED = 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e'

describe('events that carry the pull request', () => {
  it.each(['pull_request', 'pull_request_target', 'pull_request_review'])('%s: its number and head', async event => {
    const found = await find(runOf(event, 0, {}, 'Codertocat/Hello-World'))
    const headSha = 'ec26c3e57ca3a959ca5aad62de7213c562f8c821'
    expect(found).toEqual({ pulls: [{ number: 2, headSha, fork: false }] })
    expect(github.requests).toEqual([])
  })

  it('pull_request of another repository is a fork', async () => {
    expect((await find(runOf('pull_request'))).pulls).toMatchObject([{ number: 2, fork: true }])
  })
})

describe('push', () => {
  it('to a branch finds the pull request whose merge or tip it is, before others that hold the commit', async () => {
    github.pulls.push(
      { number: 1, sha: 'a'.repeat(40), commits: [PUSHED] },
      { number: 2, sha: 'b'.repeat(40), state: 'closed', merged: true, mergeCommit: PUSHED },
    )
    expect(await find(runOf('push', 4))).toEqual({ pulls: [{ number: 2, headSha: 'b'.repeat(40), fork: false }] })
  })

  it('of a commit inside pull requests prefers merged ones and drops those that were given up', async () => {
    const commits = [PUSHED]
    github.pulls.push(
      { number: 1, sha: 'a'.repeat(40), commits },
      { number: 2, sha: 'b'.repeat(40), commits, state: 'closed' },
      { number: 3, sha: 'c'.repeat(40), commits, state: 'closed', merged: true },
    )
    expect((await find(runOf('push', 4))).pulls.map(pull => pull.number)).toEqual([3])
  })

  it('without a pull request, or of a deletion, says so', async () => {
    expect(await find(runOf('push', 4))).toEqual({ pulls: [], reason: 'No pull request contains commit 6113728.' })
    const deleted = await find(runOf('push', 1))
    expect(deleted).toEqual({ pulls: [], reason: 'The push deleted its branch or tag: there is no commit.' })
  })
})

describe('deployments', () => {
  it.each(['deployment', 'deployment_status'])('%s finds it by the deployed commit', async event => {
    github.pulls.push({ number: 5, sha: DEPLOYED, headOwner: 'someone' })
    expect(await find(runOf(event, 2))).toEqual({ pulls: [{ number: 5, headSha: DEPLOYED, fork: true }] })
  })
})

describe('workflow_run', () => {
  const SHA = '3484a3fb816e0859fd6e1cea078d76385ff50625'

  it('takes the pull request that the payload names, unless it belongs to another repository', async () => {
    const own = runOf('workflow_run', 2, { repository: { id: 186853002 } })
    expect((await find(own)).pulls).toMatchObject([{ number: 2, headSha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821' }])
    expect((await find(runOf('workflow_run', 2))).pulls).toEqual([])
  })

  it('finds that of a fork, which the payload leaves out, by its branch', async () => {
    github.pulls.push(
      { number: 8, sha: 'd'.repeat(40), ref: 'master', headOwner: 'octo-org' },
      { number: 9, sha: SHA, ref: 'master', headOwner: 'octo-org' },
    )
    expect(await find(runOf('workflow_run', 1))).toEqual({ pulls: [{ number: 9, headSha: SHA, fork: true }] })
  })

  it('falls back on the commit', async () => {
    github.pulls.push({ number: 4, sha: 'e'.repeat(40), state: 'closed', merged: true, mergeCommit: SHA })
    expect((await find(runOf('workflow_run', 1))).pulls).toMatchObject([{ number: 4 }])
  })
})

describe('events that name it otherwise', () => {
  it('merge_group: by the branch of the queue', async () => {
    github.pulls.push({ number: 104, sha: DEPLOYED })
    expect((await find(runOf('merge_group'))).pulls).toEqual([{ number: 104, headSha: DEPLOYED, fork: false }])
  })

  it('issue_comment: on a pull request only', async () => {
    github.pulls.push({ number: 1, sha: DEPLOYED })
    const { issue } = payloads('issue_comment')[0] as { issue: object }
    const commented = runOf('issue_comment', 0, {
      issue: { ...issue, pull_request: { url: 'https://api.github.com' } },
    })
    expect((await find(commented)).pulls).toMatchObject([{ number: 1, headSha: DEPLOYED }])
    expect(await find(runOf('issue_comment'))).toEqual({
      pulls: [],
      reason: 'The comment is on an issue, not on a pull request.',
    })
  })

  it('workflow_dispatch: by the input pr-number', async () => {
    github.pulls.push({ number: 12, sha: DEPLOYED })
    expect((await find(runOf('workflow_dispatch'), 12)).pulls).toMatchObject([{ number: 12, headSha: DEPLOYED }])
    expect((await find(runOf('workflow_dispatch'), 13)).reason).toContain('GitHub returned 404')
  })

  it('none: the reason says how to name one', async () => {
    const reason = 'The event workflow_dispatch has no pull request; set one with the input pr-number.'
    expect(await find(runOf('workflow_dispatch'))).toEqual({ pulls: [], reason })
    const schedule = readRun({ GITHUB_REPOSITORY: 'octo/shop', GITHUB_EVENT_NAME: 'schedule' }, () => '')
    expect((await find(schedule)).reason).toContain('The event schedule has no pull request')
  })
})

describe('a token that may not look', () => {
  it('is a reason, not an error', async () => {
    github.accounts.set('ghs_none', { login: 'github-actions[bot]', app: true, permissions: { contents: 'read' } })
    const blind = await createClient({ token: 'ghs_none', apiUrl: github.url, patient: false })
    const { pulls, reason } = await findPullRequests(blind, runOf('push', 4))
    expect(pulls).toEqual([])
    expect(reason).toContain('the token lacks the permission `pull-requests: read`')
  })
})

describe('the run', () => {
  it('refuses an environment or an event that is none', () => {
    expect(() => readRun({}, () => '')).toThrow('GITHUB_REPOSITORY does not have the form owner/name')
    const env = { GITHUB_REPOSITORY: 'octo/shop', GITHUB_EVENT_PATH: 'event.json' }
    expect(() => readRun(env, () => '{')).toThrow('GITHUB_EVENT_PATH does not contain JSON.')
    expect(() => readRun(env, () => 'null')).toThrow('GITHUB_EVENT_PATH does not contain a JSON object.')
  })

  it('tells whether its log is public', () => {
    expect(runOf('pull_request').isPublic).toBe(true)
    expect(readRun({ GITHUB_REPOSITORY: 'octo/shop' }, () => '').isPublic).toBeUndefined()
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createClient, type Octokit } from '../../action/github/client.ts'
import { type Draft, stickComment } from '../../action/github/comment.ts'
import { formatMarker, type Marker, parseMarker } from '../../action/github/marker.ts'
import { FakeGitHub } from '../fake/github.ts'
import { WORKFLOW_TOKEN } from '../fake/github-state.ts'

const BOT = 'github-actions[bot]'
const TARGET = { owner: 'octo', repo: 'shop', pull: 7, fork: false }
const FAILED: Marker = {
  key: 'production/shop',
  sha: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e',
  run: 100,
  attempt: 1,
  at: '2026-11-23T21:00:00Z',
  state: 'failed',
  cause: 'image-not-found',
}

let github: FakeGitHub
let octokit: Octokit

beforeEach(async () => {
  github = await new FakeGitHub().start()
  github.pulls.push({ number: 7, sha: FAILED.sha })
  octokit = await client()
})
afterEach(() => github.close())

const client = (token = WORKFLOW_TOKEN) => createClient({ token, apiUrl: github.url, patient: false })

function draft(changes: Partial<Marker> = {}, mode: Draft['mode'] = 'on-failure'): Draft {
  const marker = { ...FAILED, ...changes }
  return {
    mode,
    marker,
    body: previous => `run ${marker.run} ${marker.state}, before: ${previous?.state ?? 'nothing'}`,
  }
}

const stored = (changes: Partial<Marker>, text = 'earlier') => `${formatMarker({ ...FAILED, ...changes })}\n${text}`
const texts = () => github.comments.map(comment => comment.body.split('\n').slice(1).join('\n'))

describe('a first comment', () => {
  it('begins with the marker, is written for a failure and not for a success', async () => {
    expect(await stickComment(octokit, TARGET, draft({ state: 'fine' }))).toMatchObject({ status: 'skipped' })
    const result = await stickComment(octokit, TARGET, draft())
    expect(result.status).toBe('created')
    expect(result.url).toContain('/octo/shop/pull/7#issuecomment-')
    expect(github.comments).toHaveLength(1)
    expect(parseMarker(github.comments[0]?.body ?? '')).toEqual({ ...FAILED, since: FAILED.at })
  })

  it('is written for a success only when asked for, and never when off', async () => {
    expect(await stickComment(octokit, TARGET, draft({}, 'never'))).toMatchObject({ status: 'skipped' })
    expect(github.requests).toHaveLength(0)
    expect(await stickComment(octokit, TARGET, draft({ state: 'fine' }, 'always'))).toMatchObject({ status: 'created' })
  })
})

describe('a later run', () => {
  it('edits the comment in place and keeps the time of the first report', async () => {
    await stickComment(octokit, TARGET, draft())
    const result = await stickComment(octokit, TARGET, draft({ run: 101, at: '2026-11-23T21:05:00Z' }))
    expect(result.status).toBe('updated')
    expect(texts()).toEqual(['run 101 failed, before: failed'])
    expect(parseMarker(github.comments[0]?.body ?? '')).toMatchObject({ run: 101, since: FAILED.at })
  })

  it('turns it green, and red again with a new start', async () => {
    await stickComment(octokit, TARGET, draft())
    await stickComment(octokit, TARGET, draft({ run: 101, state: 'fine' }))
    expect(texts()).toEqual(['run 101 fine, before: failed'])
    await stickComment(octokit, TARGET, draft({ run: 102, at: '2026-11-23T22:00:00Z' }))
    expect(texts()).toEqual(['run 102 failed, before: fine'])
    expect(parseMarker(github.comments[0]?.body ?? '')?.since).toBe('2026-11-23T22:00:00Z')
  })

  it('writes nothing when readers would see no difference', async () => {
    const same = { ...draft(), body: () => 'the same' }
    await stickComment(octokit, TARGET, same)
    const before = github.writes().length
    const again = { ...same, marker: { ...FAILED, at: '2026-11-23T21:09:00Z' } }
    expect(await stickComment(octokit, TARGET, again)).toMatchObject({ status: 'unchanged' })
    expect(github.writes()).toHaveLength(before)
  })

  it('keeps one comment for each key', async () => {
    await stickComment(octokit, TARGET, draft())
    await stickComment(octokit, TARGET, draft({ key: 'staging/shop -->' }))
    expect(github.comments.map(comment => parseMarker(comment.body)?.key)).toEqual([
      'production/shop',
      'staging/shop -->',
    ])
  })
})

describe('an older run', () => {
  it.each([
    ['an earlier run that finishes later', { run: 99, at: '2026-11-23T21:30:00Z' }, {}],
    ['an earlier attempt', { attempt: 1, at: '2026-11-23T21:30:00Z' }, { attempt: 2 }],
    ['a re-run that began before', { run: 99, attempt: 2, at: '2026-11-23T20:59:59Z' }, {}],
  ])('%s leaves the comment alone', async (_what, mine, theirs) => {
    github.comment(7, BOT, stored(theirs))
    expect(await stickComment(octokit, TARGET, draft(mine))).toMatchObject({ status: 'stale' })
    expect(github.writes()).toEqual([])
  })

  it.each([
    ['a second attempt', { attempt: 2 }],
    ['a re-run of an earlier run that began after', { run: 99, attempt: 2, at: '2026-11-23T21:00:01Z' }],
  ])('%s is not older', async (_what, mine) => {
    github.comment(7, BOT, stored({}))
    expect(await stickComment(octokit, TARGET, draft(mine))).toMatchObject({ status: 'updated' })
  })
})

describe('comments of others', () => {
  it('with our marker are never touched', async () => {
    github.comment(7, 'mallory', stored({ run: 999 }))
    github.comment(7, 'another-app[bot]', stored({}))
    expect(await stickComment(octokit, TARGET, draft())).toMatchObject({ status: 'created' })
    expect(texts()).toEqual(['earlier', 'earlier', 'run 100 failed, before: nothing'])
  })

  it('that quote the marker below their first line, or garble it, are none of ours', async () => {
    github.comment(7, BOT, `> quoted\n${stored({})}`)
    github.comment(7, BOT, '<!-- kubewhy:v1 key=production/shop run=x at=never -->')
    expect(await stickComment(octokit, TARGET, draft())).toMatchObject({ status: 'created' })
    expect(github.comments).toHaveLength(3)
  })

  it('may be hundreds: ours is found on the last page', async () => {
    for (let n = 0; n < 300; n += 1) github.comment(7, 'reviewer', `comment ${n}`)
    const own = github.comment(7, BOT, stored({}))
    expect(await stickComment(octokit, TARGET, draft({ run: 101 }))).toMatchObject({ status: 'updated' })
    expect(own.body).toContain('run 101 failed')
    expect(github.comments).toHaveLength(301)
  })

  it('are told apart for a personal token as well', async () => {
    github.accounts.set('ghp_person', { login: 'person', app: false, permissions: { issues: 'write' } })
    github.comment(7, BOT, stored({}))
    github.comment(7, 'person', stored({}))
    expect(await stickComment(await client('ghp_person'), TARGET, draft({ run: 101 }))).toMatchObject({
      status: 'updated',
    })
    expect(texts()).toEqual(['earlier', 'run 101 failed, before: failed'])
  })
})

describe('racing runs', () => {
  it('leave one comment with the newest text, whoever comes first', async () => {
    const runs = [102, 100, 101].map(run => stickComment(octokit, TARGET, draft({ run })))
    const results = await Promise.all(runs)
    expect(results.map(result => result.status)).not.toContain('failed')
    expect(texts()).toEqual(['run 102 failed, before: nothing'])
  })

  it('do not overwrite a newer text that arrived after the list was read', async () => {
    const own = github.comment(7, BOT, stored({ run: 99 }))
    github.before = request => {
      if (request.path.endsWith(`/issues/comments/${own.id}`)) own.body = stored({ run: 101 }, 'newer')
    }
    expect(await stickComment(octokit, TARGET, draft())).toMatchObject({ status: 'stale' })
    expect(texts()).toEqual(['newer'])
  })

  it('restore their text when an older run overwrote it just after', async () => {
    const own = github.comment(7, BOT, stored({ run: 98 }))
    let reads = 0
    github.before = ({ method, path }) => {
      if (method === 'GET' && path.endsWith(`/issues/comments/${own.id}`)) {
        reads += 1
        if (reads === 2) own.body = stored({ run: 99 }, 'older')
      }
    }
    expect(await stickComment(octokit, TARGET, draft())).toMatchObject({ status: 'updated' })
    expect(texts()).toEqual(['run 100 failed, before: failed'])
  })

  it('clear duplicates that an earlier race left', async () => {
    github.comment(7, BOT, stored({ run: 98 }))
    github.comment(7, BOT, stored({ run: 99, state: 'fine' }))
    expect(await stickComment(octokit, TARGET, draft())).toMatchObject({ status: 'updated' })
    expect(texts()).toEqual(['run 100 failed, before: fine'])
  })

  it('write anew when the comment was deleted meanwhile', async () => {
    const own = github.comment(7, BOT, stored({ run: 99 }))
    github.before = request => {
      if (request.path.endsWith(`/issues/comments/${own.id}`)) github.comments.length = 0
    }
    expect(await stickComment(octokit, TARGET, draft())).toMatchObject({ status: 'created' })
    expect(github.comments).toHaveLength(1)
  })
})

describe('a comment that cannot be written', () => {
  it('says which permission is missing', async () => {
    github.accounts.set('ghs_reader', { login: BOT, app: true, permissions: { pull_requests: 'read' } })
    const result = await stickComment(await client('ghs_reader'), TARGET, draft())
    expect(result.status).toBe('failed')
    expect(result.message).toBe(
      'Could not write the comment: the token lacks the permission `pull-requests: write`; add it under `permissions:` of the job. (GitHub returned 403: Resource not accessible by integration)',
    )
  })

  it('says that a fork cannot write', async () => {
    github.accounts.set('ghs_fork', { login: BOT, app: true, permissions: { pull_requests: 'read' } })
    const result = await stickComment(await client('ghs_fork'), { ...TARGET, fork: true }, draft())
    expect(result.message).toContain('the pull request comes from a fork')
  })

  it.each([
    ['Unable to create comment because issue is locked.', 'the conversation is locked.'],
    ['API rate limit exceeded for installation.', 'the token’s rate limit is exhausted'],
    ['You have exceeded a secondary rate limit.', 'the token’s rate limit is exhausted'],
  ])('tells other reasons of a 403 from a missing permission: %s', async (message, said) => {
    github.before = ({ method }) => (method === 'POST' ? { status: 403, message } : undefined)
    expect((await stickComment(octokit, TARGET, draft())).message).toContain(said)
  })

  it('is tried again after a 502', async () => {
    const patient = await createClient({ token: WORKFLOW_TOKEN, apiUrl: `${github.url}/` })
    let failures = 0
    github.before = ({ method }) => {
      if (method === 'GET' && failures++ === 0) return { status: 502, message: 'Server Error' }
    }
    expect(await stickComment(patient, TARGET, draft())).toMatchObject({ status: 'created' })
    expect(failures).toBeGreaterThan(1)
  })

  it('knows the author of the workflow token even without GraphQL', async () => {
    github.before = ({ path }) => (path === '/graphql' ? { status: 403, message: 'Forbidden' } : undefined)
    github.comment(7, BOT, stored({}))
    expect(await stickComment(octokit, TARGET, draft({ run: 101 }))).toMatchObject({ status: 'updated' })
    expect(github.requests.map(request => request.path)).toContain('/user')
  })

  it('never throws: wrong token, no server, a body that GitHub refuses', async () => {
    expect((await stickComment(await client('ghp_wrong'), TARGET, draft())).message).toContain(
      'check the `token` input',
    )
    const long = { ...draft(), body: () => 'x'.repeat(65_537) }
    expect((await stickComment(octokit, TARGET, long)).message).toContain('GitHub returned 422')
    const gone = await createClient({ token: 'x', apiUrl: 'http://127.0.0.1:9', patient: false })
    expect((await stickComment(gone, TARGET, draft())).message).toContain('GitHub did not respond')
  })
})

import { createEmulator, type Emulator } from 'emulate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClient, type Octokit } from '../../action/github/client.ts'
import { type Draft, stickComment } from '../../action/github/comment.ts'
import { type Marker, parseMarker } from '../../action/github/marker.ts'

const MARKER: Marker = {
  key: 'production/shop',
  sha: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e',
  run: 100,
  attempt: 1,
  at: '2026-11-23T21:00:00Z',
  state: 'failed',
}

let emulator: Emulator
let octokit: Octokit
beforeAll(async () => {
  const repos = [{ owner: 'octocat', name: 'shop', auto_init: true }]
  emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: { github: { users: [{ login: 'octocat' }, { login: 'mallory' }], repos }, tokens: TOKENS },
  })
  octokit = await createClient({ token: 'own', apiUrl: emulator.url, patient: false })
})
afterAll(() => emulator.close())

const TOKENS = {
  own: { login: 'octocat', scopes: ['repo'] },
  other: { login: 'mallory', scopes: ['repo'] },
}

it('keeps one comment, past a hundred others, on a GitHub that nobody here wrote', async () => {
  const owner = 'octocat'
  const repo = 'shop'
  const { data: issue } = await octokit.rest.issues.create({ owner, repo, title: 'Change' })
  const target = { owner, repo, pull: issue.number, fork: false }
  const post = (changes: Partial<Marker>) => {
    const marker = { ...MARKER, ...changes }
    const draft: Draft = { mode: 'on-failure', marker, body: () => `run ${marker.run} ${marker.state}` }
    return stickComment(octokit, target, draft)
  }
  const stranger = await createClient({ token: 'other', apiUrl: emulator.url, patient: false })
  const copied = '<!-- kubewhy:v1 key=production%2Fshop sha=0 run=999.1 at=2026-11-23T23:00:00Z state=failed -->'
  await stranger.rest.issues.createComment({ owner, repo, issue_number: issue.number, body: copied })
  for (let n = 0; n < 101; n += 1) {
    await octokit.rest.issues.createComment({ owner, repo, issue_number: issue.number, body: `comment ${n}` })
  }
  expect(await post({})).toMatchObject({ status: 'created' })
  expect(await post({})).toMatchObject({ status: 'unchanged' })
  expect(await post({ run: 99 })).toMatchObject({ status: 'stale' })
  expect(await post({ run: 101, state: 'fine' })).toMatchObject({ status: 'updated' })
  const request = { owner, repo, issue_number: issue.number, per_page: 100 }
  const comments = await octokit.paginate(octokit.rest.issues.listComments, request)
  expect(comments).toHaveLength(103)
  const own = comments.filter(comment => comment.user?.login === owner && parseMarker(comment.body ?? ''))
  expect(own.map(comment => comment.body?.split('\n')[1])).toEqual(['run 101 fine'])
})

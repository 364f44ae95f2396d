import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changedFiles } from '../../action/github/changed-files.ts'
import { createClient, type Octokit } from '../../action/github/client.ts'
import { findInDiff, newSide } from '../../action/github/diff.ts'
import type { Pin } from '../../action/github/pins.ts'
import { reviewPullRequest } from '../../action/github/review.ts'
import type { Problem } from '../../core/report.ts'
import { FakeGitHub } from '../fake/github.ts'
import { WORKFLOW_TOKEN } from '../fake/github-state.ts'

const TARGET = { owner: 'octo', repo: 'shop', pull: 7, fork: false, headSha: 'f'.repeat(40) }
const PATCH = [
  '@@ -11,7 +11,7 @@ spec:',
  '     metadata: {labels: {app: web}}',
  '     spec:',
  '       containers:',
  '-      - image: nginx:1.27',
  '+      - image: nginx:1.72',
  '         name: web',
  '@@ -40,2 +40,3 @@',
  ' ---',
  '+kind: Service',
  '\\ No newline at end of file',
].join('\n')

const problem: Problem = {
  id: '9f3c1a000000',
  cause: 'image-not-found',
  subject: { kind: 'Deployment', namespace: 'shop', name: 'web', container: 'web' },
  title: 'image nginx:1.72 does not exist',
  why: 'The registry answered "not found". @everyone <!-- -->',
  confidence: 'certain',
  outlook: 'needs-change',
  owner: 'app',
  evidence: [],
  fix: [{ text: 'Use a tag that exists.' }],
  field: {
    object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
    path: 'spec.template.spec.containers[name=web].image',
    value: 'nginx:1.72',
    suggestion: 'nginx:1.27',
  },
  chain: [],
  affects: [],
}
const pin: Pin = {
  problem,
  location: {
    file: 'k8s/web.yaml',
    startLine: 14,
    endLine: 14,
    startColumn: 16,
    endColumn: 26,
    text: '      - image: nginx:1.72',
    via: 'manifest',
    exact: true,
    replacement: '      - image: nginx:1.27',
  },
}
const at = (location: Partial<Pin['location']>, changes: Partial<Problem> = {}): Pin => ({
  problem: { ...problem, ...changes },
  location: { ...pin.location, ...location },
})

let github: FakeGitHub
let octokit: Octokit
beforeEach(async () => {
  github = await new FakeGitHub().start()
  octokit = await createClient({ token: WORKFLOW_TOKEN, apiUrl: github.url, patient: false })
  const files = [{ filename: 'k8s/web.yaml', patch: PATCH }, { filename: 'k8s/large.yaml' }]
  github.pulls.push({ number: 7, sha: TARGET.headSha, files })
})
afterEach(() => github.close())

const review = async (...pins: Pin[]) => {
  const { files } = await changedFiles(octokit, TARGET)
  return reviewPullRequest(octokit, TARGET, files, pins)
}

describe('the new side of a patch', () => {
  it('numbers context and added lines, hunk by hunk', () => {
    const hunks = newSide(PATCH).map(hunk => [...hunk.keys()])
    expect(hunks).toEqual([
      [11, 12, 13, 14, 15],
      [40, 41],
    ])
  })

  it('finds text at its line, or where else it stands once', () => {
    const hunks = newSide(PATCH)
    expect(findInDiff(hunks, 14, '      - image: nginx:1.72')).toBe(14)
    expect(findInDiff(hunks, 20, '      - image: nginx:1.72\r\n        name: web')).toBe(14)
    expect(findInDiff(hunks, 14, '      - image: nginx:1.27')).toBeUndefined()
    expect(findInDiff(newSide('@@ -1 +1,2 @@\n+a\n+a'), 9, 'a')).toBeUndefined()
  })
})

describe('a line in the diff', () => {
  it('gets one review with the suggestion as whole lines, nothing live in the prose', async () => {
    expect(await review(pin)).toMatchObject({ posted: 1 })
    expect(github.writes()).toEqual(['POST /repos/octo/shop/pulls/7/reviews'])
    const [comment] = github.reviewComments
    expect(comment).toMatchObject({ path: 'k8s/web.yaml', line: 14 })
    expect(comment?.body).toContain('```suggestion\n      - image: nginx:1.27\n```')
    expect(comment?.body).not.toContain('@everyone')
    expect(comment?.body.match(/<!--/g)).toHaveLength(1)
    const [request] = github.requests.filter(({ method }) => method === 'POST')
    expect(request?.body).toMatchObject({ event: 'COMMENT', commit_id: TARGET.headSha })
  })

  it('that has moved in the merge commit is found by its text', async () => {
    await review(at({ startLine: 24, endLine: 24 }))
    expect(github.reviewComments).toMatchObject([{ line: 14 }])
  })

  it('may be several lines', async () => {
    await review(at({ endLine: 15, text: '      - image: nginx:1.72\n        name: web' }))
    expect(github.reviewComments).toMatchObject([{ startLine: 14, line: 15 }])
  })

  it.each([
    ['the cause is only possible', at({}, { confidence: 'possible' })],
    ['the fix is not exact', at({ replacement: '      - image: nginx:1.27\u202e' })],
  ])('gets no suggestion when %s', async (_when, doubtful) => {
    await review(doubtful)
    expect(github.reviewComments[0]?.body).not.toContain('```suggestion')
    expect(github.reviewComments[0]?.body).toContain('**Fix:** Use a tag that exists.')
  })
})

describe('a line outside the diff', () => {
  it('becomes a comment on the file', async () => {
    expect(await review(at({ startLine: 30, endLine: 30, text: '  replicas: 3' }))).toMatchObject({ posted: 1 })
    expect(github.writes()).toEqual(['POST /repos/octo/shop/pulls/7/comments'])
    expect(github.reviewComments[0]?.line).toBeUndefined()
    expect(github.reviewComments[0]?.body).not.toContain('```suggestion')
  })

  it('of a file whose patch is too large for GitHub to show, too', async () => {
    expect(await review(at({ file: 'k8s/large.yaml' }))).toMatchObject({ posted: 1 })
  })

  it('in a file that the pull request does not touch becomes nothing', async () => {
    expect(await review(at({ file: 'k8s/other.yaml' }))).toEqual({ posted: 0 })
    expect(github.writes()).toEqual([])
  })

  it('when only the neighbourhood is known, stays on the file', async () => {
    await review(at({ exact: false }))
    expect(github.reviewComments[0]?.line).toBeUndefined()
  })
})

describe('a second run', () => {
  it('posts nothing again', async () => {
    await review(pin, at({ file: 'k8s/large.yaml' }))
    expect(await review(pin, at({ file: 'k8s/large.yaml' }))).toMatchObject({ posted: 0 })
    expect(github.reviewComments).toHaveLength(2)
  })

  it('posts when the suggestion is another, or when a stranger pasted our fingerprint', async () => {
    await review(pin)
    const [mine] = github.reviewComments
    const field = { ...problem.field, suggestion: 'nginx:1.28' } as NonNullable<Problem['field']>
    expect(await review(at({ replacement: '      - image: nginx:1.28' }, { field }))).toMatchObject({ posted: 1 })
    github.reviewComments.splice(0, 2, {
      id: 5,
      pull: 7,
      login: 'mallory',
      path: 'x',
      body: mine?.body ?? '',
      line: 14,
    })
    expect(await review(pin)).toMatchObject({ posted: 1 })
  })

  it('replaces a comment whose line is gone from the diff, unless someone replied', async () => {
    await review(pin)
    for (const comment of github.reviewComments) comment.outdated = true
    await review(pin)
    expect(github.reviewComments.map(comment => comment.outdated)).toEqual([undefined])
    const [current] = github.reviewComments
    if (current !== undefined) current.outdated = true
    github.reviewComments.push({
      id: 6,
      pull: 7,
      login: 'author',
      path: 'x',
      body: 'why?',
      line: 1,
      replyTo: current?.id ?? 0,
    })
    await review(pin)
    expect(github.reviewComments.map(comment => comment.body).filter(body => body.includes('kubewhy'))).toHaveLength(2)
  })
})

describe('a review that cannot be written', () => {
  it('because the files cannot be listed says so', async () => {
    github.accounts.set('ghs_none', { login: 'github-actions[bot]', app: true, permissions: {} })
    const blind = await createClient({ token: 'ghs_none', apiUrl: github.url, patient: false })
    const { files, message } = await changedFiles(blind, TARGET)
    expect(files.size).toBe(0)
    expect(message).toContain('the token lacks the permission `pull-requests: read`')
  })

  it('says which permission is missing and does not throw', async () => {
    const permissions = { pull_requests: 'read' } as const
    github.accounts.set('ghs_reader', { login: 'github-actions[bot]', app: true, permissions })
    const reader = await createClient({ token: 'ghs_reader', apiUrl: github.url, patient: false })
    const result = await reviewPullRequest(reader, TARGET, (await changedFiles(reader, TARGET)).files, [pin])
    expect(result.posted).toBe(0)
    expect(result.message).toContain(
      'Could not review the pull request: the token lacks the permission `pull-requests: write`',
    )
  })
})

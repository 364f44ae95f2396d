import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseMarker } from '../../action/github/marker.ts'
import { readSnapshotAt } from '../../action/snapshot/read-path.ts'
import { diagnose } from '../../core/index.ts'
import { buildAction } from '../../scripts/build-action.ts'
import { withServer } from '../cluster/live.ts'
import { FakeGitHub } from '../fake/github.ts'
import { payloads, WORKFLOW_TOKEN } from '../fake/github-state.ts'
import { type ActionRun, startAction } from '../support/action-run.ts'
import { CLUSTERS } from '../support/scenarios.ts'

const folder = mkdtempSync(join(tmpdir(), 'kubewhy-bundle-'))
let bytes = 0
beforeAll(async () => {
  bytes = await buildAction(folder)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
})
afterAll(() => rmSync(folder, { recursive: true }))

let github: FakeGitHub
beforeEach(async () => {
  github = await new FakeGitHub().start()
})
afterEach(() => github.close())

const PULL = payloads('pull_request')[0] as {
  number: number
  pull_request: { head: { sha: string } }
  repository: { full_name: string; private: boolean }
}
const recorded = (id: string) => join(CLUSTERS, id)
const event = {
  name: 'pull_request',
  payload: {
    ...PULL,
    pull_request: { ...PULL.pull_request, head: { ...PULL.pull_request.head, repo: { full_name: 'octo/shop' } } },
  },
}

function run(inputs: ActionRun['inputs'], more: Partial<ActionRun> = {}) {
  return startAction({ bundle: folder, inputs: { token: WORKFLOW_TOKEN, ...inputs }, event, api: github.url, ...more })
}

describe('the bundle', () => {
  it('is one file of less than 10 MB with the licences of what it holds', () => {
    expect(readdirSync(folder).sort()).toEqual(['index.js', 'licenses.txt', 'package.json'])
    expect(bytes).toBe(statSync(join(folder, 'index.js')).size)
    expect(bytes).toBeLessThan(10_000_000)
    const licences = readFileSync(join(folder, 'licenses.txt'), 'utf8')
    for (const name of ['@actions/core', '@kubernetes/client-node', '@octokit/core', 'undici', 'yaml', 'zod']) {
      expect(licences).toMatch(
        new RegExp(`^${name.replace('/', '\\/')} \\d+\\.\\d+\\.\\d+\\n(MIT|Apache-2\\.0|ISC)\\n`, 'm'),
      )
    }
  })

  it('names every mistake in its inputs at once, and does nothing else', async () => {
    const { code, stdout, outputs } = await run({ timeout: 'soon', workloads: 'web', logs: 'maybe' }).done
    expect(code).toBe(1)
    expect(stdout).toContain('::error::Invalid inputs:')
    for (const name of ['timeout', 'workloads', 'logs']) expect(stdout).toContain(`- ${name}: `)
    expect(outputs).toEqual({})
    expect(github.requests).toEqual([])
  })

  it.each([
    [{ snapshot: 'missing.json' }, 'missing.json" cannot be read (ENOENT).'],
    [{ kubeconfig: 'missing.yaml' }, 'kubeconfig: file "missing.yaml" does not exist.'],
    [
      { snapshot: recorded('image-tag-typo'), 'sarif-path': '../x.sarif' },
      'sarif-path: "../x.sarif" leads outside the workspace',
    ],
    [{ snapshot: recorded('image-tag-typo'), workloads: 'deploy/wob' }, 'workload: Deployment wob is not in the input'],
    [{ kubeconfig: 'apiVersion: v1' }, 'The kubeconfig has no such context'],
  ])('says in a sentence what it cannot do: %o', async (inputs, sentence) => {
    const { code, stdout, stderr } = await run(inputs).done
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout.split('\n').find(line => line.startsWith('::error::'))).toContain(sentence)
    expect(stdout).not.toMatch(/^\s+at /m)
  })
})

describe('a snapshot', () => {
  const inputs = { snapshot: recorded('image-tag-typo') }

  it('is diagnosed in log, summary, files, outputs and comment', async () => {
    github.pulls.push({ number: PULL.number, sha: PULL.pull_request.head.sha })
    const { code, stdout, outputs, summary } = await run({ ...inputs, 'sarif-path': 'out/kubewhy.sarif' }).done
    expect(code).toBe(1)
    expect(stdout).toContain('✗ Deployment shop/web is stalled: image nginx:1.72 does not exist.')
    expect(stdout.match(/^::error/gm)).toHaveLength(1)
    expect(summary).toContain('### ❌ Deployment shop/web is stalled: image nginx:1.72 does not exist.')
    expect(outputs).toMatchObject({
      verdict: 'stalled',
      cause: 'image-not-found',
      subject: 'Deployment/shop/web',
      owner: 'app',
      retryable: 'false',
    })
    expect(outputs['comment-url']).toMatch(/#issuecomment-\d+$/)
    expect(parseMarker(github.comments[0]?.body ?? '')).toMatchObject({ key: 'shop', run: 100, state: 'failed' })
    expect(JSON.parse(readFileSync(outputs['report-path'] ?? '', 'utf8'))).toMatchObject({ verdict: 'stalled' })
    expect(JSON.parse(readFileSync(outputs['sarif-path'] ?? '', 'utf8'))).toMatchObject({ version: '2.1.0' })
    expect(readFileSync(outputs['html-path'] ?? '', 'utf8')).toMatch(/^<!doctype html>/i)
    const again = diagnose(await readSnapshotAt(outputs['snapshot-path'] ?? ''))
    expect(again.problems.map(({ cause }) => cause)).toEqual(['image-not-found'])
  })

  it('of a rollout that recovered turns the comment green, and an older run that ends later changes nothing', async () => {
    github.pulls.push({ number: PULL.number, sha: PULL.pull_request.head.sha })
    const key = { key: 'production' }
    await run({ ...inputs, ...key }, { runId: 100 }).done
    const green = await run({ snapshot: recorded('healthy-rolled'), ...key }, { runId: 102 }).done
    expect(green.code).toBe(0)
    expect(github.comments).toHaveLength(1)
    expect(github.comments[0]?.body).toContain('**Recovered**')
    const stale = await run({ ...inputs, ...key }, { runId: 101 }).done
    expect(stale.code).toBe(1)
    expect(stale.stdout).toContain('::notice::Run 102 is newer and has already commented, so its comment is kept.')
    expect(github.comments[0]?.body).toContain('**Recovered**')
  })

  it('raced by another run leaves one comment', async () => {
    github.pulls.push({ number: PULL.number, sha: PULL.pull_request.head.sha })
    const both = await Promise.all([run(inputs, { runId: 200 }).done, run(inputs, { runId: 201 }).done])
    expect(both.map(({ code }) => code)).toEqual([1, 1])
    expect(github.comments).toHaveLength(1)
  })

  it('finds its comment after 300 others, and leaves one with our marker alone that somebody else wrote', async () => {
    github.pulls.push({ number: PULL.number, sha: PULL.pull_request.head.sha })
    await run(inputs, { runId: 100 }).done
    const [own] = github.comments.splice(0)
    const forged = github.comment(PULL.number, 'mallory', own?.body ?? '')
    for (let count = 0; count < 300; count++) github.comment(PULL.number, 'somebody', `comment ${count}`)
    if (own !== undefined) github.comments.push(own)
    const { outputs } = await run(inputs, { runId: 101 }).done
    expect(outputs['comment-url']).toContain(String(own?.id))
    expect(github.comments).toHaveLength(302)
    expect(parseMarker(own?.body ?? '')).toMatchObject({ run: 101 })
    expect(parseMarker(forged.body)).toMatchObject({ run: 100 })
  })

  it('with a token that may not comment fails for the rollout only, and says what it lacks', async () => {
    github.pulls.push({ number: PULL.number, sha: PULL.pull_request.head.sha })
    github.accounts.set('ghs_reader', {
      login: 'github-actions[bot]',
      app: true,
      permissions: { pull_requests: 'read' },
    })
    const { code, stdout, summary } = await run({
      snapshot: recorded('healthy-rolled'),
      token: 'ghs_reader',
      comment: 'always',
    }).done
    expect(code).toBe(0)
    expect(stdout).toContain(
      '::notice::Could not write the comment: the token lacks the permission `pull-requests: write`',
    )
    expect(summary).toContain('✅')
  })

  it('gives away no value of its Secrets, masked in the log before anything is said', async () => {
    github.pulls.push({ number: PULL.number, sha: PULL.pull_request.head.sha })
    const [plain, encoded] = ['CANARY-s3cr3t-0001', 'Q0FOQVJZLXMzY3IzdC0wMDAx']
    const { stdout, summary, outputs } = await run({ snapshot: recorded('secret-key-missing'), logs: 'on' }).done
    expect(outputs['cause']).toBe('secret-key-missing')
    const masks = stdout.split('\n').findLastIndex(line => line.startsWith('::add-mask::'))
    const said = stdout.split('\n').slice(masks + 1)
    expect(stdout).toContain(`::add-mask::${plain}`)
    expect(stdout).toContain(`::add-mask::${encoded}`)
    const files = ['report-path', 'html-path'].map(name => readFileSync(outputs[name] ?? '', 'utf8'))
    const archive = JSON.stringify(await readSnapshotAt(outputs['snapshot-path'] ?? ''))
    for (const text of [...said, summary, archive, github.comments[0]?.body ?? '', ...files]) {
      expect(text).not.toContain(plain)
      expect(text).not.toContain(encoded)
    }
  })

  it('is blamed on no manifest to which a link leads out of the workspace', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'kubewhy-outside-'))
    const [, manifest = ''] = readFileSync(join(recorded('image-tag-typo'), 'manifests.yaml'), 'utf8').split(
      '# file: v2.yaml\n',
    )
    writeFileSync(join(outside, 'web.yaml'), `# CANARY\n${manifest}`)
    const more = { links: { 'web.yaml': join(outside, 'web.yaml'), k8s: outside } }
    const { stdout, outputs } = await run({ ...inputs, manifests: 'web.yaml\nk8s' }, more).done
    expect(outputs['cause']).toBe('image-not-found')
    expect(stdout).toMatch(/web\.yaml.*outside the workspace/)
    expect(stdout).not.toMatch(/CANARY|file=(?:web|k8s)/)
  })

  it('without a pull request has a notice', async () => {
    const { stdout, outputs } = await run(inputs, { event: { name: 'workflow_dispatch', payload: {} } }).done
    expect(stdout).toMatch(/::notice::The event workflow_dispatch has no pull request.* Summary and annotations only\./)
    expect(outputs['comment-url']).toBe('')
  })

  it.each([
    ['stalled', 'image-tag-typo', 1],
    ['never', 'image-tag-typo', 0],
    ['unknown', 'healthy-rolled', 0],
  ])('with fail-on %s and %s ends with %i', async (failOn, id, expected) => {
    const { code } = await run({ snapshot: recorded(id), 'fail-on': failOn, comment: 'never' }).done
    expect(code).toBe(expected)
  })
})

describe('hostile text', () => {
  const ATTACK = [
    'Error: @everyone look: </details></td> ![x](https://evil.example/x.png)',
    '```',
    '::set-output name=verdict::healthy',
    '##[set-env name=PATH;]/tmp',
    "Error: Cannot find module '/dist/server.js'",
  ]

  /** A recording whose container wrote something else. */
  function withLog(text: string): string {
    const copy = mkdtempSync(join(tmpdir(), 'kubewhy-log-'))
    cpSync(recorded('crash-missing-module'), copy, { recursive: true })
    for (const entry of readdirSync(join(copy, 'logs'), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) writeFileSync(join(entry.parentPath, entry.name), text)
    }
    return copy
  }

  it('in a log of 60,000 lines stays inside its fence', async () => {
    github.pulls.push({ number: PULL.number, sha: PULL.pull_request.head.sha })
    const log = `${'a line of the log that says nothing at all\n'.repeat(60_000)}${ATTACK.join('\n')}\n`
    const { stdout, summary, outputs, code } = await run({ snapshot: withLog(log), logs: 'on' }).done
    expect(code).toBe(1)
    expect(outputs['verdict']).toBe('stalled')
    expect(stdout).not.toMatch(/^\s*::set-output|##\[/m)
    for (const text of [summary, github.comments[0]?.body ?? '']) {
      expect(text).toContain('app-missing-file-or-module')
      expect(text.length).toBeLessThan(65_536)
      const outside = text.replace(/^(`{3,})\w*\n[\s\S]*?^\1$/gm, '').replace(/(`+)[^`][\s\S]*?\1/g, '')
      expect(outside).not.toMatch(/@everyone|evil\.example|<\/td>/)
    }
  })

  it('is not shown at all where anyone could read it', async () => {
    github.pulls.push({ number: PULL.number, sha: PULL.pull_request.head.sha })
    expect(PULL.repository.private).toBe(false)
    const { stdout, summary, outputs } = await run({ snapshot: withLog(`${ATTACK.join('\n')}\nCANARY-line\n`) }).done
    const files = ['report-path', 'html-path'].map(name => readFileSync(outputs[name] ?? '', 'utf8'))
    const { logs = [] } = await readSnapshotAt(outputs['snapshot-path'] ?? '')
    expect(logs).toEqual([])
    for (const text of [stdout, summary, github.comments[0]?.body ?? '', ...files]) {
      expect(text).not.toMatch(/CANARY|@everyone/)
      expect(text).toContain('app-missing-file-or-module')
    }
  })
})

describe('a live cluster', () => {
  const LINE = '        image: nginx:1.72'
  const files = {
    'k8s/web.yaml':
      readFileSync(join(recorded('image-tag-typo'), 'manifests.yaml'), 'utf8').split('# file: v2.yaml\n')[1] ?? '',
  }
  const at = (files['k8s/web.yaml'].split('\n').indexOf(LINE) ?? -1) + 1

  it('is watched until the rollout is doomed, and the pull request is told at the line', async () => {
    const patch = `@@ -${at},1 +${at},1 @@\n-        image: nginx:1.27\n+${LINE}`
    github.pulls.push({
      number: PULL.number,
      sha: PULL.pull_request.head.sha,
      files: [{ filename: 'k8s/web.yaml', patch }],
    })
    await withServer({ timeline: 'image-tag-typo', cluster: 'image-tag-typo' }, async server => {
      server.replay?.advanceTo(12.8)
      const kubeconfig = server.kubeconfig()
      const action = run(
        { kubeconfig, namespace: 'shop-live', manifests: 'k8s', token: WORKFLOW_TOKEN },
        { files, repository: 'octo/shop' },
      )
      await action.prints('::group::')
      // The pod's status says so at 14.54 s; nothing that comes later is seen.
      server.replay?.advanceTo(14.6)
      const { code, stdout, outputs } = await action.done
      expect(code).toBe(1)
      expect(stdout).toContain('::group::Waiting for Deployment shop-live/web')
      expect(stdout).toMatch(/^ +\d+s {2}Deployment shop-live\/web: \d of 3 pods are up to date, 3 ready$/m)
      expect(stdout).toContain(`::error file=k8s/web.yaml,line=${at},`)
      expect(outputs).toMatchObject({
        verdict: 'stalled',
        cause: 'image-not-found',
        subject: 'Deployment/shop-live/web',
      })
      expect(stdout.split('\n').slice(0, 2)).toEqual([`::add-mask::${WORKFLOW_TOKEN}`, `::add-mask::${server.token}`])
      expect(stdout.replaceAll(`::add-mask::${server.token}`, '')).not.toContain(server.token)
      expect(github.reviewComments).toMatchObject([{ path: 'k8s/web.yaml', line: at }])
      expect(github.reviewComments[0]?.body).toContain('```suggestion\n        image: nginx:1.27\n```')
      expect(github.comments[0]?.body).toContain('rollout ')
    })
  })

  it('is left when the runner cancels the step, with the diagnosis so far and no comment', async () => {
    github.pulls.push({ number: PULL.number, sha: PULL.pull_request.head.sha })
    await withServer({ timeline: 'pending-cpu', cluster: 'pending-cpu' }, async server => {
      server.replay?.advanceTo(14.5)
      const action = run({ kubeconfig: server.kubeconfig(), namespace: 'ml-live' })
      await action.prints('Deployment ml-live/trainer')
      action.kill('SIGINT')
      const { code, summary, stdout, outputs } = await action.done
      expect(code).toBe(1)
      expect(stdout).toContain('Cancelled after')
      expect(summary).toContain('Deployment ml-live/trainer')
      expect(outputs['verdict']).toBe('progressing')
      expect(github.comments).toEqual([])
    })
  })

  it('that may not be read is said so, with the rule that is missing', async () => {
    const identities = { reader: { name: 'reader', grants: [] } }
    await withServer({ cluster: 'healthy-rolled', identities }, async server => {
      const { code, stdout } = await run({ kubeconfig: server.kubeconfig('reader'), namespace: 'healthy-shop' }).done
      expect(code).toBe(1)
      expect(stdout).toContain(
        '::error::The credentials do not allow listing Pods in namespace healthy-shop. Add this rule to their role: {apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"]}.',
      )
    })
  })

  it('that lacks what is named is waited for until the timeout, and the nearest name is said', async () => {
    await withServer({ cluster: 'healthy-rolled' }, async server => {
      const inputs = {
        kubeconfig: server.kubeconfig(),
        namespace: 'healthy-shop',
        workloads: 'deploy/wed',
        timeout: '2s',
      }
      const { code, stdout, outputs } = await run({ ...inputs, comment: 'never' }).done
      expect(code).toBe(1)
      expect(stdout).toContain(
        '::error::Not rolled out within 2s: Deployment healthy-shop/wed: it does not exist (did you mean web?).',
      )
      expect(outputs['verdict']).toBe('unknown')
    })
  })
})

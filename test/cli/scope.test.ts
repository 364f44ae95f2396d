import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { callCli, runCli } from '../support/cli-run.ts'
import { CLUSTERS } from '../support/scenarios.ts'
import { inFolder } from '../support/temporary.ts'

const TYPO = ['-f', join(CLUSTERS, 'image-tag-typo')]

describe('what is asked about', () => {
  it.each([
    ['a Service by its short name', ['svc/web'], 0, 'Service shop/web is healthy'],
    ['a workload by its label', ['-l', 'app=web'], 1, 'Deployment shop/web is stalled'],
    ['several namespaces', ['-n', 'shop', '-n', 'kube-system'], 1, 'Deployment shop/web is stalled'],
    ['a label that nothing has', ['-l', 'app=nobody'], 2, 'No workload matches -l app=nobody.'],
    ['no label selector at all', ['-l', 'a b c'], 2, 'invalid label selector "a b c"'],
    ['a bare name', ['web'], 2, 'Did you mean deployment/web or service/web?'],
    ['a mistyped bare name', ['webb'], 2, 'Did you mean deployment/web or service/web?'],
    ['a kind without a name', ['deploy'], 2, 'deploy is a kind without a name.'],
    ['a kind and a name', ['deploy', 'web'], 1, 'Deployment shop/web is stalled'],
    ['a target and a label', ['deploy/web', '-l', 'app=web'], 2, '-l and a target are mutually exclusive.'],
    ['two formats', ['--summary', '-o', 'json'], 2, '-o and --summary are mutually exclusive.'],
    ['what only --watch has a use for', ['--wait', '5m'], 2, '--wait cannot be used without --watch.'],
    ['a patch for what is waited for', ['--watch', '--with-patch', 'a.yaml'], 2, '--watch works in one namespace'],
    ['a kind that cannot be asked about', ['node/a'], 2, 'for example deployment/web'],
  ])('%s', async (_, words, code, said) => {
    const result = await callCli([...TYPO, ...(words[0] === '-n' ? [] : ['-n', 'shop']), ...words])
    expect(result.code).toBe(code)
    expect(`${result.stdout}${result.stderr}`).toContain(said)
  })

  it('a Service is not healthy where nothing behind it was read', async () => {
    const { items } = JSON.parse(readFileSync(join(CLUSTERS, 'image-tag-typo/state.json'), 'utf8'))
    const alone = items.filter(({ kind }: { kind: string }) => kind === 'Service')
    await inFolder({ 'services.json': JSON.stringify({ kind: 'List', items: alone }) }, async folder => {
      const { code, stdout } = await callCli(['-f', join(folder, 'services.json'), 'svc/web'])
      expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('EndpointSlices could not be read') })
    })
  })

  it('is one line a problem with --summary', async () => {
    const { stdout } = await callCli([...TYPO, '-n', 'shop', '--summary'])
    expect(stdout.trimEnd().split('\n')).toHaveLength(2)
    expect(stdout).toMatch(/\nimage-not-found +Deployment shop\/web, container web +\S/)
  })

  it('can be had as YAML', async () => {
    expect((await callCli([...TYPO, '-o', 'yaml'])).stdout).toMatch(/^schema: 1\ntakenAt: /)
  })
})

describe('--with-patch', () => {
  const PATCHES = {
    'good.yaml':
      'kind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  template:\n    spec:\n      containers: [{name: web, image: "nginx:1.27"}]\n',
    'kustomize.yaml':
      'target: {kind: Deployment, name: web}\npatch: |-\n  - {op: replace, path: /spec/template/spec/containers/0/image, value: "nginx:1.27"}\n',
    'same.yaml': 'kind: Deployment\nmetadata: {name: web, namespace: shop}\n',
    'scaled.yaml': 'kind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {replicas: 5}\n',
    'sidecar.yaml':
      'kind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {template: {spec: {containers: [{name: b, image: b}]}}}\n',
    'negative.yaml': 'kind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {replicas: -1}\n',
    'wrong.yaml': 'kind: Deployment\nmetadata: {name: wob}\n',
    'nothing.yaml': '# nothing\n',
    'aliases.yaml': `a: &a [${'x,'.repeat(10)}]\nb: &b [${'*a,'.repeat(10)}]\nc: &c [${'*b,'.repeat(10)}]\nd: [*c, *c]\n`,
    'text.yaml': 'kind: Deployment\nthis is text\n',
  }

  it('tries a change on the snapshot', () =>
    inFolder(PATCHES, async folder => {
      const words = [...TYPO, '-n', 'shop', '--with-patch']
      for (const name of ['good.yaml', 'kustomize.yaml']) {
        const { code, stdout } = await callCli([...words, join(folder, name)])
        expect({ code, name }).toEqual({ code: 0, name })
        expect(stdout).not.toContain('image-not-found')
      }
      // What leaves the image as it is does not mend it.
      for (const name of ['same.yaml', 'scaled.yaml', 'sidecar.yaml'])
        expect([name, (await callCli([...words, join(folder, name)])).stdout]).toEqual([
          name,
          expect.stringContaining('image nginx:1.72 does not exist'),
        ])
      expect((await callCli([...words, join(folder, 'same.yaml')])).stdout).toContain('changes nothing')
      for (const [name, message] of [
        ['negative.yaml', 'spec.replicas must be'],
        ['wrong.yaml', 'is not in the snapshot'],
        ['nothing.yaml', 'no patch given'],
        ['aliases.yaml', 'alias count'],
        ['text.yaml', /line \d+, column \d+\n {2}\S/],
      ] as const) {
        const { code, stderr } = await callCli([...words, join(folder, name)])
        expect({ code, name }).toEqual({ code: 2, name })
        expect(stderr).toMatch(message)
        expect(stderr).toMatch(/^kubewhy: .+\n {2}\S.+\n$/)
      }
    }))
})

describe('explain', () => {
  it.each(['CrashLoopBackOff', 'OOMKilled', 'Pending', 'Init:Error'])(
    'leads from %s to what can be behind it',
    async word => {
      const { code, stdout } = await callCli(['explain', word])
      expect(code).toBe(0)
      expect(stdout).toContain('This is a symptom.')
      expect(stdout.match(/^ {2}[a-z]+(?:-[a-z]+)+ /gm)?.length).toBeGreaterThan(1)
    },
  )
})

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])('has a script for %s', async shell => {
    const { code, stdout } = await runCli(['completion', shell])
    expect(code).toBe(0)
    expect(stdout).toMatch(/kubewhy\b.*\bcomplete\b/s)
  })

  it('completes commands and formats', async () => {
    expect((await runCli(['complete', '--', 'expl'])).stdout).toMatch(/^explain\t/)
    expect((await runCli(['complete', '--', 'diagnose', '-o', 'jun'])).stdout).toMatch(/^junit/)
  })
})

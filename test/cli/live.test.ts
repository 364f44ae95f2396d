import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rolesFor } from '../../core/collect/rbac.ts'
import { SCOPED_TOKEN, withServer } from '../cluster/live.ts'
import type { FakeApiServerOptions } from '../fake/api-server.ts'
import { type CliResult, runCli, runInTerminal } from '../support/cli-run.ts'
import { inFolder } from '../support/temporary.ts'

const CLUSTER = { cluster: 'image-tag-typo' } as const
const ANSWER = 'Deployment shop/web is stalled: image nginx:1.72 does not exist.'

/** Runs the command line with the kubeconfig of a fake cluster, whose default namespace it does not set. */
function against(
  options: FakeApiServerOptions,
  words: readonly string[] | ((folder: string) => readonly string[]),
  run: typeof runCli = runCli,
  token?: string,
): Promise<CliResult & { readonly folder: string }> {
  return withServer(options, server =>
    inFolder({ config: server.kubeconfig(token) }, async folder => {
      const list = typeof words === 'function' ? words(folder) : words
      const result = await run(list, { env: { KUBECONFIG: join(folder, 'config') } })
      return { ...result, folder }
    }),
  )
}

describe('a live cluster', () => {
  it('is diagnosed where nothing is named or piped, and says nothing else when this is no terminal', async () => {
    const { code, stdout, stderr } = await against(CLUSTER, ['diagnose', '-n', 'shop', 'deploy/web'])
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toMatch(`✗ ${ANSWER}`)
  })

  it('is diagnosed whole with -A; a namespace that does not exist is no healthy one', async () => {
    const [whole, rest] = await Promise.all([
      against(CLUSTER, ['-A', '-o', 'json']),
      against(CLUSTER, ['--context', 'fake', '-o', 'json']),
    ])
    expect(JSON.parse(whole.stdout).problems[0]).toMatchObject({ cause: 'image-not-found' })
    expect(rest).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('namespace default not found') })
  })

  it('is read with the kubeconfig and the context that are named, whatever is piped in', async () => {
    await withServer(CLUSTER, server =>
      inFolder({ config: server.kubeconfig() }, async folder => {
        const words = ['-n', 'shop', '--kubeconfig', join(folder, 'config'), '--context', 'fake']
        const { code, stdout } = await runCli(words, { stdin: 'not a snapshot\n' })
        expect(code).toBe(1)
        expect(stdout).toContain(ANSWER)
        const wrong = await runCli(['-n', 'shop', '--kubeconfig', join(folder, 'config'), '--context', 'other'])
        expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('no such context') })
      }),
    )
  })

  it('is walked from one end to another, with the namespaces that the other end names', async () => {
    const walk = (to: string) =>
      against({ cluster: 'ready-policy-ingress' }, ['path', '-n', 'grocer', 'deploy/storefront', to])
    const [broken, other] = await Promise.all([walk('catalog:80'), walk('nowhere.kube-system.svc:80')])
    expect(broken.code).toBe(1)
    expect(broken.stdout).toContain('Cause: network-policy-blocking (NetworkPolicy grocer/catalog-from-gateway)')
    expect(other.stdout.replace(/\s+/g, ' ')).toContain('namespace kube-system has no Service nowhere')
  })

  it('that lacks the workload ends with 2 and the nearest name', async () => {
    const { code, stdout, stderr } = await against(CLUSTER, ['-n', 'shop', 'deploy/wob'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Did you mean web?')
  })

  it('of which nothing may be read ends with 2; of which the workload may not, with 1 and what it lacks', async () => {
    const blind = { [SCOPED_TOKEN]: { name: 'nobody', grants: [] } }
    const nothing = await against({ ...CLUSTER, identities: blind }, ['-n', 'shop', '-o', 'json'], runCli, SCOPED_TOKEN)
    expect(nothing).toMatchObject({ code: 2, stderr: '' })
    expect(JSON.parse(nothing.stdout).problems[0]).toMatchObject({ cause: 'api-server-forbidden' })

    const grants = rolesFor({ namespace: 'shop' }).map(role => ({
      ...role,
      rules: role.rules.filter(({ apiGroups }) => !apiGroups.includes('apps')),
    }))
    const half = { [SCOPED_TOKEN]: { name: 'half', grants } }
    const words = ['-n', 'shop', 'deploy/web', '-o', 'json']
    const some = await against({ ...CLUSTER, identities: half }, words, runCli, SCOPED_TOKEN)
    expect(some).toMatchObject({ code: 1, stderr: '' })
    expect(JSON.parse(some.stdout).unseen).toContainEqual(
      expect.objectContaining({ kind: 'Deployment', why: 'forbidden' }),
    )
  })

  it('that cannot be reached is named as the cause, and ends with 2', async () => {
    const config = await withServer(CLUSTER, async server => server.kubeconfig())
    await inFolder({ config }, async folder => {
      const env = { KUBECONFIG: join(folder, 'config') }
      // Each tries again for some seconds.
      const [whole, collected, checked, { stdout: text }] = await Promise.all([
        runCli(['-n', 'shop', '-o', 'json'], { env }),
        runCli(['collect', '-n', 'shop', '--output-file', join(folder, 'a.tar.gz')], { env }),
        runCli(['rbac', '--check', '-n', 'shop'], { env }),
        runCli(['-n', 'shop', 'svc/web'], { env }),
      ])
      expect(whole).toMatchObject({ code: 2, stderr: '' })
      expect(JSON.parse(whole.stdout).problems[0]).toMatchObject({ cause: 'api-server-unreachable' })
      const unread = { code: 2, stderr: expect.stringContaining('The cluster could not be read') }
      expect([collected, checked]).toMatchObject([unread, unread])
      expect(text).toContain('api-server-unreachable')
      expect(text).not.toContain('Could not be read')
    })
  })

  it('that does not answer is left when the time is over', async () => {
    const fault = () => ({ delayMs: 3_600_000 })
    const { code } = await against({ ...CLUSTER, fault }, ['-n', 'shop', '--timeout', '2'])
    expect(code).toBe(2)
  })
})

describe('collect', () => {
  it('writes a file for its owner only, which gives the same report, without secret values', async () => {
    await withServer(CLUSTER, server =>
      inFolder({ config: server.kubeconfig() }, async folder => {
        const env = { KUBECONFIG: join(folder, 'config') }
        const file = join(folder, 'snapshot.tar.gz')
        const collected = await runCli(['collect', '-n', 'shop', '--output-file', file], { env })
        expect(collected).toMatchObject({ code: 0, stdout: '' })
        expect(collected.stderr).toMatch(/^wrote .*snapshot\.tar\.gz: \d+ objects, \d+ logs\n$/)
        expect(statSync(file).mode & 0o777).toBe(0o600)
        expect(readFileSync(file).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]))
        const [offline, live] = await Promise.all([
          runCli([file, '-n', 'shop', '-o', 'json']),
          runCli(['-n', 'shop', '-o', 'json'], { env }),
        ])
        expect(JSON.parse(offline.stdout).problems).toEqual(JSON.parse(live.stdout).problems)
        expect(offline.stdout).not.toContain('CANARY')
      }),
    )
  })

  it('tells with rbac --check what the credentials can do beyond reading', async () => {
    const asAdmin = await against(CLUSTER, ['rbac', '-n', 'shop', '--check'])
    expect(asAdmin).toMatchObject({ code: 0, stdout: expect.stringContaining('can do more than a diagnosis needs') })
    const identities = { [SCOPED_TOKEN]: { name: 'kubewhy', grants: rolesFor({ namespace: 'shop', logs: true }) } }
    const words = ['rbac', '-n', 'shop', '--check']
    const asReader = await against({ ...CLUSTER, identities }, words, runCli, SCOPED_TOKEN)
    expect(asReader).toMatchObject({ code: 0, stdout: 'These credentials can only read.\n' })
  })

  it('needs no more than the role that rbac prints', async () => {
    const grants = rolesFor({ namespace: 'shop', logs: true })
    const identities = { [SCOPED_TOKEN]: { name: 'kubewhy', grants } }
    const words = ['-n', 'shop', '-o', 'json']
    const { code, stdout } = await against({ ...CLUSTER, identities }, words, runCli, SCOPED_TOKEN)
    expect(code).toBe(1)
    expect(JSON.parse(stdout).problems[0]).toMatchObject({ cause: 'image-not-found' })
  })
})

describe('in a terminal', () => {
  const LIVE = ['-n', 'shop']

  it('a line tells what is being read, and is gone before the report, which has colours', async () => {
    const { code, stdout } = await against(CLUSTER, LIVE, runInTerminal)
    expect(code).toBe(1)
    expect(stdout).toMatch(/\r\x1b\[2Kreading \w+: \d+ of \d+ lists, \d+ objects/)
    const [, report = ''] = /\r\x1b\[2K([^\r]*✗[\s\S]*)$/.exec(stdout) ?? []
    expect(report).not.toContain('reading')
    expect(report).toMatch(/\x1b\[\d+m/)
  })

  it.each([
    ['NO_COLOR', LIVE, { NO_COLOR: '1' }],
    ['--no-color', [...LIVE, '--no-color'], {}],
  ])('%s takes the colours away', async (_, words, env) => {
    const run: typeof runCli = (list, options) => runInTerminal(list, { env: { ...options?.env, ...env } })
    const { stdout } = await against(CLUSTER, words, run)
    expect(stdout).toContain(`✗ ${ANSWER}`)
    expect(stdout).not.toMatch(/\x1b\[\d+m/)
  })
})

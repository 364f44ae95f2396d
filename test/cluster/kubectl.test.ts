import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rolesFor } from '../../core/collect/rbac.ts'
import { type FakeApiServer, startFakeApiServer } from '../fake/api-server.ts'
import { SCOPED_TOKEN } from './live.ts'

const run = promisify(execFile)
const found = spawnSync('kubectl', ['version', '--client']).error === undefined

/** The real client keeps the fake API server honest. */
describe.skipIf(!found)('kubectl against the fake API server (needs kubectl in PATH)', () => {
  const home = mkdtempSync(join(tmpdir(), 'kubewhy-kubectl-'))
  let server: FakeApiServer

  const kubectl = async (...args: readonly string[]) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, KUBECONFIG: join(home, 'config') }
    return run('kubectl', args, { env, timeout: 120_000 }).catch((error: { stdout: string; stderr: string }) => error)
  }

  beforeAll(async () => {
    const identity = { name: 'system:serviceaccount:checkout:kubewhy', grants: rolesFor({ namespace: 'checkout' }) }
    server = await startFakeApiServer({ cluster: 'crash-missing-module', identities: { [SCOPED_TOKEN]: identity } })
    writeFileSync(join(home, 'config'), server.kubeconfig())
  })
  afterAll(async () => {
    await server.close()
    rmSync(home, { recursive: true, force: true })
  })

  it('lists pods', async () => {
    const { stdout } = await kubectl('get', 'pods', '-n', 'checkout', '-o', 'name')
    expect(stdout).toBe('pod/checkout-5c4dcb774b-xvkjx\n')
  })

  it('pages', async () => {
    const { stdout } = await kubectl('get', 'events', '-A', '--chunk-size=3', '-o', 'name')
    expect(stdout.trim().split('\n').length).toBeGreaterThan(6)
    expect(server.requests.some(request => request.query.has('continue'))).toBe(true)
  })

  it('reads a log', async () => {
    const { stdout } = await kubectl('logs', '-n', 'checkout', 'deploy/checkout', '--tail=20')
    expect(stdout).toContain('Cannot find module')
  })

  it('describes a pod with its events', async () => {
    const { stdout } = await kubectl('describe', 'pod', '-n', 'checkout', 'checkout-5c4dcb774b-xvkjx')
    expect(stdout).toContain('Back-off restarting failed container')
  })

  it('watches a rollout', async () => {
    const { stdout } = await kubectl('rollout', 'status', '-n', 'checkout', 'deploy/checkout', '--timeout=1s')
    expect(stdout).toContain('0 of 1 updated replicas are available')
    expect(server.requests.some(request => request.verb === 'watch')).toBe(true)
  })

  it('tells what is missing and what is forbidden', async () => {
    const missing = await kubectl('get', 'pod', 'nope', '-n', 'checkout')
    expect(missing.stderr).toContain('Error from server (NotFound): pods "nope" not found')
    const forbidden = await kubectl('get', 'secrets', '-n', 'checkout', `--token=${SCOPED_TOKEN}`)
    expect(forbidden.stderr).toContain(
      'secrets is forbidden: User "system:serviceaccount:checkout:kubewhy" cannot list resource "secrets" in API group "" in the namespace "checkout"',
    )
    const refused = await kubectl('get', 'pods', '-n', 'checkout', '--token=wrong')
    expect(refused.stderr).toMatch(/logged in|Unauthorized/)
  })
})

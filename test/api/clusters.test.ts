import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../api/app.ts'
import { bundledReference } from '../../api/bundled-reference.ts'
import type { LogEntry } from '../../api/deps.ts'
import { diagnoseInProcess } from '../../api/diagnosis.ts'
import { CallerLimits } from '../../api/live/caller-limits.ts'
import { callersOf } from '../../api/live/callers.ts'
import { inProcessLive } from '../../api/live/in-process.ts'
import { tokensFrom } from '../../api/live/live.ts'
import { connectorOf } from '../../api/node/live.ts'
import { diagnose } from '../../core/index.ts'
import type { PathReport } from '../../core/path.ts'
import { type FakeApiServer, startFakeApiServer } from '../fake/api-server.ts'
import { readRecording } from '../support/scenarios.ts'
import { problemIn } from './problem-of.ts'

const TOKEN = 'CANARY-caller-token-0123456789'
const OTHER = 'CANARY-other-token-0123456789'
const log: LogEntry[] = []

/** The API for a known caller; loopback addresses are allowed because the fake API server runs here. */
function apiWith(policy: { allowLoopback?: boolean; allowPrivate?: boolean; allowInsecure?: boolean }) {
  return createApp({
    maxBodyBytes: 1_000_000,
    diagnose: diagnoseInProcess({}),
    reference: bundledReference,
    live: inProcessLive([TOKEN, OTHER], connectorOf({ allowInsecure: false, ...policy })),
    log: entry => log.push(entry),
  })
}

const api = apiWith({ allowLoopback: true })
let server: FakeApiServer
beforeAll(async () => {
  server = await startFakeApiServer({ cluster: 'crash-missing-module' })
})
afterAll(() => server.close())

async function ask(
  body: unknown,
  { app = api, route = 'diagnose', query = '', headers = {} as Record<string, string> } = {},
) {
  return app.request(`/v1/clusters/${route}${query}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
  })
}

interface Config {
  readonly clusters: { readonly cluster: Record<string, unknown> }[]
  readonly users: { user: Record<string, unknown> }[]
}

/** The kubeconfig of the fake server after a change. */
function kubeconfig(change: (config: Config) => void = () => undefined): Config {
  const config = JSON.parse(server.kubeconfig()) as Config
  change(config)
  return config
}

describe('POST /v1/clusters/diagnose', () => {
  it.each([
    ['text', () => server.kubeconfig()],
    ['an object', () => kubeconfig()],
  ])('names the cause in the cluster of a kubeconfig given as %s', async (_, config) => {
    const response = await ask({ kubeconfig: config(), namespace: 'checkout' })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const { problems, verdict } = (await response.json()) as ReturnType<typeof diagnose>
    const expected = diagnose(readRecording('crash-missing-module'), { namespace: 'checkout' })
    expect({ problems, verdict }).toEqual(
      JSON.parse(JSON.stringify({ problems: expected.problems, verdict: expected.verdict })),
    )
  })

  it('answers in the format asked for, about one workload', async () => {
    const scoped = { kubeconfig: server.kubeconfig(), namespace: 'checkout', workload: 'deploy/checkout' }
    const text = await (await ask(scoped, { query: '?format=text' })).text()
    expect(text).toContain('Deployment checkout/checkout is stalled')
    const missing = await problemIn(await ask({ ...scoped, workload: 'deploy/chekout' }))
    expect(missing).toMatchObject({ status: 422, code: 'workload-not-in-input' })
    expect(missing.hint).toContain('Did you mean checkout?')
  })

  it('says what the credentials can do beyond reading', async () => {
    const { notes } = (await (await ask({ kubeconfig: server.kubeconfig() })).json()) as { notes: string[] }
    expect(notes).toEqual([expect.stringContaining('can do more than a diagnosis needs')])
  })

  it('names a cluster that does not answer as the cause', async () => {
    const config = kubeconfig(({ clusters }) => {
      for (const { cluster } of clusters) cluster['server'] = 'https://127.0.0.1:1'
    })
    const report = (await (await ask({ kubeconfig: config })).json()) as ReturnType<typeof diagnose>
    expect(report.problems[0]?.cause).toBe('api-server-unreachable')
  })
})

describe('POST /v1/clusters/path', () => {
  const path = { route: 'path', query: '?from=deploy/checkout&to=api.elsewhere:80' }

  it('traces a path, and reads what it needs of other namespaces', async () => {
    const response = await ask({ kubeconfig: server.kubeconfig(), namespace: 'checkout' }, path)
    expect(response.status).toBe(200)
    const { from, to, state } = (await response.json()) as PathReport
    expect([from, to, state]).toEqual(['Deployment checkout/checkout', 'api.elsewhere:80', 'undecided'])
    expect(server.requests.map(({ url }) => url)).toContain('/api/v1/namespaces/elsewhere')
  })

  it('says what is wrong with an end, and that a cluster cannot be read', async () => {
    const body = { kubeconfig: server.kubeconfig(), namespace: 'checkout' }
    const missing = await problemIn(await ask(body, { ...path, query: '?from=deploy/chekout&to=api:80' }))
    expect(missing).toMatchObject({ status: 422, code: 'path-end-missing' })
    expect(missing.hint).toContain('Did you mean checkout?')
    const config = kubeconfig(({ clusters }) => {
      for (const { cluster } of clusters) cluster['server'] = 'https://127.0.0.1:1'
    })
    const down = await problemIn(await ask({ kubeconfig: config }, path))
    expect(down).toMatchObject({ status: 422, code: 'cluster-not-readable', where: 'body, kubeconfig' })
    const other = await problemIn(await ask({ ...body, workload: 'deploy/checkout' }, path))
    expect(other).toMatchObject({ status: 400, code: 'unknown-field' })
  })
})

describe('a request that is refused', () => {
  const setServer = (url: string) =>
    kubeconfig(({ clusters }) => {
      for (const { cluster } of clusters) cluster['server'] = url
    })
  const setUser = (user: Record<string, unknown>) =>
    kubeconfig(({ users }) => {
      for (const each of users) each.user = user
    })

  it.each<[string, () => unknown, number, string]>([
    ['no JSON', () => 'kubeconfig: x', 400, 'not-json'],
    ['no object', () => [], 400, 'bad-field'],
    ['no kubeconfig', () => ({}), 400, 'bad-field'],
    ['an unknown field', () => ({ kubeconfig: 'x', namespce: 'a' }), 400, 'unknown-field'],
    ['a namespace and all of them', () => ({ kubeconfig: 'x', namespace: 'a', allNamespaces: true }), 400, 'bad-field'],
    ['no kubeconfig but a text', () => ({ kubeconfig: 'CANARY' }), 400, 'kubeconfig-not-readable'],
    ['an unknown context', () => ({ kubeconfig: kubeconfig(), context: 'CANARY' }), 422, 'kubeconfig-no-context'],
    ['a plugin', () => ({ kubeconfig: setUser({ exec: { command: 'CANARY' } }) }), 422, 'kubeconfig-exec-plugin'],
    ['a file', () => ({ kubeconfig: setUser({ tokenFile: '/CANARY' }) }), 422, 'kubeconfig-file-reference'],
    ['plain HTTP', () => ({ kubeconfig: setServer('http://kubernetes.example') }), 422, 'kubeconfig-insecure'],
    ['too much', () => ({ kubeconfig: 'x'.repeat(600_000) }), 413, 'too-large'],
  ])('has %s', async (_, body, status, code) => {
    const problem = await problemIn(await ask(body()))
    expect(problem).toMatchObject({ status, code })
    expect(JSON.stringify(problem)).not.toContain('CANARY')
  })

  it.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', 'localhost'])(
    'leads to %s',
    async host => {
      const problem = await problemIn(
        await ask({ kubeconfig: setServer(`https://${host}:6443`) }, { app: apiWith({}) }),
      )
      expect(problem).toMatchObject({ status: 422, code: 'kubeconfig-refused-address', where: 'body, kubeconfig' })
    },
  )

  it.each<[string, Record<string, string>, string]>([
    ['no token', { authorization: '' }, 'no-token'],
    ['another scheme', { authorization: 'Basic Zm9vOmJhcg==' }, 'no-token'],
    ['a wrong token', { authorization: `Bearer ${TOKEN}x` }, 'unknown-token'],
    ['half a token', { authorization: `Bearer ${TOKEN.slice(0, 20)}` }, 'unknown-token'],
  ])('has %s', async (_, headers, code) => {
    const response = await ask({ kubeconfig: 'x' }, { headers })
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="kubewhy"')
    expect(await problemIn(response)).toMatchObject({ status: 401, code, where: 'header Authorization' })
  })

  it('comes to a service that knows no callers: the answer says how to turn it on', async () => {
    const off = createApp({ maxBodyBytes: 1000, diagnose: diagnoseInProcess({}), reference: bundledReference })
    const problem = await problemIn(await ask({}, { app: off }))
    expect(problem).toMatchObject({ status: 501, code: 'live-is-off' })
    expect(problem.hint).toContain('KUBEWHY_TOKENS')
  })
})

describe('callers', () => {
  it('are told apart by their tokens', async () => {
    const callerOf = callersOf([TOKEN, OTHER])
    expect(await callerOf(`Bearer ${TOKEN}`)).not.toBe(await callerOf(`bearer ${OTHER}`))
    await expect(callersOf([])(`Bearer ${TOKEN}`)).rejects.toMatchObject({ status: 401 })
  })

  it('need tokens that cannot be guessed', () => {
    expect(tokensFrom(` ${TOKEN}, ${OTHER}\n`)).toEqual([TOKEN, OTHER])
    expect(tokensFrom('')).toEqual([])
    expect(() => tokensFrom('secret')).toThrow('fewer than 24 characters')
  })

  it('may ask so often in a minute, and so often at once', () => {
    let now = 0
    const limits = new CallerLimits({ atOnce: 2, perMinute: 3, allAtOnce: 3 }, () => now)
    const first = limits.start('a')
    limits.start('a')
    expect(() => limits.start('a')).toThrow('more than 2 requests at once')
    limits.start('b')
    expect(() => limits.start('b')).toThrow('concurrency limit for live clusters')
    first()
    now = 10_000
    limits.start('a')()
    expect(() => limits.start('a')).toThrow(expect.objectContaining({ status: 429, headers: { 'retry-after': '50' } }))
    now = 60_000
    limits.start('a')
  })

  it('leave nothing of what they send in the log', () => {
    expect(log.length).toBeGreaterThan(20)
    expect(JSON.stringify(log)).not.toContain('CANARY')
    expect(new Set(log.map(({ path }) => path))).toEqual(new Set(['/v1/clusters/diagnose', '/v1/clusters/path']))
    expect(log.filter(({ status }) => status === 500)).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { assertEdgeCanServe } from '../../core/connect/fetch-transport.ts'
import { credentialHeaders } from '../../core/connect/headers.ts'
import { readKubeconfig } from '../../core/connect/kubeconfig.ts'
import { KubeconfigError } from '../../core/connect/kubeconfig-error.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

const config = (cluster: object = {}, user: object = { token: 'CANARY-token' }, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'CANARY-context',
  clusters: [{ name: 'CANARY-cluster', cluster: { server: 'https://canary-host.example:6443', ...cluster } }],
  users: [{ name: 'CANARY-user', user }],
  contexts: [
    { name: 'CANARY-context', context: { cluster: 'CANARY-cluster', user: 'CANARY-user', namespace: 'shop' } },
    { name: 'other', context: { cluster: 'nowhere', user: 'CANARY-user' } },
  ],
  ...more,
})

function problem(value: object | string, options = {}): KubeconfigError {
  try {
    readKubeconfig(typeof value === 'string' ? value : stringify(value), options)
  } catch (error) {
    if (error instanceof KubeconfigError) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('a kubeconfig that is used', () => {
  it.each([
    ['YAML', stringify],
    ['JSON', JSON.stringify],
  ])('is read from %s', (_name, write) => {
    const access = readKubeconfig(
      write(
        config(
          { 'certificate-authority-data': base64('CA'), 'tls-server-name': 'kubernetes' },
          {
            'client-certificate-data': base64('-----BEGIN CERTIFICATE-----'),
            'client-key-data': base64('-----BEGIN PRIVATE KEY-----'),
          },
        ),
      ),
    )
    expect(access).toEqual({
      server: new URL('https://canary-host.example:6443'),
      insecure: false,
      ca: 'CA',
      tlsServerName: 'kubernetes',
      client: { cert: '-----BEGIN CERTIFICATE-----', key: '-----BEGIN PRIVATE KEY-----' },
      namespace: 'shop',
    })
  })

  it('impersonates as kubectl does', () => {
    const user = {
      token: 't',
      as: 'jane',
      'as-uid': '7',
      'as-groups': ['dev', 'ops'],
      'as-user-extra': { scopes: ['view'] },
    }
    expect(credentialHeaders(readKubeconfig(stringify(config({}, user))))).toEqual([
      ['authorization', 'Bearer t'],
      ['impersonate-user', 'jane'],
      ['impersonate-uid', '7'],
      ['impersonate-group', 'dev'],
      ['impersonate-group', 'ops'],
      ['impersonate-extra-scopes', 'view'],
    ])
  })

  // To compare each key with each other one takes the square of their number in time.
  it('may have a key twice, of which the last counts, as for kubectl', () => {
    const twice = `${JSON.stringify(config({}, { token: 'first' })).slice(0, -1)},${JSON.stringify(config({}, { token: 'last' })).slice(1)}`
    expect(readKubeconfig(twice).token).toBe('last')
  })

  it('may skip the check of the certificate where the operator allows it', () => {
    const skipping = stringify(config({ 'insecure-skip-tls-verify': true }))
    expect(readKubeconfig(skipping, { allowInsecure: true }).insecure).toBe(true)
  })
})

const REFUSED: readonly { readonly code: string; readonly value: object | string; readonly options?: object }[] = (
  [
    ['exec-plugin', config({}, { exec: { command: 'CANARY-command', apiVersion: 'client.authentication.k8s.io/v1' } })],
    ['exec-plugin', config({}, { token: 'CANARY-token', exec: { command: 'sh' } })],
    ['auth-provider', config({}, { 'auth-provider': { name: 'gcp', config: { 'cmd-path': 'CANARY' } } })],
    ['file-reference', config({ 'certificate-authority': '/etc/CANARY' })],
    ['file-reference', config({}, { 'client-certificate': '/etc/CANARY', 'client-key-data': base64('k') })],
    ['file-reference', config({}, { 'client-certificate-data': base64('c'), 'client-key': '/etc/CANARY' })],
    ['file-reference', config({}, { tokenFile: '/var/run/CANARY' })],
    ['insecure', config({ 'insecure-skip-tls-verify': true })],
    ['insecure', config({ server: 'http://canary-host.example' })],
    ['proxy', config({ 'proxy-url': 'socks5://CANARY:1080' })],
    ['no-server', config({ server: 'CANARY' })],
    ['no-server', config({ server: 'file:///etc/CANARY' })],
    ['no-server', config({ server: 'https://CANARY:CANARY@example.com' })],
    ['no-server', config(), { context: 'other' }],
    ['no-context', config(), { context: 'CANARY-absent' }],
    ['no-context', config({}, { token: 't' }, { 'current-context': '' })],
    ['no-credentials', config({}, {})],
    ['no-credentials', config({}, { token: 't' }, { users: [] })],
    ['not-readable', config({}, { token: 'CANARY\r\nX-Injected: 1' })],
    ['not-readable', config({ 'certificate-authority-data': '%CANARY%' })],
    ['not-readable', config({}, { 'client-certificate-data': base64('CANARY'), 'client-key-data': base64('CANARY') })],
    ['not-readable', config({}, { token: 'CANARY\u0001' })],
    ['not-readable', config({}, { token: { CANARY: 1 } })],
    ['not-readable', 'CANARY: [unclosed'],
    ['not-readable', 'CANARY'],
    ['not-readable', ''],
    ['not-readable', 'CANARY-key: 1\nclusters: CANARY'],
    ['not-readable', `a: &a [CANARY]\n${Array.from({ length: 200 }, (_, at) => `b${at}: *a`).join('\n')}`],
    ['not-readable', `CANARY: ${'['.repeat(60_000)}`],
    ['too-large', `CANARY${' '.repeat(64 * 1024)}`],
  ] as [string, object | string, object?][]
).map(([code, value, options]) => ({ code, value, ...(options ? { options } : {}) }))

describe('a kubeconfig that is refused', () => {
  it.each(REFUSED)('$code', ({ code, value, options }) => {
    const error = problem(value, options)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/^[A-Z].*\.(?: \(.*\))?$|^[a-z-]+ is not (?:valid base64|PEM in base64)\.$/)
    expect(error.message.toLowerCase()).not.toContain('canary')
    expect(error.stack?.split('\n')[0]?.toLowerCase()).not.toContain('canary')
    expect(error.cause).toBeUndefined()
  })
})

describe('a kubeconfig on the edge', () => {
  it.each([
    ['edge-private-ca', config({ 'certificate-authority-data': base64('CA') })],
    [
      'edge-client-certificate',
      config({}, { 'client-certificate-data': base64('-----BEGIN C'), 'client-key-data': base64('-----BEGIN K') }),
    ],
    ['edge-server-name', config({ 'tls-server-name': 'kubernetes' })],
    ['refused-address', config({ server: 'https://10.0.0.1' })],
    ['refused-address', config({ server: 'https://kube.internal' })],
  ])('is refused: %s, and told what to use instead', (code, value) => {
    const check = () => assertEdgeCanServe(readKubeconfig(stringify(value)))
    expect(check).toThrow(expect.objectContaining({ code, message: expect.stringContaining('command line') }))
  })

  it('is used with a token and a public host', () => {
    expect(() => assertEdgeCanServe(readKubeconfig(stringify(config())))).not.toThrow()
  })
})

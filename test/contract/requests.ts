import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { FORMATS, type Format } from '../../core/render/format.ts'

/** One request of the contract, as plain data: it goes into workerd. */
export interface ContractRequest {
  readonly name: string
  readonly method: 'GET' | 'HEAD' | 'POST' | 'OPTIONS' | 'PUT'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Base64; absent without a body. */
  readonly body?: string
  /** The status that every runtime answers with. */
  readonly status: number
}

const fixture = (path: string) => readFileSync(join(import.meta.dirname, '../fixtures', path))
const shop = fixture('formats/get-all-shop.json')

/** A request that says who it is, so that answers have no random part. */
function request(
  method: ContractRequest['method'],
  path: string,
  status: number,
  more: {
    readonly body?: Buffer | string
    readonly headers?: Readonly<Record<string, string>>
    readonly as?: string
  } = {},
): ContractRequest {
  const { body, headers = {}, as } = more
  return {
    name: `${method} ${path}${as === undefined ? '' : ` (${as})`}: ${status}`,
    method,
    path,
    status,
    headers: { 'x-request-id': 'contract', ...headers },
    ...(body !== undefined && { body: Buffer.from(body).toString('base64') }),
  }
}

/** Snapshots and what is sent in their place. */
const BODIES: readonly (readonly [as: string, query: string, body: Buffer, status: number])[] = [
  ['a List', 'namespace=shop', shop, 200],
  ['YAML', 'workload=deployment/web', fixture('formats/get-all-shop.yaml'), 200],
  ['gzip', 'namespace=shop', gzipSync(shop), 200],
  ['JSON lines', '', fixture('formats/get-checkout.jsonl'), 200],
  ['cluster-info dump', '', fixture('formats/cluster-info-dump-stdout.txt'), 200],
  ['a quota', '', fixture('clusters/quota-exceeded/state.json'), 200],
  ['a selector', '', fixture('clusters/service-selector-typo/state.json'), 200],
  ['no such namespace', 'namespace=nowhere', shop, 422],
  ['a misspelt parameter', 'namespce=shop', shop, 400],
  ['describe', '', fixture('formats/describe-shop.txt'), 415],
  ['cut off', '', shop.subarray(0, 5000), 400],
  ['HTML', '', Buffer.from('<html>'), 415],
  ['nothing', '', Buffer.alloc(0), 400],
  ['a key that is a list', '', Buffer.from('kind: Pod\nmetadata:\n  ? [a, b]\n  : c\n'), 200],
]

const reports = BODIES.flatMap(([as, query, body, status]) =>
  FORMATS.map((format: Format) =>
    request('POST', `/v1/diagnose?${query === '' ? '' : `${query}&`}format=${format}`, status, { body, as }),
  ),
)

const chosen = (
  [
    ['text/html', 200],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 200],
    ['application/sarif+json', 200],
    ['application/xml', 200],
    ['image/png', 406],
  ] as const
).map(([accept, status]) => request('POST', '/v1/diagnose', status, { body: shop, headers: { accept }, as: accept }))

const tagTypo = fixture('clusters/image-tag-typo/state.json')
const web = { kind: 'Deployment', metadata: { name: 'web' } }
const withImage = {
  ...web,
  spec: { template: { spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } } },
}
const asOperations = {
  target: { kind: 'Deployment', name: 'web', namespace: 'shop' },
  patch: [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'nginx:1.27' }],
}

/** Patches that are tried on a snapshot. */
const whatIfs = (
  [
    ['a part of a manifest', withImage, 200],
    ['operations', asOperations, 200],
    ['operations as text', { ...asOperations, patch: JSON.stringify(asOperations.patch) }, 200],
    ['a list', [withImage, { ...web, spec: { replicas: 1 } }], 200],
    ['no such object', { ...web, kind: 'StatefulSet' }, 422],
    ['a path that is not there', { ...asOperations, patch: [{ op: 'remove', path: '/spec/nope' }] }, 422],
    ['another name', { ...asOperations, patch: [{ op: 'replace', path: '/metadata/name', value: 'x' }] }, 422],
    ['no name', { kind: 'Deployment' }, 400],
    ['a number', 5, 400],
    ['nothing', [], 400],
    ['twenty-one', Array.from({ length: 21 }, () => web), 400],
    ['66 KB', { ...web, spec: 'x'.repeat(66_000) }, 400],
  ] as const
).map(([as, patch, status]) => ({
  ...request('POST', `/v1/diagnose?namespace=shop&patch=${encodeURIComponent(JSON.stringify(patch))}`, status, {
    body: tagTypo,
  }),
  name: `POST /v1/diagnose?patch= (${as}): ${status}`,
}))

const ways = (
  [
    ['from=deploy/storefront&to=catalog:8000', 'ready-wrong-service-port', 200],
    ['from=deploy/storefront&to=svc/catalog&format=text', 'ready-policy-ingress', 200],
    ['from=internet&to=ingress/storefront&format=markdown', 'ingress-backend', 200],
    ['from=deploy/nope&to=svc/catalog', 'ready-policy-ingress', 422],
    ['from=deploy/storefront', 'ready-policy-ingress', 400],
    ['from=deploy/storefront&to=svc/catalog&format=html', 'ready-policy-ingress', 200],
  ] as const
).map(([query, id, status]) =>
  request('POST', `/v1/path?${query}`, status, { body: fixture(`clusters/${id}/state.json`) }),
)

function message(as: string, method: string, params: object = {}, status = 200): ContractRequest {
  const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  return request('POST', '/mcp', status, { body, headers, as })
}

const tool = (as: string, name: string, args: object) => message(as, 'tools/call', { name, arguments: args })

const client = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'contract', version: '1' } }
const storefront = String(fixture('clusters/ready-wrong-service-port/state.json'))

const agents = [
  message('initialize', 'initialize', client),
  message('tools', 'tools/list'),
  message('resources', 'resources/list'),
  message('templates', 'resources/templates/list'),
  message('a resource', 'resources/read', { uri: 'kubewhy://causes/image-not-found' }),
  message('no such resource', 'resources/read', { uri: 'kubewhy://causes/nothing' }),
  message('no such method', 'nothing/at/all'),
  tool('a snapshot', 'diagnose_snapshot', { snapshot: String(shop), namespace: 'shop' }),
  tool('base64', 'diagnose_snapshot', { snapshot: gzipSync(shop).toString('base64'), encoding: 'base64' }),
  tool('not base64', 'diagnose_snapshot', { snapshot: 'abcde', encoding: 'base64' }),
  tool('no snapshot', 'diagnose_snapshot', {}),
  tool('a path', 'trace_path', { snapshot: storefront, from: 'deploy/storefront', to: 'catalog:8000' }),
  tool('causes', 'list_causes', {}),
  tool('a cause', 'explain_cause', { id: 'image-not-found' }),
  tool('no such tool', 'nothing', {}),
  request('POST', '/mcp', 400, { body: '{', as: 'not JSON' }),
  request('POST', '/mcp', 403, { body: '{}', headers: { origin: 'https://evil.example' }, as: 'a foreign page' }),
]

const pages = [
  ...(
    [
      ['/', 200],
      ['/healthz', 200],
      ['/v1/causes', 200],
      ['/v1/causes/image-not-found', 200],
      ['/v1/causes/nothing', 404],
      ['/openapi.json', 200],
      ['/docs', 200],
      ['/docs.css', 200],
      ['/causes', 200],
      ['/causes.css', 200],
      ['/causes?q=ImagePullBackOff+manifest', 200],
      ['/causes/image-not-found', 200],
      ['/causes/nothing', 404],
      ['/nothing', 404],
      ['/v1/diagnose', 405],
      ['/mcp', 405],
    ] as const
  ).map(([path, status]) => request('GET', path, status)),
  request('HEAD', '/v1/causes', 200),
  request('OPTIONS', '/v1/diagnose', 204),
  request('PUT', '/v1/causes', 405, { body: '{}' }),
]

const refusals = [
  request('POST', '/v1/clusters/diagnose', 501, { body: '{}', as: 'without tokens' }),
  request('POST', '/v1/clusters/path?from=deploy/web&to=api', 501, { body: '{}', as: 'without tokens' }),
  request('POST', '/v1/diagnose', 415, { body: shop, headers: { 'content-encoding': 'br' }, as: 'Brotli' }),
  request('POST', '/v1/diagnose', 415, {
    body: '--x--',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    as: 'a form',
  }),
]

/** Everything that is asked of the service on each runtime; the answers are the same, byte for byte. */
export const REQUESTS: readonly ContractRequest[] = [
  ...reports,
  ...chosen,
  ...whatIfs,
  ...ways,
  ...agents,
  ...pages,
  ...refusals,
]

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { TestProject } from 'vitest/node'
import { configFrom } from '../../api/node/config.ts'
import { startServer } from '../../api/node/server.ts'
import { FORMATS } from '../../core/render/index.ts'

/** One request and what the service on Node answered. */
export interface NodeAnswer {
  readonly path: string
  /** Base64. */
  readonly body: string
  readonly status: number
  readonly contentType: string | null
  readonly text: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    nodeAnswers: readonly NodeAnswer[]
  }
}

const fixture = (path: string) => readFileSync(join(import.meta.dirname, '../fixtures', path))
const shop = fixture('formats/get-all-shop.json')

const BODIES: readonly (readonly [string, Buffer])[] = [
  ['?namespace=shop', shop],
  ['?workload=deployment/web', fixture('formats/get-all-shop.yaml')],
  ['?namespace=shop', gzipSync(shop)],
  ['', fixture('formats/get-checkout.jsonl')],
  ['', fixture('formats/cluster-info-dump-stdout.txt')],
  ['', fixture('clusters/quota-exceeded/state.json')],
  ['', fixture('clusters/service-selector-typo/state.json')],
  ['?namespace=nowhere', shop],
  ['?namespce=shop', shop],
  ['', fixture('formats/describe-shop.txt')],
  ['', shop.subarray(0, 5000)],
  ['', Buffer.from('<html>')],
  ['', Buffer.alloc(0)],
]

const WAYS = [
  ['?from=deploy/storefront&to=catalog:8000', 'ready-wrong-service-port'],
  ['?from=deploy/storefront&to=svc/catalog&format=text', 'ready-policy-ingress'],
  ['?from=internet&to=ingress/storefront&format=markdown', 'ingress-backend'],
  ['?from=deploy/nope&to=svc/catalog', 'ready-policy-ingress'],
  ['?from=deploy/storefront', 'ready-policy-ingress'],
] as const

/** Asks the service on Node before the tests in workerd ask theirs the same. */
export default async function setup({ provide }: TestProject): Promise<void> {
  const server = await startServer(configFrom({ PORT: '0' }), () => undefined)
  const answers: NodeAnswer[] = []
  for (const [query, body] of BODIES) {
    for (const format of FORMATS.filter(each => each !== 'html')) {
      const path = `/v1/diagnose${query}${query === '' ? '?' : '&'}format=${format}`
      const response = await fetch(server.url + path, { method: 'POST', body: new Uint8Array(body) })
      const contentType = response.headers.get('content-type')
      const text = await response.text()
      answers.push({ path, body: body.toString('base64'), status: response.status, contentType, text })
    }
  }
  for (const [query, id] of WAYS) {
    const path = `/v1/path${query}`
    const body = fixture(`clusters/${id}/state.json`)
    const response = await fetch(server.url + path, { method: 'POST', body: new Uint8Array(body) })
    const contentType = response.headers.get('content-type')
    const text = await response.text()
    answers.push({ path, body: body.toString('base64'), status: response.status, contentType, text })
  }
  for (const path of [
    '/v1/causes',
    '/v1/causes/image-not-found',
    '/v1/causes/nothing',
    '/openapi.json',
    '/docs',
    '/healthz',
    '/',
    '/causes',
    '/causes?q=ImagePullBackOff+manifest',
    '/causes/image-not-found',
    '/causes/nothing',
  ]) {
    const response = await fetch(server.url + path)
    const contentType = response.headers.get('content-type')
    answers.push({ path, body: '', status: response.status, contentType, text: await response.text() })
  }
  await server.stop(10_000)
  provide('nodeAnswers', answers)
}

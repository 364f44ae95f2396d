import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { FORMATS } from '../../core/render/index.ts'
import { mutated, mutation } from '../fuzz/mutations.ts'
import { SEED } from '../fuzz/seed.ts'
import { CLUSTERS, readRecording, scenarioIds } from '../support/scenarios.ts'

/** One request of the soak and the statuses that are right for it. 503 is right for any that needs a process. */
export interface Request {
  readonly kind: 'valid' | 'hostile' | 'live'
  readonly method: string
  readonly path: string
  readonly body?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  readonly right: readonly number[]
  /** The caller leaves after so many milliseconds. */
  readonly leavesAfter?: number
}

const encode = (text: string) => new TextEncoder().encode(text)
const post = (kind: Request['kind'], body: Uint8Array, right: readonly number[], query = ''): Request => ({
  kind,
  method: 'POST',
  path: `/v1/diagnose${query}`,
  body,
  right: [...right, 503],
})

function valid(): readonly Request[] {
  return scenarioIds.flatMap((id, index) => {
    const state = readFileSync(join(CLUSTERS, id, 'state.json'))
    const format = FORMATS[index % FORMATS.length] ?? 'json'
    return [post('valid', state, [200], `?format=${format}`), post('valid', gzipSync(state), [200])]
  })
}

function hostile(): readonly Request[] {
  const changes = fc.sample(fc.array(mutation, { minLength: 1, maxLength: 8 }), { numRuns: 60, seed: SEED })
  const anyAnswer = [200, 400, 413, 415, 422]
  const changed = changes.map((mutations, index) => {
    const objects = mutations.reduce(mutated, readRecording(scenarioIds[index % scenarioIds.length] ?? '').objects)
    return post('hostile', encode(JSON.stringify(objects)), anyAnswer)
  })
  const state = readFileSync(join(CLUSTERS, 'crash-oom', 'state.json'))
  const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, ' '), { level: 9 })
  return [
    ...changed,
    post('hostile', state.subarray(0, -100), [400]),
    post('hostile', encode('<html>'), [415]),
    post('hostile', encode('['.repeat(100_000)), [400, 413]),
    post('hostile', bomb, [400, 413, 422]),
    post('hostile', new Uint8Array(0), [400]),
    post('hostile', state, [400], '?format=xml'),
    post('hostile', state, [422], '?namespace=nowhere'),
    { ...post('hostile', state, [200, 499]), leavesAfter: 5 },
    { kind: 'hostile', method: 'GET', path: '/v1/diagnose', right: [405] },
    { kind: 'hostile', method: 'GET', path: `/${'a'.repeat(3000)}`, right: [404] },
    { kind: 'hostile', method: 'POST', path: '/mcp', body: encode('{}'), right: [400, 406, 415, 503] },
  ]
}

/** The callers of the soak that may have clusters read: one alone may not ask often enough. */
export const TOKENS = Array.from({ length: 12 }, (_, at) => `soak-caller-token-${at}-0123456789`)

function live(clusters: readonly LiveCluster[], token: string): readonly Request[] {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const rpc = { ...headers, accept: 'application/json, text/event-stream' }
  return clusters.flatMap(({ kubeconfig, namespace }) => {
    const asked = { kubeconfig, namespace }
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'diagnose_cluster', arguments: asked } }
    // A caller may read two clusters at once and thirty in a minute.
    const one = { kind: 'live', method: 'POST', headers, right: [200, 413, 429, 503] } as const
    return [
      { ...one, path: '/v1/clusters/diagnose?format=text', body: encode(JSON.stringify(asked)) },
      { ...one, path: '/v1/clusters/diagnose', body: encode(JSON.stringify({ kubeconfig, allNamespaces: true })) },
      { ...one, path: '/mcp', headers: rpc, body: encode(JSON.stringify(call)) },
      { ...one, path: '/v1/clusters/diagnose', body: encode(JSON.stringify(asked)), leavesAfter: 50 },
    ]
  })
}

/** A cluster that is read live, and the namespace to look at. */
export interface LiveCluster {
  readonly kubeconfig: string
  readonly namespace: string
}

/** Valid and hostile requests in turn, from recordings and from mutations of them, and now and then a live read. */
export function soakRequests(clusters: readonly LiveCluster[]): readonly Request[] {
  const [good, bad, reads] = [valid(), hostile(), TOKENS.flatMap(token => live(clusters, token))]
  return good.flatMap((request, index) => {
    const read = index % 8 === 0 ? reads[((index / 8) * 5) % reads.length] : undefined
    return [request, bad[index % bad.length] ?? request, ...(read ? [read] : [])]
  })
}

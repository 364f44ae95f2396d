import { KubeConfig, Watch } from '@kubernetes/client-node'
import { describe, expect, it } from 'vitest'
import type { FakeApiServer } from '../fake/api-server.ts'
import { withServer } from './live.ts'

interface Seen {
  readonly type: string
  readonly object: {
    readonly kind: string
    readonly code?: number
    readonly metadata: { readonly resourceVersion?: string }
  }
}

/** What client-node's own watch sees until the server ends it. */
async function watch(
  server: FakeApiServer,
  path: string,
  query: Record<string, unknown>,
  during: () => void,
): Promise<Seen[]> {
  const config = new KubeConfig()
  config.loadFromString(server.kubeconfig())
  const seen: Seen[] = []
  await new Promise<void>((resolve, reject) => {
    new Watch(config)
      .watch(
        path,
        { timeoutSeconds: 1, ...query },
        (type, object) => seen.push({ type, object }),
        error => (error ? reject(error) : resolve()),
      )
      .then(during, reject)
  })
  return seen
}

describe('a rollout that happens again', () => {
  it('is told to a watch from the revision of a list', () =>
    withServer({ cluster: 'healthy-rolled', timeline: 'image-tag-typo' }, async server => {
      const { replay, store } = server
      replay?.advanceTo(5)
      const revision = store.revision('', 'pods')
      const before = store.list('', 'pods', 'shop-live').length
      const seen = await watch(
        server,
        '/api/v1/namespaces/shop-live/pods',
        { resourceVersion: String(revision), allowWatchBookmarks: true },
        () => replay?.advanceTo(200),
      )
      const types = seen.map(({ type }) => type)
      expect(types).toContain('MODIFIED')
      expect(types).toContain('ADDED')
      expect(types.at(-1)).toBe('BOOKMARK')
      expect(seen.at(-1)?.object.metadata.resourceVersion).toBe(String(store.revision('', 'pods')))
      const revisions = seen.map(({ object }) => Number(object.metadata.resourceVersion))
      expect(Math.min(...revisions)).toBeGreaterThan(revision)
      expect(before).toBeLessThan(store.list('', 'pods', 'shop-live').length)
      expect(replay?.now()).toMatch(/^2026-11-23T21:2\d:\d\dZ$/)
    }))

  it('answers a watch from a forgotten revision with the recorded 410', () =>
    withServer({ cluster: 'crash-oom' }, async server => {
      server.compact()
      const seen = await watch(server, '/api/v1/pods', { resourceVersion: '1' }, () => {}).catch(
        (error: unknown) => error,
      )
      expect(JSON.stringify(seen)).toContain('too old resource version')
    }))
})

import { describe, expect, it } from 'vitest'
import { clientNodeCluster } from '../../action/cluster/client-node.ts'
import type { KubeStream } from '../../action/cluster/stream.ts'
import { openFeed } from '../../action/watch/feed.ts'
import { createBell, type Watched, watchRollout } from '../../action/watch/watch.ts'
import { withServer } from '../cluster/live.ts'
import type { FakeApiServer } from '../fake/api-server.ts'
import { readScenario } from '../support/scenarios.ts'
import { watchReplay as watch } from '../support/watch-replay.ts'

const causes = ({ report }: Watched) => report.problems.map(({ cause }) => cause)
const watches = ({ requests }: FakeApiServer, resource: string) =>
  requests.filter(({ verb, resource: asked }) => verb === 'watch' && asked?.resource === resource)

describe('a rollout watched over TLS', () => {
  it('is given up within 2 s after the decisive event', async () => {
    const { watched, at, lines } = await watch('image-tag-typo', 12.8)
    expect(watched.decision).toMatchObject({ state: 'failed', why: 'doomed' })
    expect(causes(watched)).toEqual(['image-not-found'])
    // The pod's status says so at 14.54 s.
    expect(at).toBeLessThan(16.54)
    expect(lines[0]).toMatch(/^Deployment shop-live\/web: \d of 3 pods are up to date, 3 ready$/)
  })
})

describe.concurrent('a rollout watched over TLS, at the same time as others,', () => {
  it('names every problem that shows at about the same time', async () => {
    const { watched } = await watch('two-problems', 8)
    expect(causes(watched).sort()).toEqual(['config-map-missing', 'image-not-found'])
  })

  it('survives watches that are dropped after every event of a pod', async () => {
    const { watched, server } = await watch('image-tag-typo', 12.8, {
      meanwhile: ({ store, dropWatches }) =>
        store.subscribe(({ object }) => {
          if (object.kind === 'Pod') setImmediate(dropWatches)
        }),
    })
    expect(causes(watched)).toEqual(['image-not-found'])
    expect(watches(server, 'pods').length).toBeGreaterThan(1)
  })

  it('lists anew when its revision is gone', async () => {
    const { watched, server } = await watch('image-tag-typo', 12.8, {
      meanwhile: ({ compact, dropWatches }) => {
        compact()
        dropWatches()
      },
    })
    expect(causes(watched)).toEqual(['image-not-found'])
    const lists = server.requests.filter(({ verb, resource }) => verb === 'list' && resource?.resource === 'pods')
    expect(lists.length).toBeGreaterThan(1)
  })

  it('takes every event twice without harm', async () => {
    const twice: (stream: KubeStream) => KubeStream = stream => (path, request) =>
      stream(path, {
        ...request,
        onLine: line => {
          request.onLine(line)
          request.onLine(line)
        },
      })
    const { watched } = await watch('secret-key-missing', 11.2, { stream: twice })
    expect(causes(watched)).toEqual(['secret-key-missing'])
  })

  it('lists from time to time where watching is not allowed', async () => {
    const { watched, server } = await watch('image-tag-typo', 12.8, {
      options: {
        fault: info => (info.verb === 'watch' ? { status: 403 } : undefined),
      },
    })
    expect(causes(watched)).toEqual(['image-not-found'])
    expect(
      server.requests.filter(({ verb, resource }) => verb === 'list' && resource?.resource === 'pods').length,
    ).toBeGreaterThan(1)
  })

  it('succeeds when all is rolled out and stays so', async () => {
    const { watched, at } = await watch('healthy-rolled', 11.8, { settle: 3000 })
    expect(watched.decision).toEqual({ state: 'succeeded' })
    expect(watched.report.verdict).toBe('healthy')
    expect(at).toBeGreaterThan(14.42 + 2)
  })

  it('knows what it sees by the clock of the server', async () => {
    const { watched } = await watch('image-tag-typo', 13.5)
    expect(watched.report.takenAt).toMatch(/^2026-11-23T21:/)
    expect(watched.took).toBeLessThan(10_000)
  })
})

describe('a watch that is cut', () => {
  it('goes on from the revision of the last bookmark', () =>
    withServer({ cluster: 'healthy-rolled' }, async server => {
      const { get, stream } = await clientNodeCluster({ kubeconfig: server.kubeconfig(), allowPlugins: false })
      const cutAfterBookmark: KubeStream = (path, request) =>
        stream(path, {
          ...request,
          onOpen: () => {
            request.onOpen()
            server.bookmark('777777')
          },
          onLine: line => {
            request.onLine(line)
            if (line.includes('"BOOKMARK"')) server.dropWatches()
          },
        })
      const { namespace } = readScenario('healthy-rolled')
      const feed = await openFeed({ get, stream: cutAfterBookmark }, [namespace], () => {})
      // Nothing happens to quotas; only bookmarks tell where their watch is.
      const revisions = () => watches(server, 'resourcequotas').map(({ query }) => query.get('resourceVersion'))
      await expect.poll(revisions).toContain('777777')
      feed.close()
    }))
})

describe('what is rolled out and fails at its job', () => {
  it.each([
    ['ready-rbac-list', 'degraded'],
    ['noisy-nginx', 'healthy'],
  ])('%s: the logs are read once before success is said', async (cluster, verdict) => {
    await withServer({ cluster }, async server => {
      const { namespace } = readScenario(cluster)
      const { get, stream } = await clientNodeCluster({ kubeconfig: server.kubeconfig(), allowPlugins: false })
      const bell = createBell()
      const feed = await openFeed({ get, stream }, [namespace], bell.ring)
      const { decision, report } = await watchRollout(feed, bell, {
        wanted: { namespace, named: [] },
        manifests: [],
        failFast: 'normal',
        settle: 0,
        timeout: 600_000,
        cancelled: new Promise(() => {}),
        onWaiting: () => {},
      })
      feed.close()
      expect({ state: decision.state, verdict: report.verdict }).toEqual({ state: 'succeeded', verdict })
    })
  })
})

describe('a cluster that cannot be watched', () => {
  it('is said to be so, with what was asked', async () => {
    await withServer({ cluster: 'healthy-rolled' }, async server => {
      const { get, stream } = await clientNodeCluster({ kubeconfig: server.kubeconfig('nobody'), allowPlugins: false })
      await expect(openFeed({ get, stream }, ['shop'], () => {})).rejects.toThrow(
        'The cluster cannot be watched: the API server rejected the credentials (401) (GET /version).',
      )
    })
  })

  it('may lack the namespace', async () => {
    await withServer({ cluster: 'healthy-rolled' }, async server => {
      const { get, stream } = await clientNodeCluster({ kubeconfig: server.kubeconfig(), allowPlugins: false })
      await expect(openFeed({ get, stream }, ['nowhere'], () => {})).rejects.toThrow(
        'The namespace nowhere does not exist.',
      )
    })
  })
})

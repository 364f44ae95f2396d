import { describe, expect, it } from 'vitest'
import { collect } from '../../core/collect/index.ts'
import { type CollectKind, KINDS } from '../../core/collect/kinds.ts'
import type { KubeGet } from '../../core/collect/kube-get.ts'
import { asServed } from '../../core/collect/plan.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import { inProcess } from '../fake/in-process.ts'
import { recorded } from '../fake/kube/recorded.ts'
import type { Stored } from '../fake/kube/store.ts'
import { collectFrom, SCOPED_TOKEN, withServer } from './live.ts'

const named = (objects: readonly unknown[], kind: string) =>
  (objects as readonly Stored[]).filter(object => object.kind === kind)

describe('what a collection reads', () => {
  it('reads a namespace, what serves it, and the logs of what fails', () =>
    withServer({ cluster: 'crash-missing-module' }, async server => {
      const snapshot = await collectFrom(server, { namespace: 'checkout' })
      expect(snapshot).toMatchObject({
        takenAt: '2026-11-23T21:19:25Z',
        serverVersion: 'v1.36.2',
        unseen: [],
        controlPlane: { failedChecks: [] },
        credentials: { incomplete: false, excess: [expect.stringContaining('cluster-admin')] },
      })
      expect(snapshot.logs).toEqual([
        expect.objectContaining({
          namespace: 'checkout',
          container: 'checkout',
          current: expect.stringContaining('Cannot find module'),
        }),
      ])
      expect(snapshot.logs?.[0]).not.toHaveProperty('previous')
      expect(snapshot.lists).toContainEqual({ kind: 'Pod', namespaces: ['checkout', 'kube-system'] })
      expect(snapshot.lists).toContainEqual({ kind: 'Node' })
      expect(snapshot.served).toContain('apps/v1/Deployment')
      expect(snapshot.served).toContain('v1/Pod')
      expect(named(snapshot.objects, 'Namespace').map(object => object.metadata.name)).toEqual(['checkout'])
      expect(snapshot.requests).toBe(server.requests.length)
    }))

  it('reads the log before a restart', () =>
    withServer({ cluster: 'healthy-restarted' }, async server => {
      const { logs } = await collectFrom(server, { namespace: 'healthy-api' })
      expect(logs?.map(log => log.previous)).toEqual(['waiting for database\n'])
    }))

  it('asks once for each kind and place', () =>
    withServer({ cluster: 'healthy-full-house' }, async server => {
      await collectFrom(server, { namespace: 'healthy-suite' })
      const urls = server.requests.map(request => request.url)
      expect(new Set(urls).size).toBe(urls.length)
      expect(urls.filter(url => url.includes('/log?'))).toEqual([expect.stringContaining('/pods/web-')])
      expect(server.requests.filter(request => request.status >= 400)).toEqual([])
    }))

  it('reads a whole cluster with one list of each kind', () =>
    withServer({ cluster: 'config-map-wrong-namespace' }, async server => {
      const snapshot = await collectFrom(server, { cluster: true })
      expect(snapshot.lists?.every(list => list.namespaces === undefined)).toBe(true)
      expect(snapshot.lists?.map(list => list.kind)).toContain('Namespace')
      const places = named(snapshot.objects, 'ConfigMap').map(object => object.metadata.namespace)
      expect(new Set(places)).toEqual(new Set(['orders-stage', 'orders-shared']))
    }))

  it('keeps names of Secret keys and no value', () =>
    withServer({ cluster: 'secret-key-missing' }, async server => {
      const snapshot = await collectFrom(server, { namespace: 'payments' })
      const [secret] = named(snapshot.objects, 'Secret')
      expect(secret).toMatchObject({ apiVersion: 'v1', data: { password: '' } })
      expect(JSON.stringify(snapshot)).not.toContain('CANARY')
      const asked = server.requests.filter(request => request.resource?.resource === 'secrets')
      expect(asked.map(request => request.accept)).toEqual([
        'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      ])
    }))

  it.each([
    ['Secret', 'secrets-partial-metadata-empty'],
    ['CustomResourceDefinition', 'crds-partial-metadata-empty'],
  ])('takes an empty list of %s for one, though its items are null', async (kind, name) => {
    const { status, body } = recorded(name)
    const admin = inProcess('crash-oom')({ name: 'admin', grants: 'all' })
    const get: KubeGet = (path, request) =>
      request?.accept?.includes('as=PartialObjectMetadataList')
        ? Promise.resolve({ status, headers: {}, body })
        : admin(path, request)
    const { unseen, lists } = await collect(get, { cluster: true }, { clock: systemClock })
    expect(unseen).toEqual([])
    expect(lists).toContainEqual({ kind })
  })

  it('says that a namespace does not exist, and lists nothing in it', () =>
    withServer({ cluster: 'crash-oom' }, async server => {
      const snapshot = await collectFrom(server, { namespace: 'nowhere' })
      expect(snapshot.unseen).toEqual([{ kind: 'Namespace', namespace: 'nowhere', why: 'does not exist' }])
      expect(snapshot.lists).toEqual([])
    }))

  it('tells failed health checks', () =>
    withServer({ cluster: 'crash-oom', failedChecks: ['etcd', 'etcd-readiness'] }, async server => {
      const snapshot = await collectFrom(server, { namespace: 'nowhere' })
      expect(snapshot.controlPlane?.failedChecks).toEqual(expect.arrayContaining(['etcd', 'etcd-readiness']))
      expect(server.requests.filter(request => request.path === '/readyz')).toHaveLength(1)
    }))
})

describe('what may not be read', () => {
  const viewer = {
    name: 'system:serviceaccount:rbac-demo:viewer',
    grants: [
      {
        namespace: 'checkout',
        rules: [{ apiGroups: [''], resources: ['pods', 'services'], verbs: ['get', 'list', 'watch'] }],
      },
    ],
  }

  it('is unseen, with the rule that would show it', () =>
    withServer({ cluster: 'crash-missing-module', identities: { [SCOPED_TOKEN]: viewer } }, async server => {
      const snapshot = await collectFrom(server, { namespace: 'checkout' }, SCOPED_TOKEN)
      const unseen = (kind: string, namespace?: string) =>
        snapshot.unseen?.find(each => each.kind === kind && each.namespace === namespace)
      expect(unseen('Node')).toEqual({
        kind: 'Node',
        why: 'forbidden',
        grant: '{apiGroups: [""], resources: ["nodes"], verbs: ["list"]}',
      })
      expect(unseen('Deployment', 'checkout')?.grant).toBe(
        '{apiGroups: ["apps"], resources: ["deployments"], verbs: ["list"]}',
      )
      expect(unseen('Pod', 'kube-system')?.why).toBe('forbidden')
      expect(unseen('Pod', 'checkout')).toBeUndefined()
      expect(unseen('Secret', 'checkout')?.why).toBe('forbidden')
      expect(unseen('Log', 'checkout')?.grant).toBe('{apiGroups: [""], resources: ["pods/log"], verbs: ["get"]}')
      expect(server.requests.some(request => request.resource?.resource === 'secrets')).toBe(false)
      expect(snapshot.lists).toContainEqual({ kind: 'Pod', namespaces: ['checkout'] })
      expect(snapshot.controlPlane?.failure).toBeUndefined()
      expect(snapshot.credentials).toEqual({ incomplete: false, excess: [] })
    }))

  it('makes the credentials useless when it is everything', () =>
    withServer(
      { cluster: 'crash-oom', identities: { [SCOPED_TOKEN]: { name: 'nobody', grants: [] } } },
      async server => {
        const snapshot = await collectFrom(server, { namespace: 'jvm' }, SCOPED_TOKEN)
        expect(snapshot.controlPlane?.failure).toMatchObject({
          kind: 'forbidden',
          request: 'GET /api/v1/namespaces/jvm/pods',
        })
        expect(snapshot.objects).toEqual([])
      },
    ))

  it('tells refused credentials', () =>
    withServer({ cluster: 'crash-oom' }, async server => {
      const snapshot = await collectFrom(server, { namespace: 'jvm' }, 'CANARY-expired')
      expect(snapshot.controlPlane?.failure).toMatchObject({ kind: 'unauthorized', request: 'GET /version' })
      expect(server.requests).toHaveLength(1)
      expect(JSON.stringify(snapshot)).not.toContain('CANARY')
    }))

  it('asks for the kinds of an add-on where they are served, in the version that is', () => {
    const kind = KINDS.find(each => each.kind === 'TLSRoute') as CollectKind
    const served = (...versions: readonly string[]) =>
      asServed(
        { kind },
        versions.map(version => `gateway.networking.k8s.io/${version}/TLSRoute`),
      )?.kind.version
    expect(served('v1alpha3', 'v1')).toBe('v1')
    expect(served('v1alpha3')).toBe('v1alpha3')
    expect(asServed({ kind }, undefined)).toBeUndefined()
  })

  it('tells a kind that the cluster does not serve', () =>
    withServer({ cluster: 'crash-oom', objects: [] }, async server => {
      const { status, body } = recorded('kind-not-served')
      const snapshot = await collect(
        async () => ({ status, headers: {}, body }),
        { cluster: true },
        { clock: systemClock },
      )
      expect(snapshot.unseen).toContainEqual({ kind: 'ValidatingAdmissionPolicy', why: 'not served' })
      expect(server.requests).toEqual([])
    }))
})

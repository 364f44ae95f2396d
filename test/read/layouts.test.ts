import { describe, expect, it } from 'vitest'
import { readFiles } from '../../core/read/index.ts'
import { encode, file, namesOf, recorded, some, untyped } from './recorded-objects.ts'

const objects = recorded('crash-oom')
const pods = some(objects, 'Pod', 'reports')
const nodes = some(objects, 'Node')
const pod = pods[0]?.metadata.name ?? ''

describe('a troubleshoot.sh support bundle', () => {
  const root = 'support-bundle-2026/cluster-resources'

  it('reads bare arrays, whose kind only the folder tells, and Lists', async () => {
    const snapshot = await readFiles([
      file(`${root}/pods/reports.json`, pods.map(untyped)),
      file(`${root}/nodes.json`, { apiVersion: 'v1', kind: 'NodeList', items: nodes }),
      file(`${root}/network-policy/reports.json`, { kind: 'List', apiVersion: 'v1', items: [] }),
      file(`${root}/pvcs/reports.json`, []),
      file(`${root}/namespaces.json`, some(objects, 'Namespace')),
    ])
    expect(namesOf(snapshot.objects)).toEqual(namesOf([...pods, ...nodes, ...some(objects, 'Namespace')]))
    expect(snapshot.objects[0]).toEqual(pods[0])
    expect(snapshot.lists).toEqual([
      { kind: 'Node' },
      { kind: 'Pod', namespaces: ['reports'] },
      { kind: 'NetworkPolicy', namespaces: ['reports'] },
      { kind: 'PersistentVolumeClaim', namespaces: ['reports'] },
    ])
  })

  it('takes what it could not read as unseen', async () => {
    const snapshot = await readFiles([
      file(`${root}/pods/reports.json`, pods),
      file(`${root}/pods-errors.json`, {
        shop: 'pods is forbidden: User "u" cannot list resource "pods" in API group "" in the namespace "shop"',
      }),
      file(`${root}/nodes-errors.json`, ['context deadline exceeded']),
      file(`${root}/storage-errors.json`, ['the server could not find the requested resource']),
      file(`${root}/services-errors.json`, 'null'),
      file(`${root}/pvcs/reports.json`, '{"items": [{'),
    ])
    expect(snapshot.unseen).toEqual([
      { kind: 'Pod', namespace: 'shop', why: 'forbidden' },
      { kind: 'Node', why: 'timed out' },
      { kind: 'StorageClass', why: 'not served' },
      { kind: 'PersistentVolumeClaim', namespace: 'reports', why: 'its file could not be read' },
    ])
    expect(snapshot.skipped?.map(({ name }) => name)).toEqual([`${root}/pvcs/reports.json`])
  })

  it('takes kinds that its permissions leave out as unseen, but not those that it has', async () => {
    const rules = [
      { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'services'] },
      { verbs: ['*'], apiGroups: ['apps'], resources: ['*'] },
      { verbs: ['list'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['one'] },
    ]
    const read = async (content: unknown) => {
      const snapshot = await readFiles([
        file(`${root}/pods/reports.json`, pods),
        file(`${root}/events/reports.json`, []),
        file(`${root}/auth-cani-list/reports.json`, content),
      ])
      return snapshot.unseen?.map(({ kind }) => kind)
    }
    for (const content of [rules, { resourceRules: rules, incomplete: false }, { status: { resourceRules: rules } }]) {
      const kinds = await read(content)
      expect(kinds).toContain('Secret')
      expect(kinds).toContain('ConfigMap')
      for (const allowed of ['Pod', 'Service', 'Deployment', 'Event']) expect(kinds).not.toContain(allowed)
    }
    expect(await read({ resourceRules: rules, incomplete: true })).toBeUndefined()
  })

  it('finds the pod of a log in each of the layouts', async () => {
    const logs = async (name: string) => {
      const snapshot = await readFiles([file(`${root}/pods/reports.json`, pods), file(name, 'killed\n')])
      return snapshot.logs ?? snapshot.skipped
    }
    const reference = { namespace: 'reports', pod, container: 'renderer' }
    const current = [{ ...reference, current: 'killed\n' }]
    const previous = [{ ...reference, previous: 'killed\n' }]
    expect(await logs(`${root}/pods/logs/reports/${pod}/renderer.log`)).toEqual(current)
    expect(await logs(`${root}/pods/logs/reports/${pod}/renderer-previous.log`)).toEqual(previous)
    expect(await logs(`bundle/collector/${pod}/renderer.log`)).toEqual(current)
    expect(await logs(`bundle/collector/${pod}.log`)).toEqual(current)
    expect(await logs(`bundle/reports/${pod}/renderer-previous.log`)).toEqual(previous)
    expect(await logs(`bundle/reports/other-pod/renderer.log`)).toEqual([
      { name: 'bundle/reports/other-pod/renderer.log', why: 'a log whose pod is not in the snapshot' },
    ])
    expect(await logs(`${root}/pods/logs/reports/${pod}/renderer-logs-errors.log`)).toEqual([
      { name: `log of reports/${pod}/renderer`, why: 'the bundle could not read this log' },
    ])
  })

  it("gives the server's version", async () => {
    const snapshot = await readFiles([
      file('b/cluster-info/cluster_version.json', { info: { gitVersion: 'v1.31.4+k3s1' }, string: 'v1.31.4+k3s1' }),
      file('b/cluster-resources/pods/reports.json', pods),
    ])
    expect(snapshot.serverVersion).toBe('v1.31.4+k3s1')
  })
})

describe('an OpenShift must-gather', () => {
  const root = 'must-gather/quay-io-sha256-1'

  it('reads one file per object beside list files, each object once, and logs by their folders', async () => {
    const podFolder = `${root}/namespaces/reports/pods/${pod}`
    const snapshot = await readFiles([
      file(`${root}/namespaces/reports/core/pods.yaml`, { apiVersion: 'v1', kind: 'PodList', items: pods }),
      file(`${root}/namespaces/reports/core/configmaps.yaml`, { apiVersion: 'v1', kind: 'List', items: [] }),
      file(`${podFolder}/${pod}.yaml`, pods[0]),
      file(`${podFolder}/renderer/renderer/logs/current.log`, ''),
      file(`${podFolder}/renderer/renderer/logs/previous.log`, 'killed\n'),
      file(`${podFolder}/renderer/renderer/logs/previous.insecure.log`, 'killed\n'),
      ...nodes.map(node => file(`${root}/cluster-scoped-resources/core/nodes/${node.metadata.name}.yaml`, node)),
      { name: `${root}/audit_logs/kube-apiserver/audit.log.gz`, read: () => new Uint8Array([0x1f, 0x8b]) },
    ])
    expect(namesOf(snapshot.objects)).toEqual(namesOf([...pods, ...nodes]))
    expect(snapshot.lists).toEqual([
      { kind: 'Pod', namespaces: ['reports'] },
      { kind: 'ConfigMap', namespaces: ['reports'] },
    ])
    expect(snapshot.logs).toEqual([
      { namespace: 'reports', pod, container: 'renderer', current: '', previous: 'killed\n' },
    ])
    expect(snapshot.skipped?.map(({ name }) => name.slice(name.lastIndexOf('/') + 1))).toEqual([
      'previous.insecure.log',
      'audit.log.gz',
    ])
  })
})

describe('any directory', () => {
  it('takes no bare List for all that there is, whatever its folder is called', async () => {
    const list = { apiVersion: 'v1', kind: 'List', items: pods }
    expect((await readFiles([file('reports/pods.json', list)])).lists).toBeUndefined()
    const typed = { apiVersion: 'v1', kind: 'PodList', items: pods }
    expect((await readFiles([file('other/pods.json', typed)])).lists).toBeUndefined()
    expect((await readFiles([file('reports/pods.json', typed)])).lists).toEqual([
      { kind: 'Pod', namespaces: ['reports'] },
    ])
  })

  it('names at most 100 files that it did not use and counts the others', async () => {
    const pictures = Array.from({ length: 150 }, (_, i) => file(`a/${i}.png`, 'x'))
    const { skipped } = await readFiles([file('a/pods.json', pods), ...pictures])
    expect(skipped).toHaveLength(101)
    expect(skipped?.at(-1)).toEqual({ name: 'others', why: '50 more were not used' })
  })

  it('leaves out one file that can not be read, but not the only one', async () => {
    const broken = file(
      'shop/describe.txt',
      new TextDecoder().decode(encode('Name:  web\nNamespace:  shop\nLabels:  a\n')),
    )
    const { skipped } = await readFiles([file('shop/pods.json', pods), broken])
    expect(skipped).toEqual([{ name: 'shop/describe.txt', why: expect.stringContaining('kubectl describe') as string }])
    await expect(readFiles([file('describe.txt', 'Name:   web\nNamespace:  shop\n')])).rejects.toMatchObject({
      code: 'describe-output',
      where: 'describe.txt',
    })
  })

  it('uses manifests.yaml as objects where no collected.json makes it the manifests', async () => {
    const manifest = JSON.stringify({ ...pods[0] })
    const alone = await readFiles([file('x/manifests.yaml', manifest)])
    expect(namesOf(alone.objects)).toEqual(namesOf(pods.slice(0, 1)))
    expect(alone.manifests).toBeUndefined()
    const collected = await readFiles([
      file('x/manifests.yaml', manifest),
      file('x/collected.json', { lists: [{ kind: 'Pod', namespaces: ['reports'] }] }),
    ])
    expect(collected.objects).toEqual([])
    expect(collected.manifests).toEqual([{ source: 'x/manifests.yaml', object: pods[0] }])
  })
})

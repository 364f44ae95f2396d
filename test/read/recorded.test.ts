import { describe, expect, it } from 'vitest'
import { readFiles, readSnapshot } from '../../core/read/index.ts'
import type { Snapshot } from '../../core/snapshot.ts'
import { bytesOf, filesBelow } from './directory.ts'

/** `Kind/namespace/name` of every object, sorted. */
function names(snapshot: Snapshot, namespace?: string): string[] {
  return snapshot.objects
    .map(object => object as { kind: string; metadata: { name: string; namespace?: string } })
    .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
    .map(({ kind, metadata }) => `${kind}/${metadata.namespace ?? ''}/${metadata.name}`)
    .sort()
}

describe('the layout of kubewhy collect', () => {
  it('gives objects, lists, logs, manifests and the time of the recording', async () => {
    const snapshot = await readFiles(filesBelow('clusters/crash-oom'))
    expect(snapshot.takenAt).toBe('2026-11-23T21:19:18Z')
    expect(snapshot.serverVersion).toBe('v1.36.2')
    expect(snapshot.lists).toContainEqual({ kind: 'Service', namespaces: ['reports', 'kube-system', 'default'] })
    expect(snapshot.logs).toEqual([
      {
        namespace: 'reports',
        pod: 'renderer-86b8b9f8f8-2zxgx',
        container: 'renderer',
        previous: expect.any(String) as string,
      },
    ])
    expect(snapshot.manifests).toEqual([
      { source: 'manifests.yaml', object: expect.objectContaining({ kind: 'Deployment' }) as unknown },
    ])
    expect(names(snapshot)).toContain('Pod/reports/renderer-86b8b9f8f8-2zxgx')
    expect(snapshot.skipped).toEqual([{ name: 'scenario.yaml', why: 'not a Kubernetes object (no `kind`)' }])
  })
})

describe('kubectl cluster-info dump', () => {
  it('gives the kinds and namespaces whose files are there, empty ones included', async () => {
    const snapshot = await readFiles(filesBelow('formats/cluster-info-dump-json'))
    const everywhere = ['checkout', 'orders', 'shop', 'suite']
    expect(snapshot.lists).toContainEqual({ kind: 'Node' })
    expect(snapshot.lists).toContainEqual({ kind: 'ReplicationController', namespaces: everywhere })
    expect(snapshot.lists).toContainEqual({ kind: 'Pod', namespaces: everywhere })
    expect(names(snapshot).filter(name => name.startsWith('ReplicationController'))).toEqual([])
    expect(snapshot.takenAt).toBeUndefined()
  })

  it('gives the same objects as YAML and as JSON', async () => {
    const json = await readFiles(filesBelow('formats/cluster-info-dump-json'))
    const yaml = await readFiles(filesBelow('formats/cluster-info-dump-yaml'))
    const pods = (snapshot: Snapshot) =>
      names(snapshot, 'shop').filter(name => !name.startsWith('Event/') && !name.startsWith('Node/'))
    expect(pods(yaml)).toEqual(pods(json))
    expect(pods(json).length).toBeGreaterThan(5)
  })

  it('takes logs by their headings and does not take an error for a log', async () => {
    const snapshot = await readFiles(filesBelow('formats/cluster-info-dump-json'))
    const checkout = snapshot.logs?.find(log => log.namespace === 'checkout')
    expect(checkout).toMatchObject({ pod: 'checkout-5c4dcb774b-rpwb6', container: 'checkout' })
    expect(checkout?.current).toMatch(/^node:internal.*\n[\s\S]*Node\.js v20\.19\.2\n$/)
    expect(snapshot.logs?.some(log => log.pod === 'web-58fb588565-ttm7h')).toBe(false)
    expect(snapshot.skipped).toContainEqual({
      name: 'log of shop/web-58fb588565-ttm7h/web',
      why: 'the dump could not read this log',
    })
  })

  it('is read from standard output, with the lists told apart by namespace', async () => {
    const snapshot = await readSnapshot(bytesOf('formats/cluster-info-dump-stdout.txt'))
    expect(snapshot.lists).toContainEqual({ kind: 'Node' })
    expect(snapshot.lists).toContainEqual({ kind: 'Service', namespaces: ['checkout'] })
    expect(snapshot.logs).toHaveLength(1)
    expect(snapshot.logs?.[0]?.current).toContain("code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n")
    expect(names(snapshot)).toContain('Pod/checkout/checkout-5c4dcb774b-rpwb6')
  })
})

describe('what kubectl get prints', () => {
  it.each(['get-all-shop.json', 'get-all-shop.yaml', 'get-checkout.jsonl', 'get-pods-managed-fields-shop.json'])(
    'reads %s and claims nothing about what was listed',
    async file => {
      const snapshot = await readSnapshot(bytesOf(`formats/${file}`))
      expect(names(snapshot).some(name => name.startsWith('Pod/'))).toBe(true)
      expect(Object.keys(snapshot)).toEqual(['objects'])
      expect(snapshot.objects.every(object => typeof (object as { kind: unknown }).kind === 'string')).toBe(true)
    },
  )

  it('drops managed fields and nothing else', async () => {
    const bytes = bytesOf('formats/get-pods-managed-fields-shop.json')
    const raw = JSON.parse(new TextDecoder().decode(bytes)) as { items: { metadata: Record<string, unknown> }[] }
    expect(raw.items.every(item => 'managedFields' in item.metadata)).toBe(true)
    for (const item of raw.items) delete item.metadata['managedFields']
    expect((await readSnapshot(bytes)).objects).toEqual(raw.items)
  })
})

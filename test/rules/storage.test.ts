import { describe, expect, test } from 'vitest'
import type { Problem, Snapshot } from '../../core/index.ts'
import { diagnose } from '../../core/index.ts'
import { unread, withObjects, withoutObject, withSpec } from '../support/change.ts'
import { readRecording } from '../support/scenarios.ts'

function problemsOf(snapshot: Snapshot, namespace: string): readonly Problem[] {
  const { problems, broken } = diagnose(snapshot, { namespace })
  expect(broken).toEqual([])
  return problems
}

function causes(snapshot: Snapshot, namespace: string): readonly string[] {
  return problemsOf(snapshot, namespace).map(({ cause, confidence }) => `${cause} ${confidence}`)
}

function storageClass(name: string, more: object = {}) {
  const { annotations, ...fields } = more as { annotations?: object }
  const metadata = { name, ...(annotations === undefined ? {} : { annotations }) }
  return { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata, provisioner: 'ebs.csi.aws.com', ...fields }
}

const DEFAULT = { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }

describe('storage-class-missing', () => {
  const recording = readRecording('pvc-class-missing')

  test('points at the template of the StatefulSet and at the nearest class', () => {
    const [problem] = problemsOf(withObjects(recording, storageClass('fast-sdd'), storageClass('slow')), 'wiki')
    expect(problem).toMatchObject({ cause: 'storage-class-missing', confidence: 'certain' })
    expect(problem?.field).toEqual({
      object: { kind: 'StatefulSet', namespace: 'wiki', name: 'wiki' },
      path: 'spec.volumeClaimTemplates[name=data].spec.storageClassName',
      value: 'fast-ssd',
      suggestion: 'fast-sdd',
    })
    expect(problem?.fix.at(-1)?.command).toBe(
      'kubectl delete statefulset wiki -n wiki --cascade=orphan && kubectl delete pvc data-wiki-0 -n wiki',
    )
  })

  test('the event decides where classes were not read', () => {
    expect(causes(unread(recording, 'StorageClass'), 'wiki')).toEqual(['storage-class-missing certain'])
  })

  test('is less sure where a volume made by hand may bear the name as well', () => {
    expect(causes(unread(recording, 'PersistentVolume'), 'wiki')).toEqual(['storage-class-missing likely'])
  })

  test('is history once the class is there', () => {
    const waiting = storageClass('fast-ssd', { volumeBindingMode: 'WaitForFirstConsumer' })
    expect(causes(withObjects(recording, waiting), 'wiki').join()).not.toContain('storage-class-missing')
  })
})

describe('default-storage-class-missing', () => {
  const recording = readRecording('pvc-no-default-class')

  test('names a class that could be the default', () => {
    const [problem] = problemsOf(withObjects(recording, storageClass('standard')), 'forum')
    expect(problem?.cause).toBe('default-storage-class-missing')
    expect(problem?.fix[0]?.command).toBe(
      'kubectl annotate storageclass standard storageclass.kubernetes.io/is-default-class=true',
    )
  })

  test('is over once there is a default', () => {
    expect(causes(withObjects(recording, storageClass('standard', DEFAULT)), 'forum').join()).not.toContain(
      'class-missing',
    )
  })

  test('the event decides where classes were not read', () => {
    expect(causes(unread(recording, 'StorageClass'), 'forum')).toEqual(['default-storage-class-missing certain'])
  })
})

describe('persistent-volume-unavailable', () => {
  const recording = readRecording('pvc-too-large')
  const fitting = { capacity: { storage: '50Gi' } }

  test.each([
    ['holds 5Gi', {}],
    ['offers only ReadOnlyMany', { ...fitting, accessModes: ['ReadOnlyMany'] }],
    ['is a Block volume', { ...fitting, volumeMode: 'Block' }],
    [
      'is reserved for claim other/data',
      { ...fitting, claimRef: { kind: 'PersistentVolumeClaim', namespace: 'other', name: 'data' } },
    ],
  ])('says that the volume %s', (why, spec) => {
    const [problem] = problemsOf(withSpec(recording, 'PersistentVolume', 'media-pv', spec), 'media')
    expect(problem).toMatchObject({ cause: 'persistent-volume-unavailable' })
    expect(problem?.title).toContain(`media-pv ${why}`)
  })

  test('a selector that no label meets', () => {
    const claim = withSpec(
      withSpec(recording, 'PersistentVolume', 'media-pv', fitting),
      'PersistentVolumeClaim',
      'library',
      {
        selector: { matchLabels: { disk: 'fast' } },
      },
    )
    expect(problemsOf(claim, 'media')[0]?.title).toContain('media-pv has other labels than the claim selects')
  })

  test('a volume that fits is about to be bound', () => {
    expect(causes(withSpec(recording, 'PersistentVolume', 'media-pv', fitting), 'media').join()).not.toContain(
      'unavailable',
    )
  })
})

describe('volume-provisioning-failed', () => {
  const recording = readRecording('provisioner-absent')

  test('is likely where the driver is installed and silent, after longer', () => {
    const driver = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSIDriver',
      metadata: { name: 'ebs.csi.aws.com' },
      spec: {},
    }
    expect(causes(recording, 'warehouse')).toEqual(['volume-provisioning-failed certain'])
    expect(causes(withObjects(recording, driver), 'warehouse')).toEqual(['volume-provisioning-failed likely'])
  })

  test('the event decides where classes were not read', () => {
    expect(causes(unread(recording, 'StorageClass'), 'warehouse')).toEqual(['volume-provisioning-failed certain'])
  })
})

test('persistent-volume-lost needs no sight of volumes where the phase says so', () => {
  expect(causes(unread(readRecording('pv-lost'), 'PersistentVolume'), 'vaults')).toEqual([
    'persistent-volume-lost certain',
  ])
})

describe('persistent-volume-claim-missing', () => {
  const recording = readRecording('pvc-claim-missing')
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'library', namespace: 'media-eu' },
    spec: { accessModes: ['ReadWriteOnce'] },
  }

  test('suggests the nearest claim at the field of the pod template', () => {
    const [problem] = problemsOf(withObjects(recording, claim), 'media-eu')
    expect(problem?.field).toEqual({
      object: { kind: 'Deployment', namespace: 'media-eu', name: 'media' },
      path: 'spec.template.spec.volumes[name=u].persistentVolumeClaim.claimName',
      value: 'libary',
      suggestion: 'library',
    })
  })

  test('is over once the claim is there', () => {
    const there = { ...claim, metadata: { name: 'libary', namespace: 'media-eu' } }
    expect(causes(withObjects(recording, there), 'media-eu').join()).not.toContain('claim-missing')
  })

  test('the scheduler decides where claims were not read', () => {
    expect(causes(unread(recording, 'PersistentVolumeClaim', 'Event'), 'media-eu')).toEqual([
      'persistent-volume-claim-missing certain',
    ])
  })
})

describe('volumes that do not reach the pod', () => {
  test('a volume that another workload holds comes before the driver that may still register', () => {
    const problems = problemsOf(readRecording('multi-attach'), 'postgres-ha')
    expect(problems.map(({ cause, outlook }) => `${cause} ${outlook}`)).toEqual([
      'volume-multi-attach needs-change',
      'csi-driver-missing self-healing',
    ])
    expect(problems[0]?.title).toContain('in use by pod primary-7c5d4496f-xtlvl on node node-1')
  })

  test('the nodes show a missing driver after its events have expired', () => {
    expect(causes(unread(readRecording('csi-missing'), 'Event'), 'lake')).toEqual(['csi-driver-missing likely'])
  })

  test('a driver that has registered since is no lasting problem', () => {
    const recording = readRecording('csi-missing')
    const drivers = [{ name: 'efs.csi.aws.com', nodeID: 'i-1' }]
    const [problem] = problemsOf(withSpec(recording, 'CSINode', 'node-1', { drivers }), 'lake')
    expect(problem).toMatchObject({ cause: 'csi-driver-missing', outlook: 'self-healing' })
  })

  test('what mount(8) prints is put in words', () => {
    const [problem] = problemsOf(readRecording('nfs-mount'), 'shared-files')
    expect(problem?.title).toContain('127.0.0.1:/export/files')
    expect(problem?.why).toContain("…/share: unknown filesystem type 'nfs'")
  })

  test.each([
    ['config-map-wrong-namespace', 'volume-'],
    ['secret-volume-missing', 'volume-'],
    ['secret-item-missing', 'volume-'],
    ['host-path-type', 'volume-'],
  ])('%s is not storage trouble', (id, prefix) => {
    const found = diagnose(readRecording(id)).problems.map(({ cause }) => cause)
    expect(found.filter(cause => cause.startsWith(prefix))).toEqual([])
  })
})

test('a claim that waits for its first pod is healthy', () => {
  const recording = readRecording('healthy-claim-waiting')
  expect(problemsOf(recording, 'healthy-lab')).toEqual([])
  expect(problemsOf(unread(recording, 'StorageClass'), 'healthy-lab')).toEqual([])
  expect(causes(withoutObject(recording, 'StorageClass', 'local-wait'), 'healthy-lab')).toEqual([
    'storage-class-missing certain',
  ])
})

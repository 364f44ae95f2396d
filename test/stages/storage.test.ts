import { describe, expect, test } from 'vitest'
import { diagnose } from '../../core/index.ts'
import { causesOf, problemsOf } from '../support/problems-of.ts'
import { readRecording } from '../support/scenarios.ts'
import { notRead, withSpec } from '../support/variation.ts'

describe('persistent-volume-unavailable', () => {
  const recording = readRecording('pvc-too-large')
  const fitting = { capacity: { storage: '50Gi' } }

  test.each([
    ['has only 5Gi', {}],
    ['offers only ReadOnlyMany', { ...fitting, accessModes: ['ReadOnlyMany'] }],
    ['is a Block volume', { ...fitting, volumeMode: 'Block' }],
    [
      'is reserved for claim other/data',
      { ...fitting, claimRef: { kind: 'PersistentVolumeClaim', namespace: 'other', name: 'data' } },
    ],
  ])('says that the volume %s', (why, spec) => {
    const [problem] = problemsOf(withSpec('PersistentVolume', 'media-pv', spec)(recording), 'media')
    expect(problem).toMatchObject({ cause: 'persistent-volume-unavailable' })
    expect(problem?.title).toContain(`media-pv ${why}`)
  })

  test('a selector that no label meets', () => {
    const claim = withSpec('PersistentVolumeClaim', 'library', {
      selector: { matchLabels: { disk: 'fast' } },
    })(withSpec('PersistentVolume', 'media-pv', fitting)(recording))
    expect(problemsOf(claim, 'media')[0]?.title).toContain('media-pv does not match the claim’s selector')
  })
})

describe('volumes that do not reach the pod', () => {
  test('a volume that another workload holds comes before the driver that may still register', () => {
    const problems = problemsOf(readRecording('multi-attach'), 'postgres-ha')
    expect(problems.map(({ cause, outlook }) => `${cause} ${outlook}`)).toEqual([
      'volume-multi-attach needs-change',
      'csi-driver-missing may-recover',
    ])
    expect(problems[0]?.title).toContain('in use by pod primary-7c5d4496f-xtlvl on node node-1')
  })

  test('the nodes show a missing driver after its events have expired', () => {
    expect(causesOf(notRead('Event')(readRecording('csi-missing')), 'lake')).toEqual(['csi-driver-missing likely'])
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
  expect(problemsOf(notRead('StorageClass')(recording), 'healthy-lab')).toEqual([])
})

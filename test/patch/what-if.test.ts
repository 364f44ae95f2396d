import { expect, it } from 'vitest'
import { diagnoseCluster } from '../../core/index.ts'
import { withChanges } from '../../core/patch/what-if.ts'
import { PULL_REASONS } from '../../core/workloads/images/pulls.ts'
import { readRecording } from '../support/scenarios.ts'

it.each([...PULL_REASONS])('a patch that leaves the image as it is does not mend %s', reason => {
  const recorded = JSON.stringify(readRecording('image-tag-typo'))
  const snapshot = JSON.parse(recorded.replaceAll(/"(?:ErrImagePull|ImagePullBackOff)"/g, JSON.stringify(reason)))
  const target = { kind: 'Deployment', namespace: 'shop', name: 'web' }
  const elsewhere = { target, patch: { spec: { template: { spec: { terminationGracePeriodSeconds: 5 } } } } }
  const report = withChanges(snapshot, [elsewhere], 'shop', cluster => diagnoseCluster(cluster, { namespace: 'shop' }))
  expect(report.notes?.join('\n')).toContain('container web keeps its image, which cannot be pulled')
})

import { describe, expect, it } from 'vitest'
import { isNewRevision, rolloutStart, withoutHistory } from '../../action/watch/relevant.ts'
import { stateOf, targetsOf } from '../../action/watch/targets.ts'
import { Cluster } from '../../core/cluster/cluster.ts'
import { readRecording, readScenario } from '../support/scenarios.ts'
import { readTimeline } from '../support/timeline.ts'

/** The state of one object of a recording, as a watch that began at `began` sees it. */
function state(recording: string, kind: string, name: string, began = 0) {
  const { namespace } = readScenario(recording)
  const { state: found, text } = stateOf({ kind, namespace, name }, began, new Cluster(readRecording(recording)))
  return `${found}: ${text}`
}

describe('how far a target is', () => {
  it.each([
    ['healthy-rolled', 'Deployment', 'web', 'complete: rolled out'],
    ['image-tag-typo', 'Deployment', 'web', 'failed: its progress deadline has passed'],
    ['image-tag-typo', 'Service', 'web', 'complete: it exists'],
    ['image-tag-typo', 'Deployment', 'wbe', 'missing: it does not exist (did you mean web?)'],
    ['pvc-class-missing', 'StatefulSet', 'wiki', 'waiting: 1 of 1 pods are up to date, 0 ready'],
    ['pvc-class-missing', 'PersistentVolumeClaim', 'data-wiki-0', 'waiting: it is not bound'],
    ['pv-lost', 'PersistentVolumeClaim', 'data', 'failed: its volume is lost'],
    ['healthy-scaled-zero', 'Deployment', 'preview', 'complete: rolled out'],
    ['job-failing', 'Job', 'nightly', 'failed: BackoffLimitExceeded'],
    ['job-deadline', 'Job', 'backfill', 'failed: DeadlineExceeded'],
  ])('%s: %s %s is %s', (recording, kind, name, expected) => {
    expect(state(recording, kind, name)).toBe(expected)
  })

  it('of a load balancer is not before it has an address', () => {
    const { namespace } = readScenario('lb-pending')
    const cluster = new Cluster(readRecording('lb-pending'))
    const service = cluster.list('Service', namespace).find(each => each.spec?.type === 'LoadBalancer')
    expect(state('lb-pending', 'Service', service?.metadata.name ?? '')).toBe(
      'waiting: the load balancer has no address',
    )
  })

  it('of a claim that waits for its first pod is complete without one', () => {
    const { namespace } = readScenario('healthy-claim-waiting')
    const cluster = new Cluster(readRecording('healthy-claim-waiting'))
    const [claim] = cluster.list('PersistentVolumeClaim', namespace)
    expect(state('healthy-claim-waiting', 'PersistentVolumeClaim', claim?.metadata.name ?? '')).toBe(
      'complete: it binds once a pod uses it',
    )
  })

  it('of a CronJob is that of a run that began after the watch', () => {
    const { namespace } = readScenario('cron-forbid')
    const cluster = new Cluster(readRecording('cron-forbid'))
    const [cronJob] = cluster.list('CronJob', namespace)
    const name = cronJob?.metadata.name ?? ''
    expect(state('cron-forbid', 'CronJob', name)).toMatch(/^waiting: run [\w-]+: 1 of 1 completions$/)
    expect(state('cron-forbid', 'CronJob', name, cluster.now)).toBe('complete: no run is active')
  })
})

describe('what is waited for', () => {
  const { namespace } = readScenario('two-problems')
  const cluster = new Cluster(readRecording('two-problems'))
  const names = (wanted: Omit<Parameters<typeof targetsOf>[0], 'namespace'>) =>
    targetsOf({ namespace, ...wanted }, cluster).map(({ kind, name }) => `${kind}/${name}`)

  it('is every workload of the namespace, what a selector matches, or what is named', () => {
    expect(names({ named: [] })).toEqual(['Deployment/back', 'Deployment/front'])
    const selector = { matchExpressions: [{ key: 'app', operator: 'In', values: ['front'] }] } as const
    expect(names({ named: [], selector })).toEqual(['Deployment/front'])
    expect(names({ named: [{ kind: 'Job', namespace, name: 'x' }] })).toEqual(['Job/x'])
    expect(names({ named: [{ kind: 'Job', namespace, name: 'x' }], selector })).toEqual(['Deployment/front', 'Job/x'])
  })
})

describe('history', () => {
  const timeline = readTimeline('image-tag-typo')
  const snapshot = timeline.snapshotAt(20)
  const cluster = new Cluster(snapshot)
  const web = { kind: 'Deployment', namespace: timeline.namespace, name: 'web' }

  it('ends when the newest revision came to be', () => {
    const start = rolloutStart(web, cluster) ?? 0
    expect(start).toBeGreaterThanOrEqual(timeline.clock(timeline.applied - 1))
    expect(start).toBeLessThanOrEqual(timeline.clock(timeline.applied + 1))
  })

  it('takes the events of the workload with it, and leaves those of its pods', () => {
    const events = (from: Cluster, ref: typeof web) => from.eventsAbout(ref).map(({ message }) => message)
    const later = new Cluster(withoutHistory(snapshot, cluster))
    expect(events(cluster, web)).toHaveLength(2)
    expect(events(later, web)).toEqual([expect.stringMatching(/^Scaled up replica set web-\w+ from 0 to 1$/)])
    for (const pod of cluster.list('Pod', timeline.namespace)) {
      const ref = { kind: 'Pod', namespace: timeline.namespace, name: pod.metadata.name }
      expect(events(later, ref)).toEqual(events(cluster, ref))
    }
  })

  it('is what the pods of the revision before are', () => {
    const revisions = cluster.list('Pod', timeline.namespace).map(pod => isNewRevision(pod, cluster))
    expect(revisions.filter(isNew => isNew)).toHaveLength(1)
    expect(revisions.filter(isNew => !isNew)).toHaveLength(3)
  })
})

import { describe, expect, it } from 'vitest'
import type { Problem, Snapshot } from '../../core/index.ts'
import { diagnose } from '../../core/index.ts'
import { readRecording, readScenario } from '../support/scenarios.ts'

function problemsOf(id: string, change: (snapshot: Snapshot) => Snapshot = snapshot => snapshot): readonly Problem[] {
  const { problems, broken } = diagnose(change(readRecording(id)), { namespace: readScenario(id).namespace })
  expect(broken).toEqual([])
  return problems
}

/** The recording as somebody sees it who may not read a kind. */
function without(...kinds: string[]): (snapshot: Snapshot) => Snapshot {
  return snapshot => ({
    ...snapshot,
    objects: snapshot.objects.filter(object => !kinds.includes((object as { kind: string }).kind)),
    lists: (snapshot.lists ?? []).filter(({ kind }) => !kinds.includes(kind)),
  })
}

const at = (takenAt: string) => (snapshot: Snapshot) => ({ ...snapshot, takenAt })

describe('a pod without a node', () => {
  it.each([
    ['pending-cpu', 'insufficient-cpu', 'a pod requests 16 CPU, more than any eligible node has'],
    ['pending-memory', 'insufficient-memory', 'a pod requests 512Gi memory, more than any eligible node has'],
    ['pending-gpu', 'insufficient-extended-resource', 'no eligible node offers nvidia.com/gpu'],
    ['pending-host-port', 'host-port-conflict', 'host port 18080/TCP is already taken on the only eligible node'],
    ['pending-node-selector', 'node-selector-mismatch', "no node matches the pod's selector: disktype=nvme"],
    ['node-cordoned', 'node-cordoned', 'node-2 is cordoned'],
    ['node-pod-limit', 'node-pod-limit-reached', 'node node-2 is at its pod limit (3)'],
    ['scheduler-unknown', 'scheduler-name-unknown', 'no scheduler named stork is running'],
    ['node-name-unknown', 'node-name-unknown', 'node rack-12 does not exist'],
    ['gated', 'scheduling-gated', 'scheduling gate acme.io/quota-approval has not been removed'],
  ])('%s is %s, in words that name the fault', (id, cause, title) => {
    expect(problemsOf(id)).toMatchObject([{ cause, title, outlook: 'needs-change' }])
  })

  it('gets the arithmetic of the nodes that are meant for it, not of those that are set aside', () => {
    const [problem] = problemsOf('pending-cpu')
    expect(problem?.why).toContain('the only eligible node, node-1, has only 2 CPU even when empty')
    expect(problem?.field).toMatchObject({
      path: 'spec.template.spec.containers[name=trainer].resources.requests.cpu',
      value: '16',
    })
    expect(problem?.confidence).toBe('certain')
  })

  it('gets a toleration to paste, keeping those that the template has', () => {
    const [problem] = problemsOf('pending-taint')
    expect(problem?.fix[0]?.patch).toEqual({
      spec: {
        template: {
          spec: {
            tolerations: [{ key: 'nvidia.com/gpu', operator: 'Equal', value: 'present', effect: 'NoSchedule' }],
          },
        },
      },
    })
  })

  it('is named after its volume where that can be reached from no node', () => {
    const [problem] = problemsOf('volume-other-node')
    expect(problem?.title).toBe(
      'volume tsdb-data is reachable only from nodes with kubernetes.io/hostname=node-7, and there are none',
    )
  })
})

describe('what cannot be read', () => {
  it.each([
    ['pending-cpu', 'insufficient-cpu', 'likely'],
    ['pending-affinity', 'pod-affinity-unsatisfied', 'likely'],
  ])('%s is %s by the message alone, %s', (id, cause, confidence) => {
    expect(problemsOf(id, without('Node'))).toMatchObject([{ cause, confidence }])
  })

  it('names no node as unknown that may only be hidden', () => {
    expect(problemsOf('node-name-unknown', without('Node'))).toEqual([])
  })

  it('decides nothing between labels and as many taints without names', () => {
    for (const id of ['pending-node-selector', 'pending-taint'])
      expect(problemsOf(id, without('Node')).filter(({ cause }) => cause !== 'unknown')).toEqual([])
  })

  it('decides nothing between a selector of one machine and its taint', () => {
    expect(problemsOf('node-cordoned', without('Node'))).toEqual([])
  })

  it('does not take a missing event for a missing fault: the condition says the same', () => {
    expect(problemsOf('pending-spread', without('Event'))).toMatchObject([{ cause: 'topology-spread-unsatisfied' }])
  })

  it('claims a stopped scheduler only with its lease', () => {
    expect(problemsOf('scheduler-down')).toMatchObject([
      { cause: 'scheduler-not-running', subject: { kind: 'Lease', name: 'kube-scheduler' }, confidence: 'certain' },
    ])
    const unread = (time: string) => (snapshot: Snapshot) => at(time)(without('Lease')(snapshot))
    const possible = { cause: 'scheduler-not-running', confidence: 'possible' }
    expect(problemsOf('scheduler-down', unread('2026-11-23T21:27:37Z'))).toEqual([])
    expect(problemsOf('scheduler-down', unread('2026-11-23T21:28:10Z'))).toMatchObject([
      { ...possible, outlook: 'may-recover', until: '2026-11-23T21:28:38Z' },
    ])
    expect(problemsOf('scheduler-down', unread('2026-11-23T21:28:38Z'))).toMatchObject([
      { ...possible, outlook: 'unknown' },
    ])
  })
})

describe('time', () => {
  it('gives a pod without a node thirty seconds from the first attempt, and says so from the first', () => {
    const since = problemsOf('pending-cpu')[0]?.since ?? ''
    const outlookAfter = (seconds: number) =>
      problemsOf('pending-cpu', at(new Date(Date.parse(since) + seconds * 1000).toISOString()))
    expect(outlookAfter(0)).toMatchObject([{ cause: 'insufficient-cpu', outlook: 'may-recover', since }])
    expect(outlookAfter(29)).toMatchObject([{ outlook: 'may-recover', since }])
    expect(outlookAfter(31)).toMatchObject([{ outlook: 'needs-change', since }])
  })

  it('forgets a FailedScheduling once the pod has its node', () => {
    expect(problemsOf('recovers-when-labelled')).toEqual([])
  })
})

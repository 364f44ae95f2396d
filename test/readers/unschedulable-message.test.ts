import { describe, expect, it } from 'vitest'
import { parseUnschedulable } from '../../core/workloads/placement/unschedulable-message.ts'

function brief(message: string) {
  return parseUnschedulable(message).map(({ obstacle, count, detail }) => [obstacle, count, detail])
}

describe('parseUnschedulable', () => {
  it('reads the 1.36 form and leaves out what preemption found', () => {
    // Recorded: test/fixtures/clusters/pending-ephemeral.
    const message =
      '0/2 nodes are available: 1 Insufficient ephemeral-storage, 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.'
    expect(brief(message)).toEqual([
      ['ephemeral-storage', 1, 'ephemeral-storage'],
      ['cordoned', 1, undefined],
    ])
  })

  it('reads taints that are printed in braces, with a comma behind them, most nodes first', () => {
    // kubernetes/kubernetes up to 1.23, as quoted in public documentation of topologySpreadConstraints.
    const message =
      "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate, 2 node(s) didn't match pod topology spread constraints."
    expect(brief(message)).toEqual([
      ['spread', 2, undefined],
      ['taint', 1, 'node-role.kubernetes.io/master:'],
    ])
  })

  it.each([
    // pkg/scheduler/framework/plugins/interpodaffinity/filtering.go
    ["node(s) didn't match pod affinity rules", 'affinity'],
    ["node(s) didn't match pod anti-affinity rules", 'anti-affinity'],
    ["node(s) didn't satisfy existing pods anti-affinity rules", 'anti-affinity'],
    // pkg/scheduler/framework/plugins/podtopologyspread/filtering.go
    ["node(s) didn't match pod topology spread constraints (missing required label)", 'spread'],
    // pkg/scheduler/framework/plugins/nodeports/node_ports.go
    ["node(s) didn't have free ports for the requested pod ports", 'host-port'],
    // pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go
    ["node(s) didn't match Pod's node affinity/selector", 'selector'],
    // pkg/scheduler/framework/plugins/nodevolumelimits
    ['node(s) exceed max volume count', 'volume-limit'],
    // pkg/scheduler/framework/plugins/volumebinding/binder.go
    ['node(s) had volume node affinity conflict', 'volume-reach'],
    ["node(s) didn't match PersistentVolume's node affinity", 'volume-reach'],
    ["node(s) didn't find available persistent volumes to bind", 'storage'],
    // pkg/scheduler/framework/plugins/volumezone/volume_zone.go
    ['node(s) had no available volume zone', 'volume-reach'],
    // pkg/scheduler/framework/plugins/volumerestrictions
    [
      'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
      'storage',
    ],
    ['node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode', 'storage'],
    // pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go, 1.26 to 1.31 and since
    ['waiting for resource driver to provide information', 'extended-resource'],
    ['cannot allocate all claims', 'extended-resource'],
    // pkg/scheduler/framework/plugins/noderesources/fit.go
    ['Too many pods', 'pods'],
    ['Insufficient pods', 'pods'],
    ['Insufficient nvidia.com/gpu', 'extended-resource'],
    // pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go, 1.24 and 1.36
    ['node(s) had untolerated taint {dedicated: db}', 'taint'],
    ['node(s) had untolerated taint(s)', 'taint'],
    // pkg/scheduler/framework/plugins/nodeunschedulable
    ['node(s) were unschedulable', 'cordoned'],
  ])('knows %s', (reason, obstacle) => {
    const message = `0/4 nodes are available: 3 ${reason}. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.`
    expect(parseUnschedulable(message)).toMatchObject([{ obstacle, count: 3, text: reason }])
  })

  it('gives a reason for all nodes no count', () => {
    const message =
      '0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.'
    expect(brief(message)).toEqual([['storage', undefined, undefined]])
  })

  it('reads nothing of what Karpenter or a scheduling gate says', () => {
    // kubernetes-sigs/karpenter pkg/controllers/provisioning/scheduling/events.go
    expect(parseUnschedulable('Failed to schedule pod, incompatible with nodepool "default"')).toEqual([])
    expect(parseUnschedulable('Scheduling is blocked due to non-empty scheduling gates')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { classifyEviction } from '../../core/workloads/nodes/eviction.ts'

describe('classifyEviction', () => {
  // pkg/kubelet/eviction/helpers.go and eviction_manager.go, 1.24 to 1.36.
  it.each([
    ['The node was low on resource: memory. Threshold quantity: 100Mi, available: 90Mi. ', 'node-memory-pressure'],
    [
      'The node was low on resource: ephemeral-storage. Container web was using 9Gi, request is 0. ',
      'node-disk-pressure',
    ],
    ['The node was low on resource: inodes. ', 'node-disk-pressure'],
    ['The node was low on resource: pids. ', 'node-pid-pressure'],
    ['Pod was rejected: The node had condition: [DiskPressure]. ', 'node-disk-pressure'],
    ['Pod The node had condition: [MemoryPressure]. ', 'node-memory-pressure'],
    ['The node had condition: [PIDPressure]. ', 'node-pid-pressure'],
    ['Usage of EmptyDir volume "cache" exceeds the limit "1Gi". ', 'pod-evicted-over-limit'],
    ['Container app exceeded its local ephemeral storage limit "2Gi". ', 'pod-evicted-over-limit'],
    ['Pod ephemeral local storage usage exceeds the total limit of containers 20Mi. ', 'pod-evicted-over-limit'],
    ['Preempted in order to admit critical pod', undefined],
  ])('%s', (message, cause) => {
    expect(classifyEviction(message)).toBe(cause)
  })
})

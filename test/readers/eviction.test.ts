import { describe, expect, it } from 'vitest'
import { classifyEviction } from '../../core/workloads/nodes/eviction.ts'

describe('classifyEviction', () => {
  // pkg/kubelet/eviction/helpers.go and eviction_manager.go, 1.24 to 1.36.
  it.each([
    ['The node was low on resource: memory. Threshold quantity: 100Mi, available: 90Mi. ', 'memory'],
    ['The node was low on resource: ephemeral-storage. Container web was using 9Gi, request is 0. ', 'disk'],
    ['The node was low on resource: inodes. ', 'disk'],
    ['The node was low on resource: pids. ', 'pids'],
    ['Pod was rejected: The node had condition: [DiskPressure]. ', 'disk'],
    ['Pod The node had condition: [MemoryPressure]. ', 'memory'],
    ['The node had condition: [PIDPressure]. ', 'pids'],
    ['Usage of EmptyDir volume "cache" exceeds the limit "1Gi". ', 'own-limit'],
    ['Container app exceeded its local ephemeral storage limit "2Gi". ', 'own-limit'],
    ['Pod ephemeral local storage usage exceeds the total limit of containers 20Mi. ', 'own-limit'],
    ['Preempted in order to admit critical pod', undefined],
  ])('%s', (message, cause) => {
    expect(classifyEviction(message)).toBe(cause)
  })
})

import { expect, it } from 'vitest'
import { classifyRefusal } from '../../core/workloads/placement/verdict.ts'

/** Reasons and messages of kubernetes `pkg/kubelet/lifecycle/predicate.go`, `cm/admission/errors.go` and `cm/devicemanager/manager.go`. */
it.each([
  ['OutOfcpu', "Node didn't have enough resource: cpu, requested: 4000, used: 100, capacity: 2000", 'cpu'],
  ['OutOfpods', "Node didn't have enough resource: pods, requested: 1, used: 110, capacity: 110", 'pods'],
  ['NodePorts', "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports", 'host-port'],
  ['NodeAffinity', "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector", 'selector'],
  ['TaintToleration', "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate", 'taint'],
  ['PodOSNotSupported', "Failed to admit pod as the OS field doesn't match node OS", undefined],
  ['NodeShutdown', 'Pod was rejected as the node is shutting down.', undefined],
])('%s', (reason, message, cause) => {
  expect(classifyRefusal(reason, `Pod was rejected: ${message}`)?.obstacle).toBe(cause)
})

it.each([
  [
    'Allocate failed due to requested number of devices unavailable for nvidia.com/gpu. Requested: 1, Available: 0, which is unexpected',
    'nvidia.com/gpu',
  ],
  [
    'Allocate failed due to no healthy devices present; cannot allocate unhealthy devices nvidia.com/gpu, which is unexpected',
    'nvidia.com/gpu',
  ],
  ['Unexpected error while attempting to recover from admission failure: preemption: error finding pods', undefined],
])('%s', (message, resource) => {
  expect(classifyRefusal('UnexpectedAdmissionError', message)?.resource).toBe(resource)
})

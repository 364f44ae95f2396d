import { describe, expect, test } from 'vitest'
import { templateFaults } from '../../core/causes/admission/pod-template-invalid.ts'
import { classifyRefusal } from '../../core/workloads/creation/refusal.ts'

/** A name as long as a StatefulSet may have it (`ValidateStatefulSetName`) and its pods may not. */
const LONG = 'orders-event-store-replication-coordinator-production-eu'

/** What the API server says, where it says so in Kubernetes' source, the workload, and the field to change in it. */
const SAID: readonly (readonly [source: string, message: string, kind: string, name: string, path: string])[] = [
  [
    'ValidateLabels, as the StatefulSet controller quotes it (pkg/controller/statefulset/stateful_pod_control.go)',
    `create Pod ${LONG}-0 in StatefulSet ${LONG} failed error: Pod "${LONG}-0" is invalid: metadata.labels: Invalid value: "${LONG}-6f8c9d7b59": must be no more than 63 bytes`,
    'StatefulSet',
    LONG,
    'metadata.name',
  ],
  [
    'ValidateLabels of a label that people gave',
    'create Pod web-0 in StatefulSet web failed error: Pod "web-0" is invalid: metadata.labels: Invalid value: "web-of-a-long-word": must be no more than 63 bytes',
    'StatefulSet',
    'web',
    'metadata.labels',
  ],
  [
    'ValidatePodSpec of a host name that people gave',
    'Error creating: Pod "web-5d-x" is invalid: spec.hostname: Invalid value: "web-5d": must be no more than 63 characters',
    'Deployment',
    'web',
    'spec.template.spec.hostname',
  ],
  [
    'ValidatePersistentVolumeClaimSpec, as the StatefulSet controller quotes it',
    'create Pod web-0 in StatefulSet web failed error: failed to create PVC data-web-0: PersistentVolumeClaim "data-web-0" is invalid: spec.resources[storage]: Required value',
    'StatefulSet',
    'web',
    'spec.volumeClaimTemplates[name=data].spec.resources.requests.storage',
  ],
]

describe('the field of a workload that makes its pods invalid', () => {
  test.each(SAID)('%s', (_source, message, kind, name, path) => {
    const refusal = classifyRefusal(message)
    expect(refusal?.kind).toBe('pod-template-invalid')
    const faults = refusal?.kind === 'pod-template-invalid' ? templateFaults(refusal, { kind, name }, undefined) : []
    expect(faults.map(fault => fault.path)).toEqual([path])
  })

  test('a field that breaks two bounds is named once, another resource of it is another field', () => {
    const refusal = classifyRefusal(
      'Pod "job-1" is invalid: [spec.containers[0].resources.requests: Invalid value: "250m": must be less than or equal to cpu limit of 100m, spec.containers[0].resources.requests: Invalid value: "1Gi": must be less than or equal to memory limit of 128Mi, spec.containers[0].resources.requests: Invalid value: "1Gi": must be less than or equal to memory limit of 128Mi]',
    )
    const spec = { containers: [{ name: 'main' }] }
    const faults =
      refusal?.kind === 'pod-template-invalid' ? templateFaults(refusal, { kind: 'Job', name: 'job' }, spec) : []
    expect(faults.map(({ path }) => path)).toEqual([
      'spec.template.spec.containers[name=main].resources.requests.cpu',
      'spec.template.spec.containers[name=main].resources.requests.memory',
    ])
  })
})

import type { Cases } from '../../support/cases.ts'
import { gone, inContainers, later, notRead, told, worded, write } from '../../support/variation.ts'

/** The recorded Deployment with another refusal. */
const invalid = (faults: string, source: string) => [
  worded(
    /(?:Error creating: )?admission webhook ".*$/,
    `Error creating: Pod "api-6cdcdd79bd-x2x4k" is invalid: ${faults}`,
    source,
  ),
]

const VALIDATION = 'pkg/apis/core/validation'

/** The pods that a LimitRange refused, refused for their own fields. */
const refused = (faults: string, source: string) =>
  worded(
    /pods "(.+)" is forbidden: maximum memory usage .*$/,
    `Pod "api-7db974f4b4-k7z87" is invalid: ${faults}`,
    source,
  )

const ABOVE_LIMIT = refused(
  'spec.containers[0].resources.requests: Invalid value: "1Gi": must be less than or equal to memory limit of 128Mi',
  'pkg/apis/core/validation, ValidateResourceRequirements',
)

/** A name as long as a StatefulSet may have it, and its pods may not. */
const LONG = 'orders-event-store-replication-coordinator-production-eu'

/** A StatefulSet that is to have one more pod, and what its controller reports about that pod minutes later. */
const ofStatefulSet = (name: string, message: string) => [
  write('StatefulSet', 'kafka', ['metadata', 'name'], name),
  write('StatefulSet', name, ['spec', 'replicas'], 3),
  told(
    'healthy-full-house',
    'web-76657744b5-2gqf7.18eacae7cf0bd9d8',
    { kind: 'StatefulSet', namespace: 'brokers', name },
    { reason: 'FailedCreate', message, source: 'pkg/controller/statefulset/stateful_pod_control.go' },
  ),
  later(300),
]

export default {
  'the pods of a StatefulSet add to its name': {
    recording: 'sts-partition',
    varied: ofStatefulSet(
      LONG,
      `create Pod ${LONG}-2 in StatefulSet ${LONG} failed error: Pod "${LONG}-2" is invalid: metadata.labels: Invalid value: "${LONG}-8776f57f9": must be no more than 63 bytes`,
    ),
    found: 1,
  },
  'a StatefulSet makes claims before its pods': {
    recording: 'sts-partition',
    varied: ofStatefulSet(
      'kafka',
      'create Pod kafka-2 in StatefulSet kafka failed error: failed to create PVC data-kafka-2: PersistentVolumeClaim "data-kafka-2" is invalid: spec.resources[storage]: Required value',
    ),
    found: 1,
  },
  'the template of a Job cannot be changed': {
    recording: 'cron-forbid',
    varied: [
      gone('CronJob'),
      write('Job', 'sync-29924499', ['metadata', 'ownerReferences'], undefined),
      write('Job', 'sync-29924499', ['spec', 'parallelism'], 2),
      write('Job', 'sync-29924499', ['spec', 'completions'], 2),
      told(
        'cron-forbid',
        'sync.18eaca73c8de8140',
        { kind: 'Job', namespace: 'sync-cron', name: 'sync-29924499' },
        {
          reason: 'FailedCreate',
          message:
            'Error creating: Pod "sync-29924499-x2x4k" is invalid: spec.hostname: Invalid value: "Sync": a lowercase RFC 1123 label must consist of lower case alphanumeric characters',
          source: VALIDATION,
        },
      ),
    ],
    found: 1,
  },
  'before 1.27 no limit was said': {
    recording: 'limit-range',
    varied: [
      refused(
        'spec.containers[0].resources.requests: Invalid value: "1Gi": must be less than or equal to memory limit',
        'ansible/awx-operator issue 995',
      ),
      inContainers(/^api/, { resources: { requests: { memory: '1Gi' } } }),
      write('LimitRange', 'bounds', ['spec', 'limits'], [{ type: 'Container', default: { memory: '128Mi' } }]),
    ],
    found: 1,
  },
  'events alone tell of a ReplicaSet that was not read': {
    recording: 'limit-range',
    varied: [ABOVE_LIMIT, notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
  'the field is named by its container': {
    recording: 'webhook-denied',
    varied: invalid(
      'spec.containers[0].resources.requests: Invalid value: "250m": must be less than or equal to cpu limit',
      'ansible/awx-operator issue 995',
    ),
    found: 1,
  },
  'of several fields the first is in the title and all are to be corrected': {
    recording: 'webhook-denied',
    varied: invalid(
      '[spec.containers[0].resources.requests: Invalid value: "250m": must be less than or equal to cpu limit, spec.hostname: Invalid value: "Api": a lowercase RFC 1123 label is expected]',
      'ansible/awx-operator issue 995',
    ),
    found: 1,
  },
  'a container that a webhook has added is known by its number alone': {
    recording: 'webhook-denied',
    varied: invalid('spec.containers[1].image: Required value', VALIDATION),
    found: 1,
  },
  'a label of the pod is none of its spec': {
    recording: 'webhook-denied',
    varied: invalid(
      'metadata.labels: Invalid value: "-api": a valid label must be an empty string or consist of alphanumeric characters',
      VALIDATION,
    ),
    found: 1,
  },
  'a limit that the container does not name comes from a LimitRange': {
    recording: 'limit-range',
    varied: [ABOVE_LIMIT, inContainers(/^api/, { resources: { requests: { memory: '1Gi' } } })],
    found: 1,
  },
  'a limit of its own is the container’s to change': {
    recording: 'limit-range',
    varied: [ABOVE_LIMIT],
    found: 1,
  },
  'a request of an init container is named by its container too': {
    recording: 'limit-range',
    varied: [refused('spec.initContainers[0].image: Required value', VALIDATION)],
    found: 1,
  },
  'a LimitRange for pods supplies no container with a limit': {
    recording: 'limit-range',
    varied: [
      ABOVE_LIMIT,
      inContainers(/^api/, { resources: { requests: { memory: '1Gi' } } }),
      write('LimitRange', 'bounds', ['spec', 'limits'], [{ type: 'Pod', max: { memory: '128Mi' } }]),
    ],
    found: 1,
  },
  'a LimitRange that supplies another resource is not named': {
    recording: 'limit-range',
    varied: [
      ABOVE_LIMIT,
      inContainers(/^api/, { resources: { requests: { memory: '1Gi' } } }),
      write('LimitRange', 'bounds', ['spec', 'limits'], [{ type: 'Container', default: { cpu: '1' } }]),
    ],
    found: 1,
  },
  'a LimitRange may bound pods first and supply containers then': {
    recording: 'limit-range',
    varied: [
      ABOVE_LIMIT,
      inContainers(/^api/, { resources: { requests: { memory: '1Gi' } } }),
      write(
        'LimitRange',
        'bounds',
        ['spec', 'limits'],
        [
          { type: 'Pod', max: { memory: '1Gi' } },
          { type: 'Container', default: { memory: '128Mi' } },
        ],
      ),
    ],
    found: 1,
  },
  'a host name too long is a Deployment’s own, not made of its name': {
    recording: 'webhook-denied',
    varied: invalid(
      'spec.hostname: Invalid value: "api-0123456789-0123456789-0123456789-0123456789-0123456789-01234": must be no more than 63 bytes',
      VALIDATION,
    ),
    found: 1,
  },
  'two errors of one field': {
    recording: 'webhook-denied',
    varied: invalid(
      '[spec.containers[0].image: Required value, spec.containers[0].image: Invalid value: " ": must not have leading or trailing whitespace]',
      VALIDATION,
    ),
    found: 1,
  },
  'a priority is computed from the class, and none may be given': {
    recording: 'webhook-denied',
    varied: [
      worded(
        /(?:Error creating: )?admission webhook ".*$/,
        'Error creating: pods "api-6cdcdd79bd-x2x4k" is forbidden: the integer value of priority (1000) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
        'plugin/pkg/admission/priority',
      ),
    ],
    found: 1,
  },
  'an overhead is the runtime class’s to give': {
    recording: 'webhook-denied',
    varied: [
      worded(
        /(?:Error creating: )?admission webhook ".*$/,
        'Error creating: pods "api-6cdcdd79bd-x2x4k" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
        'plugin/pkg/admission/runtimeclass',
      ),
    ],
    found: 1,
  },
  'a refusal that names no field is quoted': {
    recording: 'webhook-denied',
    varied: invalid(
      '<nil>',
      'apimachinery NewInvalid without field errors, as kubectl pkg/cmd/util/helpers_test.go has it',
    ),
    found: 1,
  },
  'a long value is cut': {
    recording: 'webhook-denied',
    varied: invalid(
      `spec.hostname: Invalid value: "${'api-'.repeat(90)}": must be no more than 63 characters`,
      VALIDATION,
    ),
    found: 1,
  },
} satisfies Cases

import type { Conditions } from '../../support/conditions.ts'
import { inContainers, worded, write } from '../../support/variation.ts'

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

export default {
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
  'one field may be at fault twice': {
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
} satisfies Conditions

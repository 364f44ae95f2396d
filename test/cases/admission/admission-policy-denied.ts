import type { Cases } from '../../support/cases.ts'
import { notRead, worded, write } from '../../support/variation.ts'

const LIMITS = "object.spec.containers.all(c, has(c.resources.limits) && 'memory' in c.resources.limits)"
const TEAM = "has(object.metadata.labels) && 'team' in object.metadata.labels"

const validations = (...items: readonly { readonly expression: string; readonly message?: string }[]) =>
  write('ValidatingAdmissionPolicy', 'require-team-label', ['spec', 'validations'], items)

const VALIDATOR = 'apiserver pkg/admission/plugin/policy/validating/validator.go'

export default {
  'the validation whose message is quoted is the one that does not hold': {
    recording: 'policy-denied',
    varied: [
      validations(
        { expression: LIMITS, message: 'every container must limit its memory' },
        { expression: TEAM, message: 'every pod must carry a team label\n' },
      ),
    ],
    found: 1,
  },
  'without a message the API server quotes the expression': {
    recording: 'policy-denied',
    varied: [
      validations({ expression: `${LIMITS}\n`, message: ' ' }, { expression: `${TEAM}\n` }),
      worded('every pod must carry a team label', `failed expression: ${TEAM}`, VALIDATOR),
    ],
    found: 1,
  },
  'a validation that words its message itself is known where it is the only one': {
    recording: 'policy-denied',
    varied: [
      validations({ expression: TEAM }),
      worded('every pod must carry a team label', 'pods of governed-eu need a team', `${VALIDATOR}: messageExpression`),
    ],
    found: 1,
  },
  'a validation that words its message itself is not known where there are two': {
    recording: 'policy-denied',
    varied: [
      validations({ expression: LIMITS }, { expression: TEAM }),
      worded('every pod must carry a team label', 'pods of governed-eu need a team', `${VALIDATOR}: messageExpression`),
    ],
    found: 1,
  },
  'a binding that now only warns lets the next pod pass': {
    recording: 'policy-denied',
    varied: [write('ValidatingAdmissionPolicyBinding', 'require-team-label', ['spec', 'validationActions'], ['Warn'])],
    found: 1,
  },
  'a long message is cut': {
    recording: 'policy-denied',
    varied: [
      worded('every pod must carry', `every pod${' of every workload of every team'.repeat(9)} must carry`, VALIDATOR),
    ],
    found: 1,
  },
  'a mutating policy that cannot be applied refuses, too': {
    recording: 'policy-denied',
    varied: [
      worded(
        /ValidatingAdmissionPolicy '(\S+?)' with binding '(\S+?)' denied request: every pod must carry a team label/,
        "policy '$1' with binding '$2' denied request: no such key: labels",
        'apiserver pkg/admission/plugin/policy/generic, PolicyError, of a mutating policy',
      ),
    ],
    found: 1,
  },
  'events alone tell of a ReplicaSet that was not read': {
    recording: 'policy-denied',
    varied: [notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
} satisfies Cases

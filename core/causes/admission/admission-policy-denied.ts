import type { Step } from '../../cause.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { CREATORS, RETRY } from '../../workloads/creation/failed-create.ts'
import { templatePath } from '../../workloads/workloads.ts'
import type { Affected } from './refused.ts'
import { lackText, refusedText, refusedWith } from './refused.ts'

interface Facts {
  readonly affected: Affected
  readonly by: 'ValidatingAdmissionPolicy' | 'MutatingAdmissionPolicy'
  readonly policy: string
  readonly binding: string | undefined
  readonly message: string
  /** The validation that the object fails. */
  readonly expression: string | undefined
}

function showPolicy(kind: string, policy: string): Step {
  return { kind: 'check', text: 'Show the whole policy.', command: sh`kubectl get ${kind} ${policy} -o yaml` }
}

export default defineCause({
  id: 'admission-policy-denied',
  stage: 'admission',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'A validating admission policy rejects the object',
    shows:
      "No pod is created; the events say `ValidatingAdmissionPolicy 'NAME' with binding 'NAME' denied request: …`.",
    happens:
      'One of the policy’s CEL expressions is false for the object, or it cannot be evaluated and failurePolicy is Fail.',
    fix: 'Change the pod template to satisfy the expression, or narrow the binding.',
    docs: ['https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/'],
  },
  on: CREATORS,
  onUnread: true,
  reads: ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ReplicaSet'],

  detect(creator, cluster): Hit<Facts> | undefined {
    const refused = refusedWith(creator, cluster, 'admission-policy-denied')
    if (refused === undefined) return
    const { refusal, hit, affected, workload } = refused
    const { by, policy, binding, message } = refusal
    if (by === 'MutatingAdmissionPolicy')
      return {
        ...hit,
        facts: { affected, by, policy, binding, message, expression: undefined },
        subject: { kind: by, name: policy },
      }
    const found = cluster.find('ValidatingAdmissionPolicy', undefined, policy)
    const bound =
      binding === undefined ? undefined : cluster.find('ValidatingAdmissionPolicyBinding', undefined, binding)
    const validations = found.state === 'present' ? (found.object.spec?.validations ?? []) : []
    const isQuoted = (text = '') => text.trim() !== '' && message.includes(text.trim())
    const index = validations.findIndex(({ message: text, expression }) => isQuoted(text) || isQuoted(expression))
    const broken = validations[index] ?? (validations.length === 1 ? validations[0] : undefined)
    const isLifted =
      found.state === 'absent' ||
      bound?.state === 'absent' ||
      (bound?.state === 'present' && bound.object.spec?.validationActions?.includes('Deny') === false)
    return {
      ...hit,
      facts: { affected, by, policy, binding, message, expression: broken?.expression?.trim() },
      subject: { kind: 'ValidatingAdmissionPolicy', name: policy },
      healing: isLifted ? `policy ${policy} no longer denies it${RETRY}` : undefined,
      evidence: [
        ...hit.evidence,
        ...(found.state === 'present' && broken?.expression !== undefined
          ? [fieldEvidence(found.object, `spec.validations[${Math.max(0, index)}].expression`, broken.expression)]
          : []),
      ],
      field: { object: workload, path: templatePath(workload.kind) },
    }
  },

  explain({ affected, by, policy, binding, message, expression }) {
    const kind = by.toLowerCase()
    if (by === 'MutatingAdmissionPolicy')
      return {
        title: `mutating admission policy ${policy} cannot be applied to the pods: ${message.slice(0, 200)}`,
        why: `Its failurePolicy is Fail, so the API server refuses ${refusedText(affected)}${lackText(affected)}.`,
        fix: [
          {
            kind: 'change',
            text: 'Add the fields that its mutation reads to the pod template, or ask the owner of the policy to allow for pods without them.',
          },
          showPolicy(kind, policy),
        ],
      }
    return {
      title: `admission policy ${policy} rejects the pods: ${message.slice(0, 200)}`,
      why: `The API server refuses ${refusedText(affected)}${lackText(affected)}.`,
      fix: [
        {
          kind: 'change',
          text:
            expression === undefined
              ? 'Change the pod template to satisfy the policy.'
              : `Change the pod template so that this expression is true: ${expression}`,
        },
        ...(binding === undefined
          ? []
          : [
              {
                kind: 'change' as const,
                text: 'Or, if the policy is not meant for this workload, ask its owner to exempt the namespace in the binding.',
                command: sh`kubectl edit ${kind}binding ${binding}`,
              },
            ]),
        showPolicy(kind, policy),
      ],
    }
  },
})

import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { CREATORS } from '../../workloads/creation/failed-create.ts'
import { lackText, refusedText, refusedWith } from '../../workloads/creation/refusal-hit.ts'
import { findWebhook } from '../../workloads/creation/webhooks.ts'
import { podSpecPath } from '../../workloads/workloads.ts'

const TITLE_LIMIT = 200

/** Gatekeeper names constraints in brackets; Kyverno lists policies on lines that end in a colon. */
function policiesIn(message: string): readonly string[] {
  const gatekeeper = [...message.matchAll(/(?:^|\n)\s{0,20}\[([a-z0-9][\w.-]{0,252})\] /g)].map(([, name = '']) => name)
  const kyverno = /blocked due to the following policies|due to the following error/.test(message)
    ? [...message.matchAll(/(?:^|\n)([a-z0-9][\w.-]{0,252}):[ \t]{0,20}(?:\r?\n|$)/g)].map(([, name = '']) => name)
    : []
  return [...new Set([...gatekeeper, ...kyverno])].slice(0, 5)
}

function firstLine(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim()
  return line.length > TITLE_LIMIT ? `${line.slice(0, TITLE_LIMIT)}…` : line
}

export default defineCause({
  id: 'admission-webhook-denied',
  stage: 'admission',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'An admission webhook refuses the object',
    shows: 'No pod is created; the events say `admission webhook "NAME" denied the request: …`.',
    happens:
      'A policy engine (Kyverno, Gatekeeper, an own webhook) or an operator finds that the object breaks one of its rules. The text after the colon is the policy author’s.',
    fix: 'Change the pod template as the message asks, or have the policy’s owner make an exception.',
    docs: ['https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/'],
  },
  on: CREATORS,
  onUnread: true,
  reads: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'ReplicaSet'],

  detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'admission-webhook-denied')
    if (refused === undefined) return
    const { refusal, hit, victim, workload } = refused
    const { subject, isKnown, isGone } = findWebhook(refusal.webhook, cluster)
    return {
      ...hit,
      facts: { victim, webhook: refusal.webhook, message: refusal.message, subject },
      subject,
      confidence: isKnown ? hit.confidence : 'likely',
      outlook: isGone ? 'self-healing' : hit.outlook,
      field: { object: workload, path: podSpecPath(workload.kind) },
    }
  },

  explain({ victim, webhook, message, subject }) {
    const policies = policiesIn(message)
    const by = policies.length === 0 ? '' : ` (${policies.length === 1 ? 'policy' : 'policies'} ${policies.join(', ')})`
    return {
      title: `admission webhook ${webhook} refuses the pods${message === '' ? ' without saying why' : `: ${firstLine(message)}`}`,
      why: `The API server asks it about ${refusedText(victim)}${lackText(victim, ', so')}.`,
      fix: [
        { text: `Change the pod template as the policy asks${by}.` },
        {
          text: 'Or ask the owner of the policy for an exception; this shows what the webhook judges.',
          command: sh`kubectl get ${subject.kind.toLowerCase()} ${subject.name} -o yaml`,
        },
      ],
    }
  },
})

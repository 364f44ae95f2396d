import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { nearestNamed } from '../../cluster/names.ts'
import type { Kube } from '../../kube/index.ts'
import { matchesOf } from '../../matches.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef, Subject } from '../../report.ts'
import { defineFamily } from '../../rule.ts'
import { command as sh, withPatch } from '../../shell.ts'
import type { Creator } from '../../workloads/creation/failed-create.ts'
import { AWAIT_RETRY, CREATORS, RETRY } from '../../workloads/creation/failed-create.ts'
import { podsOfService } from '../../workloads/network/selected-pods.ts'
import { behindService } from '../../workloads/network/services.ts'
import { isReady } from '../../workloads/pods.ts'
import { podSpecPath } from '../../workloads/workloads.ts'
import type { Affected, Refused } from './refused.ts'
import { lackText, missingOf, refusedText, refusedWith } from './refused.ts'

type Configuration = Kube<'ValidatingWebhookConfiguration' | 'MutatingWebhookConfiguration'>

/** A webhook by the name in messages, and where it is configured. */
interface Webhook {
  /** If the configuration is unknown: a validating one with the webhook's name. */
  readonly subject: Subject
  readonly isKnown: boolean
  /** True if all configurations were read and none contains it. */
  readonly isRemoved: boolean
  /** Its index in the configuration, if known. */
  readonly index: number | undefined
  readonly spec: NonNullable<Configuration['webhooks']>[number] | undefined
}

function byName(configurations: readonly Configuration[]): ReadonlyMap<string, Webhook> {
  return new Map(
    configurations.flatMap(configuration =>
      (configuration.webhooks ?? []).map((spec, index) => [
        spec.name ?? '',
        { subject: refOf(configuration), isKnown: true, isRemoved: false, index, spec },
      ]),
    ),
  )
}

/** Finds where a webhook is configured. Mutating webhooks are called before validating ones. */
function findWebhook(name: string, cluster: Cluster): Webhook {
  for (const kind of ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'] as const) {
    const configurations: readonly Configuration[] = cluster.list(kind)
    const found = cluster.of(configurations, byName).get(name)
    if (found !== undefined) return found
  }
  const isRemoved =
    cluster.seen('ValidatingWebhookConfiguration', undefined) && cluster.seen('MutatingWebhookConfiguration', undefined)
  return {
    subject: { kind: 'ValidatingWebhookConfiguration', name },
    isKnown: false,
    isRemoved,
    index: undefined,
    spec: undefined,
  }
}

/** The Service that was called, if it is in the cluster. */
function webhookService({ spec }: Webhook, url: string | undefined): (ObjectRef & { namespace: string }) | undefined {
  const { namespace = '', name } = spec?.clientConfig?.service ?? {}
  if (name !== undefined) return { kind: 'Service', namespace, name }
  const [, host, hostNamespace = ''] =
    /^https:\/\/([a-z0-9-]{1,63})\.([a-z0-9-]{1,63})\.svc(?:[.:/]|$)/.exec(url ?? '') ?? []
  return host === undefined ? undefined : { kind: 'Service', namespace: hostNamespace, name: host }
}

const TITLE_LIMIT = 200

/** Gatekeeper and GKE put constraint names in brackets; Kyverno lists policies on lines that end in a colon. */
function policiesIn(message: string): readonly string[] {
  const gatekeeper = matchesOf(message, /(?:^|\n)\s{0,20}\[([a-z0-9][\w.-]{0,252})\] /g).map(([, name = '']) => name)
  const gke = matchesOf(message, /\[denied by ([a-z0-9][\w.-]{0,252})\]/g).map(([, name = '']) => name)
  const kyverno = /blocked due to the following policies|due to the following error/.test(message)
    ? matchesOf(message, /(?:^|\n)([a-z0-9][\w.-]{0,252}):[ \t]{0,20}(?:\r?\n|$)/g).map(([, name = '']) => name)
    : []
  return [...new Set([...gatekeeper, ...gke, ...kyverno])].slice(0, 5)
}

function firstLine(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim()
  return line.length > TITLE_LIMIT ? `${line.slice(0, TITLE_LIMIT)}…` : line
}

/** Errors that end once a pod behind the Service is ready. */
const NOBODY = /"[^"]{0,253}" not found|no endpoints/

const TLS = /x509: |certificate|tls: /i

/** What to do about a certificate that the API server rejects. */
function certificateAdvice(error: string, service: string, host: string): string {
  if (/x509: certificate has expired/.test(error))
    return `Renew the certificate that ${service} serves: find its Secret and what issues it, and restart the pods behind the Service.`
  return /unknown authority/.test(error)
    ? `Set the webhook’s caBundle to the CA that signed the certificate of ${service}: find its Secret and what issues it.`
    : `Make ${service} serve a certificate that is valid for ${host}: find its Secret and what issues it.`
}

const TIMES_OUT = 'the call times out'

/** Errors of the API server's call, in words; they come from Go's `net` and `crypto/x509`, and the service resolver. */
const ERRORS: readonly (readonly [RegExp, string])[] = [
  [/service "[^"]{0,253}" not found/, 'its Service does not exist'],
  [/no service port/, 'its Service has no such port'],
  [/no endpoints|endpoints? .{0,200}not found/, 'its Service has no ready endpoints'],
  [/x509: certificate has expired(?!.{0,80} is before)/, 'its certificate has expired'],
  [TLS, 'its certificate is rejected'],
  [/server gave HTTP response to HTTPS client/, 'it does not serve TLS'],
  [/connection refused/, 'connection refused'],
  [/no such host|server misbehaving/, 'its host name does not resolve'],
  [/deadline exceeded|timeout|timed out/i, TIMES_OUT],
  [/no route to host|network is unreachable|connection reset|\bEOF\b|broken pipe/, 'the connection fails'],
  [
    /Address is not allowed|proxy error|unable to handle the request|could not find the requested resource|prevented the request/,
    'the API server cannot connect to it',
  ],
  [/expected webhook response|converting|invalid character|unmarshal/, 'its response cannot be read'],
]

interface Facts {
  'admission-webhook-denied': {
    readonly affected: Affected
    readonly webhook: string
    readonly message: string
    readonly subject: Subject
  }
  'admission-webhook-unavailable': {
    readonly affected: Affected
    readonly webhook: string
    readonly error: string
    readonly subject: Subject
    readonly isKnown: boolean
    readonly index: number | undefined
    readonly service: (ObjectRef & { readonly namespace: string }) | undefined
    readonly isBack: boolean
    readonly isIgnored: boolean
  }
}

function denied({ refusal, hit, affected, workload }: Refused<'admission-webhook-denied'>, cluster: Cluster) {
  const { subject, isKnown, isRemoved } = findWebhook(refusal.webhook, cluster)
  return {
    ...hit,
    cause: refusal.kind,
    facts: { affected, webhook: refusal.webhook, message: refusal.message, subject },
    subject,
    confidence: isKnown ? hit.confidence : ('likely' as const),
    healing: isRemoved ? `webhook ${refusal.webhook} is gone${RETRY}` : undefined,
    field: { object: workload, path: podSpecPath(workload.kind) },
  }
}

function unavailable({ refusal, hit, affected }: Refused<'admission-webhook-unavailable'>, cluster: Cluster) {
  const webhook = findWebhook(refusal.webhook, cluster)
  const { subject, isKnown, isRemoved, index, spec } = webhook
  const service = webhookService(webhook, refusal.url)
  const found = service && cluster.find('Service', service.namespace, service.name)
  const isBack =
    found?.state === 'present' && NOBODY.test(refusal.error) && podsOfService(found.object, cluster).some(isReady)
  const isIgnored = spec?.failurePolicy === 'Ignore'
  const suggestion =
    found?.state === 'absent' ? nearestNamed(service?.name ?? '', 'Service', service?.namespace, cluster) : undefined
  return {
    ...hit,
    cause: refusal.kind,
    facts: {
      affected,
      webhook: refusal.webhook,
      error: refusal.error,
      subject,
      isKnown,
      index,
      service,
      isBack,
      isIgnored,
    },
    subject,
    ...(service === undefined ? {} : { because: behindService(service, cluster) }),
    confidence: isKnown ? hit.confidence : ('likely' as const),
    healing: isRemoved
      ? `webhook ${refusal.webhook} is gone${RETRY}`
      : isIgnored
        ? `webhook ${refusal.webhook} is ignored now${RETRY}`
        : isBack
          ? `webhook ${refusal.webhook} has ready pods now${RETRY}`
          : undefined,
    field: {
      object: subject,
      path: `webhooks[name=${refusal.webhook}].clientConfig${service === undefined ? '' : '.service.name'}`,
      ...(service === undefined ? {} : { value: service.name }),
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  }
}

export default defineFamily<Creator['kind'], Facts>({
  family: 'webhooks',
  stage: 'admission',
  on: CREATORS,
  onUnread: true,
  reads: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'Service', 'Pod', 'ReplicaSet'],

  detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'admission-webhook-denied')
    if (refused !== undefined) return denied(refused, cluster)
    const uncalled = refusedWith(creator, cluster, 'admission-webhook-unavailable')
    return uncalled && unavailable(uncalled, cluster)
  },

  causes: {
    'admission-webhook-denied': {
      owner: 'app',
      patience: 'soon',
      text: {
        summary: 'An admission webhook rejects the object',
        shows: 'No pod is created; the events say `admission webhook "NAME" denied the request: …`.',
        happens:
          'A policy engine (Kyverno, Gatekeeper, a custom webhook) or an operator says that the object violates one of its rules. The text after the colon comes from the policy’s author.',
        fix: 'Change the pod template as the message says, or ask the policy’s owner for an exception.',
        docs: ['https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/'],
      },

      explain({ affected, webhook, message, subject }) {
        const policies = policiesIn(message)
        const by =
          policies.length === 0 ? '' : ` (${policies.length === 1 ? 'policy' : 'policies'} ${policies.join(', ')})`
        return {
          title: `admission webhook ${webhook} rejects the pods${message === '' ? ' without a reason' : `: ${firstLine(message)}`}`,
          why: `The API server calls it for ${refusedText(affected)}${lackText(affected, ', so')}.`,
          fix: [
            { kind: 'change', text: `Change the pod template to satisfy the policy${by}.` },
            { kind: 'change', text: 'Or ask the owner of the policy for an exception.' },
            {
              kind: 'check',
              text: 'Show which requests the webhook handles.',
              command: sh`kubectl get ${subject.kind.toLowerCase()} ${subject.name} -o yaml`,
            },
          ],
        }
      },
    },
    'admission-webhook-unavailable': {
      owner: 'platform',
      patience: 'stuck',
      text: {
        summary: 'An admission webhook with failurePolicy Fail cannot be called',
        shows:
          'No pod is created; the events say `failed calling webhook "NAME": failed to call webhook: Post "https://…": …`.',
        happens:
          'The webhook’s Service or pods are gone or not ready, its certificate has expired or does not match the caBundle, or a firewall blocks its port from the control plane. Configurations left behind by uninstalled operators are common.',
        fix: 'Restore the webhook’s Service; `failurePolicy: Ignore` lets objects through meanwhile. Delete its configuration only if the software was uninstalled.',
        docs: [
          'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy',
          'https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/',
        ],
      },

      explain({ affected, webhook, error, subject, isKnown, index, service, isBack, isIgnored }) {
        if (isBack) {
          return {
            title: `admission webhook ${webhook} could not be called when the pods were refused`,
            why: `The pods behind its Service are ready now, so ${missingOf(affected)} will be created on the next attempt.`,
            fix: AWAIT_RETRY,
          }
        }
        const why = isBack
          ? 'it had no ready pods, and has them now'
          : ERRORS.find(([pattern]) => pattern.test(error))?.[1]
        const resource = subject.kind.toLowerCase()
        const patch = [{ op: 'replace', path: `/webhooks/${index}/failurePolicy`, value: 'Ignore' }]
        const fixes: Step[] = []
        if (service === undefined) {
          if (isKnown)
            fixes.push({
              kind: 'check',
              text: 'Show where the API server calls it, and restore that endpoint.',
              command: sh`kubectl get ${resource} ${subject.name} -o yaml`,
            })
        } else if (TLS.test(error)) {
          fixes.push({
            kind: 'check',
            text: certificateAdvice(
              error,
              `Service ${service.namespace}/${service.name}`,
              `${service.name}.${service.namespace}.svc`,
            ),
            command: sh`kubectl get secrets -n ${service.namespace} --field-selector type=kubernetes.io/tls`,
          })
        } else if (why === TIMES_OUT) {
          fixes.push({
            kind: 'check',
            text: `Check that the pods behind Service ${service.namespace}/${service.name} are ready and not overloaded, and that no firewall, security group or network policy blocks the API server from reaching their port (the targetPort, not 443).`,
            command: sh`kubectl get service,endpointslices,pods -o wide -n ${service.namespace}`,
          })
        } else {
          fixes.push({
            kind: 'check',
            text: `Find out what is missing, Service ${service.namespace}/${service.name} or the pods behind it, and restore it.`,
            command: sh`kubectl get service,endpointslices,pods -n ${service.namespace}`,
          })
        }
        if (isKnown) {
          fixes.push(
            {
              kind: 'change',
              text: 'Until it is back, let objects through unchecked if its owner agrees; restore Fail afterwards.',
              command: withPatch(sh`kubectl patch ${resource} ${subject.name}`, patch),
              patch,
            },
            {
              kind: 'destroy',
              text: 'If its software was uninstalled, delete the configuration: all its webhooks are lost, and these objects are no longer checked.',
              command: sh`kubectl delete ${resource} ${subject.name}`,
            },
          )
        } else {
          fixes.push({
            kind: 'check',
            text: 'Find the configuration of the webhook.',
            command: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations',
          })
        }
        return {
          title: `admission webhook ${webhook} cannot be called: ${why ?? error.slice(0, 200)}`,
          why: `Its failurePolicy ${isIgnored ? 'was' : 'is'} Fail, so ${refusedText(affected)} is refused${lackText(affected)}.`,
          fix: fixes,
        }
      },
    },
  },
})

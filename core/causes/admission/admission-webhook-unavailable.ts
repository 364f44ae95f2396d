import { podsOfService } from '../../cluster/selectors.ts'
import { nearest } from '../../nearest.ts'
import type { Fix } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { jsonWord, command as sh } from '../../shell.ts'
import { CREATORS } from '../../workloads/creation/failed-create.ts'
import { lackText, missingText, refusedText, refusedWith } from '../../workloads/creation/refusal-hit.ts'
import { behindService, findWebhook, webhookService } from '../../workloads/creation/webhooks.ts'
import { isReady } from '../../workloads/pods.ts'

/** Errors that are over once a pod behind the Service is ready. */
const NOBODY = /"[^"]{0,253}" not found|no endpoints/

/** What the API server's call ran into, in words; the errors are those of Go's `net`, `crypto/x509` and of the service resolver. */
const ERRORS: readonly (readonly [RegExp, string])[] = [
  [/service "[^"]{0,253}" not found/, 'its Service does not exist'],
  [/no service port/, 'its Service has no such port'],
  [/no endpoints|endpoints? .{0,200}not found/, 'its Service has no ready endpoint'],
  [/x509: |certificate|tls: /i, 'its certificate is not accepted'],
  [/server gave HTTP response to HTTPS client/, 'it answers without TLS'],
  [/connection refused/, 'it refuses connections'],
  [/no such host|server misbehaving/, 'its host name cannot be resolved'],
  [/deadline exceeded|timeout|timed out/i, 'it does not answer in time'],
  [/no route to host|network is unreachable|connection reset|\bEOF\b|broken pipe/, 'the connection to it breaks'],
  [
    /Address is not allowed|proxy error|unable to handle the request|could not find the requested resource|prevented the request/,
    'the API server cannot get through to it',
  ],
  [/expected webhook response|converting|invalid character|unmarshal/, 'its answer cannot be read'],
]

export default defineCause({
  id: 'admission-webhook-unavailable',
  stage: 'admission',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'An admission webhook with failurePolicy Fail cannot be called',
    shows:
      'No pod is created; the events say `failed calling webhook "NAME": failed to call webhook: Post "https://…": …`.',
    happens:
      'The Service or the pods behind the webhook are gone or not ready, its certificate has expired or does not fit the caBundle, or a firewall keeps the control plane from its port. Left-over configurations of uninstalled operators are common.',
    fix: 'Bring the webhook’s Service back, or remove its configuration if the software is gone. `failurePolicy: Ignore` lets objects through meanwhile.',
    docs: [
      'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy',
      'https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/',
    ],
  },
  on: CREATORS,
  onUnread: true,
  reads: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'Service', 'Pod', 'ReplicaSet'],

  detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'admission-webhook-unavailable')
    if (refused === undefined) return
    const { refusal, hit, victim } = refused
    const webhook = findWebhook(refusal.webhook, cluster)
    const { subject, isKnown, isGone, index, spec } = webhook
    const service = webhookService(webhook, refusal.url)
    const found = service && cluster.find('Service', service.namespace, service.name)
    const isBack =
      found?.state === 'present' && NOBODY.test(refusal.error) && podsOfService(found.object, cluster).some(isReady)
    const isIgnored = spec?.failurePolicy === 'Ignore'
    const suggestion =
      service && found?.state === 'absent'
        ? nearest(
            service.name,
            cluster.list('Service', service.namespace).map(({ metadata }) => metadata.name),
          )
        : undefined
    return {
      ...hit,
      facts: {
        victim,
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
      confidence: isKnown ? hit.confidence : 'likely',
      outlook: isGone || isIgnored || isBack ? 'self-healing' : hit.outlook,
      field: {
        object: subject,
        path: `webhooks[name=${refusal.webhook}].clientConfig${service === undefined ? '' : '.service.name'}`,
        ...(service === undefined ? {} : { value: service.name }),
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    }
  },

  explain({ victim, webhook, error, subject, isKnown, index, service, isBack, isIgnored }) {
    const { kind, name } = victim
    if (isBack) {
      return {
        title: `admission webhook ${webhook} could not be called when the pods were refused`,
        why: `The pods behind its Service are ready by now, so ${missingText(victim)} of ${kind} ${name} will be created at the next attempt.`,
        fix: [{ text: 'Wait: the controller tries again, at the latest after 17 minutes.' }],
      }
    }
    const why = isBack
      ? 'nothing answered for it, and now its pods are ready'
      : ERRORS.find(([pattern]) => pattern.test(error))?.[1]
    const resource = subject.kind.toLowerCase()
    const patch = [{ op: 'replace', path: `/webhooks/${index}/failurePolicy`, value: 'Ignore' }]
    const fixes: Fix[] = []
    if (service !== undefined) {
      fixes.push({
        text: `Bring back what answers for it: Service ${service.namespace}/${service.name} and the pods behind it.`,
        command: sh`kubectl get service,endpointslices,pods -n ${service.namespace}`,
      })
    }
    if (isKnown) {
      fixes.push(
        {
          text: 'Remove the configuration if the software behind it was uninstalled.',
          command: sh`kubectl delete ${resource} ${subject.name}`,
        },
        {
          text: 'Let objects pass unchecked until the webhook is back.',
          command: `${sh`kubectl patch ${resource} ${subject.name} --type=json`} -p ${jsonWord(patch)}`,
          patch,
        },
      )
    } else {
      fixes.push({
        text: 'Find the configuration that names the webhook.',
        command: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations',
      })
    }
    return {
      title: `admission webhook ${webhook} cannot be called: ${why ?? error.slice(0, 200)}`,
      why: `Its failurePolicy ${isIgnored ? 'was' : 'is'} Fail, so ${refusedText(victim)} is refused${lackText(victim)}.`,
      fix: fixes,
    }
  },
})

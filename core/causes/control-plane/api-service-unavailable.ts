import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { stuckNamespace } from '../../workloads/namespace-deletion.ts'
import { behindService } from '../../workloads/network/services.ts'

/** Reasons of the condition Available (`kube-aggregator/pkg/controllers/status`). */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ServiceNotFound', 'its Service does not exist'],
  ['ServicePortError', 'its Service has no such port'],
  ['ServiceAccessError', 'its Service cannot be read'],
  ['EndpointsNotFound', 'its Service has no endpoints'],
  ['EndpointsAccessError', 'the endpoints of its Service cannot be read'],
  ['MissingEndpoints', 'its Service has no ready endpoints'],
  ['FailedDiscoveryCheck', 'its server does not respond'],
])

interface Facts {
  readonly name: string
  readonly reason: string
  readonly service: { readonly namespace: string; readonly name: string } | undefined
}

function shownBy(api: Kube<'APIService'>, cluster: Cluster): Hit<Facts> | undefined {
  const available = api.status?.conditions?.find(({ type }) => type === 'Available')
  const since = parseTime(available?.lastTransitionTime)
  if (available?.status !== 'False') return undefined
  const { namespace, name } = api.spec?.service ?? {}
  const service =
    namespace === undefined || name === undefined ? undefined : ({ kind: 'Service', namespace, name } as const)
  return {
    facts: { name: api.metadata.name, reason: available.reason ?? 'no reason is given', service },
    subject: refOf(api),
    ...(service === undefined ? {} : { because: behindService(service, cluster) }),
    evidence: [
      fieldEvidence(api, 'status.conditions[type=Available].message', available.message ?? available.reason ?? 'False'),
    ],
    since,
    field: {
      object: refOf(api),
      path: 'spec.service',
      ...(service === undefined ? {} : { value: `${service.namespace}/${service.name}` }),
    },
  }
}

/** A namespace's deletion names the APIs that do not respond, which may be all that was read of them. */
function namedBy(namespace: Kube<'Namespace'>, cluster: Cluster): readonly Hit<Facts>[] {
  const { type = '', message, apis = [], since } = stuckNamespace(namespace) ?? {}
  return apis
    .filter(({ name }) => cluster.find('APIService', undefined, name).state === 'unseen')
    .map(api => ({
      facts: { name: api.name, reason: 'FailedDiscoveryCheck', service: undefined },
      subject: api,
      explains: [api, refOf(namespace)],
      evidence: [fieldEvidence(namespace, `status.conditions[type=${type}].message`, message)],
      confidence: 'likely',
      since,
    }))
}

export default defineCause({
  id: 'api-service-unavailable',
  stage: 'control-plane',
  owner: 'platform',
  patience: 'stuck',
  needsAffected: true,
  text: {
    summary: 'An aggregated API is not available',
    shows:
      'The APIService is not Available; requests fail with `the server is currently unable to handle the request`; namespaces hang in Terminating.',
    happens:
      'The Service or pods behind the API are gone or not ready, a firewall blocks the API server from them, or the software was removed and its APIService left behind.',
    fix: 'Restore the server behind the API, or delete the APIService of software that was removed.',
    docs: ['https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/'],
  },
  on: ['APIService', 'Namespace'],
  reads: ['Service', 'Pod'],

  detect(object, cluster) {
    return object.kind === 'Namespace' ? namedBy(object, cluster) : shownBy(object, cluster)
  },

  explain({ name, reason, service }) {
    return {
      title: `API ${name} is unavailable: ${REASONS.get(reason) ?? reason}`,
      why: 'Its clients get no response: autoscalers, `kubectl top`, API discovery and namespace deletion.',
      fix: [
        ...(service === undefined
          ? [
              {
                kind: 'check' as const,
                text: 'Show what should serve the API, and why it does not.',
                command: sh`kubectl describe apiservice ${name}`,
              },
            ]
          : [
              {
                kind: 'check' as const,
                text: `Find out what is missing, Service ${service.namespace}/${service.name} or the pods behind it, and restore it.`,
                command: sh`kubectl get service,endpointslices,pods -n ${service.namespace}`,
              },
            ]),
        {
          kind: 'destroy',
          text: 'Only if its software was removed, delete the APIService: its clients lose the API until it is installed again.',
          command: sh`kubectl delete apiservice ${name}`,
        },
      ],
    }
  },
})

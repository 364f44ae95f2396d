import type { Step } from '../../cause.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import type { GatewayFault, Refusal, Route, RouteMiss } from '../../workloads/network/gateways.ts'
import {
  gatewayFault,
  ROUTE_KINDS,
  refusalOf,
  routeMiss,
  routeTargets,
  unresolvedRefs,
} from '../../workloads/network/gateways.ts'
import { createdAt } from '../../workloads/pods.ts'

/** What all words need of the object. */
interface Named {
  readonly kind: string
  readonly name: string
  readonly namespaceFlag: string
}

interface BackendFacts extends Named {
  readonly from: string
  /** Undefined where only the controller's condition tells. */
  readonly miss: RouteMiss | undefined
  readonly message: string
  readonly more: number
}

interface RefusalFacts extends Named, Omit<Refusal, 'since'> {}
interface GatewayFacts extends Named, Omit<GatewayFault, 'since' | 'kind'> {
  readonly fault: GatewayFault['kind']
}

function namedOf({ kind, metadata }: Kube): Named {
  return { kind, name: metadata.name, namespaceFlag: namespaceFlag(metadata.namespace) }
}

function backendHit(route: Route, misses: readonly RouteMiss[]): Hit<BackendFacts> | undefined {
  const [miss] = misses
  const condition = unresolvedRefs(route)
  const message = [condition?.reason, condition?.message].filter(Boolean).join(': ')
  if (miss === undefined && condition === undefined) return undefined
  const field =
    miss === undefined || miss.missing === 'grant'
      ? undefined
      : {
          object: refOf(route),
          path: `${miss.path}.${miss.missing === 'service' ? 'name' : 'port'}`,
          value: String(miss.missing === 'service' ? miss.service : (miss.port ?? '')),
          ...(miss.suggestion === undefined ? {} : { suggestion: miss.suggestion }),
        }
  return {
    facts: { ...namedOf(route), from: route.metadata.namespace ?? '', miss, message, more: misses.length - 1 },
    subject: refOf(route),
    evidence: [
      ...misses.slice(0, 3).map(each => fieldEvidence(route, each.path, `${each.service}:${each.port ?? ''}`)),
      ...(condition === undefined ? [] : [fieldEvidence(route, 'status.parents[*].conditions[ResolvedRefs]', message)]),
    ],
    confidence: 'certain',
    since: parseTime(condition?.lastTransitionTime) ?? createdAt(route),
    ...(field === undefined ? {} : { field }),
  }
}

function refusalHit(route: Route, refusal: Refusal): Hit<RefusalFacts> {
  const { since, ...said } = refusal
  const isMissing = said.reason === 'NoGateway'
  return {
    facts: { ...namedOf(route), ...said },
    subject: refOf(route),
    evidence: [
      isMissing
        ? fieldEvidence(route, 'spec.parentRefs', `${said.namespace}/${said.gateway}`)
        : fieldEvidence(route, 'status.parents[*].conditions[Accepted]', `${said.reason}: ${said.message}`),
    ],
    confidence: 'certain',
    since: parseTime(since) ?? createdAt(route),
    field: { object: refOf(route), path: 'spec.parentRefs' },
  }
}

function gatewayHit(gateway: Kube<'Gateway'>, found: GatewayFault): Hit<GatewayFacts> {
  const { since, kind, ...said } = found
  const path = said.listener === undefined ? 'status.conditions' : `status.listeners[name=${said.listener}].conditions`
  return {
    facts: { ...namedOf(gateway), ...said, fault: kind },
    subject: refOf(gateway),
    evidence: [
      kind === 'class'
        ? fieldEvidence(gateway, 'spec.gatewayClassName', gateway.spec?.gatewayClassName ?? '')
        : fieldEvidence(gateway, path, [said.reason, said.message].filter(Boolean).join(': ')),
    ],
    confidence: 'certain',
    since: parseTime(since) ?? createdAt(gateway),
    ...(kind === 'class' && {
      field: {
        object: refOf(gateway),
        path: 'spec.gatewayClassName',
        value: gateway.spec?.gatewayClassName ?? '',
      },
    }),
  }
}

const DOCS = ['https://kubernetes.io/docs/concepts/services-networking/gateway/']

function edit({ kind, name, namespaceFlag: flag }: Named): string {
  return sh`kubectl edit ${kind.toLowerCase()} ${name}${flag}`
}

function backendFix(facts: BackendFacts): Step {
  const { miss, from, kind, name, namespaceFlag: flag } = facts
  if (miss === undefined)
    return { kind: 'change', text: 'Correct the reference that the condition reports.', command: edit(facts) }
  if (miss.missing === 'grant')
    return {
      kind: 'change',
      text: `Create a ReferenceGrant in namespace ${miss.namespace} that allows ${kind}s in namespace ${from} to reference Service ${miss.service}.`,
    }
  if (miss.suggestion === undefined)
    return {
      kind: 'change',
      text:
        miss.missing === 'service'
          ? `Create Service ${miss.service}, or use one that exists.`
          : `Use one of the ports of Service ${miss.service}: ${miss.ports.join(', ') || 'none'}.`,
      command: edit(facts),
    }
  const field = miss.missing === 'service' ? 'name' : 'port'
  const pointer = `/${`${miss.path}.${field}`.replace(/\[(\d+)\]/g, '/$1').replaceAll('.', '/')}`
  const value = miss.missing === 'service' ? miss.suggestion : Number(miss.suggestion)
  const patch = [{ op: 'replace' as const, path: pointer, value }]
  return {
    kind: 'change',
    text: `Route to ${miss.missing === 'service' ? 'Service' : 'port'} ${miss.suggestion}, which exists.`,
    command: sh`kubectl patch ${kind.toLowerCase()} ${name}${flag} --type=json -p '${JSON.stringify(patch)}'`,
    patch,
  }
}

const REFUSALS: Readonly<Record<string, string>> = {
  NoGateway: 'Reference an existing Gateway, with its namespace, in `spec.parentRefs`.',
  NoMatchingListenerHostname: 'Use a host name that one of the Gateway’s listeners serves, or add a listener for it.',
  NotAllowedByListeners:
    'Allow routes of this namespace and kind in the listener’s `allowedRoutes`, or create the route in an allowed namespace.',
  NoMatchingParent: 'Set `sectionName` and `port` to a listener and port of the Gateway.',
}

/** Gateways and their routes: what controllers say of them in conditions, and what they refer to. */
export default defineFamily<
  (typeof ROUTE_KINDS)[number] | 'Gateway',
  { 'route-backend-missing': BackendFacts; 'route-not-accepted': RefusalFacts; 'gateway-not-serving': GatewayFacts }
>({
  family: 'gateway-routes',
  stage: 'network',
  on: [...ROUTE_KINDS, 'Gateway'],
  reads: ['Service', 'GatewayClass', 'ReferenceGrant'],

  *detect(object, cluster) {
    if (object.metadata.deletionTimestamp !== undefined) return
    if (object.kind === 'Gateway') {
      const fault = gatewayFault(object, cluster)
      if (fault !== undefined) yield { cause: 'gateway-not-serving', ...gatewayHit(object, fault) }
      return
    }
    const misses = routeTargets(object).flatMap(target => routeMiss(object, target, cluster) ?? [])
    const backend = backendHit(object, misses)
    if (backend !== undefined) yield { cause: 'route-backend-missing', ...backend }
    const refusal = refusalOf(object, cluster)
    if (refusal !== undefined) yield { cause: 'route-not-accepted', ...refusalHit(object, refusal) }
  },

  causes: {
    'route-backend-missing': {
      owner: 'app',
      patience: 'soon',
      text: {
        summary: 'A Gateway route references a Service or port that does not exist or is not allowed',
        shows:
          'Requests get 500 or 503; the route has the condition `ResolvedRefs: False` with reason `BackendNotFound` or `RefNotPermitted`.',
        happens:
          'The Service name has a typo, the route has the container’s port instead of the Service’s, or the Service is in another namespace without a ReferenceGrant.',
        fix: 'Reference an existing Service and port; for one in another namespace, create a ReferenceGrant there.',
        docs: DOCS,
      },
      explain(facts) {
        const { kind, name, miss, message, more } = facts
        const also = more > 0 ? ` (and ${more} more)` : ''
        const title =
          miss === undefined
            ? `${kind} ${name} has a reference that cannot be resolved`
            : miss.missing === 'service'
              ? `${kind} ${name} routes to Service ${miss.service}, which does not exist${also}`
              : miss.missing === 'port'
                ? `${kind} ${name} routes to port ${miss.port ?? ''} of Service ${miss.service}, which has no such port${also}`
                : `${kind} ${name} routes to Service ${miss.namespace}/${miss.service} without a ReferenceGrant there${also}`
        return {
          title,
          why:
            miss === undefined
              ? `Its Gateway reports: ${message.replace(/\.$/, '')}.`
              : 'The gateway has no backend for the route, so requests get an error.',
          fix: [
            backendFix(facts),
            {
              kind: 'check',
              text: 'Show what the Gateway reports about the route.',
              command: sh`kubectl describe ${kind.toLowerCase()} ${name}${facts.namespaceFlag}`,
            },
          ],
        }
      },
    },

    'route-not-accepted': {
      owner: 'app',
      patience: 'soon',
      text: {
        summary: 'No Gateway accepts the route',
        shows:
          'Requests get 404 or no response; the route has the condition `Accepted: False` with a reason such as `NoMatchingListenerHostname`, `NotAllowedByListeners` or `NoMatchingParent`.',
        happens:
          'The Gateway does not exist or is in another namespace, its listeners serve other host names, or they accept only routes of their own namespace.',
        fix: 'Reference an existing Gateway and listener with a host name that it serves, and allow the route’s namespace in the listener’s `allowedRoutes`.',
        docs: DOCS,
      },
      explain(facts) {
        const { kind, name, gateway, namespace, reason, message } = facts
        return {
          title:
            reason === 'NoGateway'
              ? `${kind} ${name} references Gateway ${namespace}/${gateway}, which does not exist`
              : `Gateway ${gateway} does not accept ${kind} ${name}: ${reason}`,
          why: message || 'No gateway serves the route.',
          fix: [
            {
              kind: 'change',
              text: REFUSALS[reason] ?? 'Fix what the condition reports.',
              command: edit(facts),
            },
            reason === 'NoGateway'
              ? { kind: 'check', text: 'List the Gateways.', command: 'kubectl get gateways --all-namespaces' }
              : {
                  kind: 'check',
                  text: 'List the Gateway’s listeners.',
                  command: sh`kubectl describe gateway ${gateway}${namespaceFlag(namespace)}`,
                },
          ],
        }
      },
    },

    'gateway-not-serving': {
      owner: 'platform',
      patience: 'slow',
      text: {
        summary: 'A Gateway, or one of its listeners, does not serve',
        shows:
          '`kubectl get gateway` shows no address or `PROGRAMMED False`; a condition says why, such as `InvalidCertificateRef`, `AddressNotAssigned` or `Waiting for controller`.',
        happens:
          'The GatewayClass does not exist or no controller is installed for it, a listener’s certificate is missing, or no load balancer assigns it an address.',
        fix: 'Use a GatewayClass with a running controller, and fix what the condition reports.',
        docs: DOCS,
      },
      explain(facts) {
        const { name, fault, listener, reason, message, namespaceFlag: flag } = facts
        const what = listener === undefined ? `Gateway ${name}` : `listener ${listener} of Gateway ${name}`
        return {
          title:
            fault === 'class'
              ? `${message} (referenced by Gateway ${name})`
              : fault === 'controller'
                ? `no controller has accepted Gateway ${name}`
                : `${what} does not serve: ${reason}`,
          why: fault === 'condition' ? message || 'Its controller says so.' : 'Nothing serves its listeners.',
          fix: [
            {
              kind: 'change',
              text:
                fault === 'condition'
                  ? 'Fix what the condition reports.'
                  : 'Use a GatewayClass with an installed controller, or install its controller.',
              command: sh`kubectl edit gateway ${name}${flag}`,
            },
            { kind: 'check', text: 'List the gateway classes.', command: 'kubectl get gatewayclasses' },
          ],
        }
      },
    },
  },
})

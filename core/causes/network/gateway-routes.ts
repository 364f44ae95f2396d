import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { nearestNamed } from '../../cluster/names.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit, Words } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { pointerTo } from '../../patch/patch.ts'
import { refOf, refTo } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { conditionText, sentence } from '../../words.ts'
import type { GatewayFault, Refusal, Route, RouteMiss } from '../../workloads/network/gateways.ts'
import {
  gatewayFault,
  ROUTE_KINDS,
  refusalOf,
  routeMiss,
  routeTargets,
  sparesRoute,
  unresolvedRefs,
} from '../../workloads/network/gateways.ts'
import { ofFault } from '../../workloads/network/hops.ts'
import { deadDestinations, deadGateway, type RouteFault } from '../../workloads/network/mesh/routes.ts'
import { createdAt } from '../../workloads/pods.ts'

/** The object, for all words. */
interface Named {
  readonly kind: string
  readonly name: string
  readonly namespaceFlag: string
}

interface BackendFacts extends Named {
  readonly from: string
  /** Undefined if only the controller's condition reports it. */
  readonly miss: RouteMiss | undefined
  readonly message: string
  readonly more: number
}

/** The same for a VirtualService. */
interface MeshFacts extends Named {
  readonly fault: Pick<RouteFault, 'text' | 'path' | 'fix'>
  /** What has to change, as an argument of kubectl: the VirtualService or a DestinationRule. */
  readonly target: string
  readonly more: number
}

interface RefusalFacts extends Named, Omit<Refusal, 'since'> {
  /** The Gateway that was probably meant, if the referenced one does not exist. */
  readonly suggestion: { readonly name: string; readonly namespace: string | undefined } | undefined
}
interface GatewayFacts extends Named, Omit<GatewayFault, 'since' | 'kind'> {
  readonly fault: GatewayFault['kind']
  readonly className: string
  /** The missing Secret, in the Gateway's namespace, for the certificate of the faulty listener. */
  readonly secret: string | undefined
}

function namedOf({ kind, metadata }: Kube): Named {
  return { kind, name: metadata.name, namespaceFlag: namespaceFlag(metadata.namespace) }
}

function backendHit(route: Route, misses: readonly RouteMiss[]): Hit<BackendFacts> | undefined {
  const [miss] = misses
  const condition = unresolvedRefs(route)
  const message = conditionText(condition)
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

function meshHit(owner: Kube<'VirtualService'>, faults: readonly RouteFault[]): Hit<MeshFacts> | undefined {
  const [fault] = faults
  if (fault === undefined) return undefined
  const { subject, path, value } = fault
  return {
    facts: {
      ...namedOf(owner),
      fault: { text: fault.text, path, fix: fault.fix },
      target: targetOf(subject),
      more: faults.length - 1,
    },
    subject,
    explains: [refOf(owner)],
    evidence: faults.slice(0, 3).map(each => fieldEvidence(each.subject, each.path, each.value)),
    // Another cluster of the mesh may have it.
    confidence: 'likely',
    since: createdAt(owner),
    field: { object: subject, path, value: typeof value === 'string' ? value : JSON.stringify(value) },
  }
}

function wordsAt(fault: RouteFault, subject: ObjectRef): Words {
  const { kind, name } = fault.owner
  return explainMesh({
    ...{ kind, name, fault, more: 0 },
    namespaceFlag: namespaceFlag(subject.namespace),
    target: targetOf(subject),
  })
}

function targetOf({ kind, name }: ObjectRef): string {
  return `${kind.toLowerCase()}/${name}`
}

function explainMesh({ kind, name, fault, target, more, namespaceFlag: flag }: MeshFacts): Words {
  const { text, patch } = fault.fix
  return {
    title: `${kind} ${name} ${fault.text}${more > 0 ? ` (and ${more} more)` : ''}`,
    why: fault.path.startsWith('spec.gateways')
      ? 'No gateway serves its hosts, so requests from outside get 404.'
      : 'The proxies of the mesh have nowhere to send the requests of this route, so they fail with 503.',
    fix: [
      {
        kind: 'change',
        text,
        ...(patch === undefined
          ? { command: sh`kubectl edit ${target}${flag}` }
          : { command: withPatch(sh`kubectl patch ${target}${flag}`, patch), patch }),
      },
      {
        kind: 'check',
        text: 'Show the whole route.',
        command: sh`kubectl get ${kind.toLowerCase()}/${name}${flag} -o yaml`,
      },
    ],
  }
}

/**
 * The Gateway that a route with a missing one probably means: one with nearly the same name, or the only one with that
 * name elsewhere.
 */
function meantGateway({ gateway, namespace }: Refusal, cluster: Cluster): RefusalFacts['suggestion'] {
  const near = nearestNamed(gateway, 'Gateway', namespace, cluster)
  if (near !== undefined) return { name: near, namespace: undefined }
  const [only, ...more] = cluster.named('Gateway', gateway)
  return only === undefined || more.length > 0 ? undefined : { name: gateway, namespace: only.metadata.namespace }
}

/** Controllers also report of a Gateway that is not serving that it accepts no route, each in its own words. */
function isOfGateway(
  route: Route,
  { parent, namespace, gateway, reason, index, isPartial }: Refusal,
  cluster: Cluster,
) {
  if (parent !== 'Gateway' || isPartial || reason === 'UnsupportedValue' || reason === 'IncompatibleFilters')
    return false
  const lookup = cluster.find('Gateway', namespace, gateway)
  if (lookup.state !== 'present') return false
  const fault = gatewayFault(lookup.object, cluster)
  return fault !== undefined && !sparesRoute(fault, route.spec?.parentRefs?.[index]?.sectionName, lookup.object)
}

function refusalHit(route: Route, refusal: Refusal, cluster: Cluster): Hit<RefusalFacts> {
  const { since, ...said } = refusal
  const { namespace, gateway, reason, message, index, isPartial } = said
  const isMissing = reason === 'NoGateway'
  const condition = isPartial ? 'PartiallyInvalid' : 'Accepted'
  return {
    facts: { ...namedOf(route), ...said, suggestion: isMissing ? meantGateway(refusal, cluster) : undefined },
    subject: refOf(route),
    evidence: [
      isMissing
        ? fieldEvidence(route, `spec.parentRefs[${index}]`, `${namespace}/${gateway}`)
        : fieldEvidence(route, `status.parents[*].conditions[${condition}]`, `${reason}: ${message}`),
    ],
    confidence: 'certain',
    since: parseTime(since) ?? createdAt(route),
    ...(isOfGateway(route, refusal, cluster) ? { because: [refTo('Gateway', namespace, gateway)] } : {}),
    field: { object: refOf(route), path: 'spec.parentRefs' },
  }
}

/** The first Secret that a listener references and that does not exist in the Gateway's namespace. */
function absentSecret(gateway: Kube<'Gateway'>, listener: string | undefined, cluster: Cluster): string | undefined {
  const { namespace: own } = gateway.metadata
  const refs = gateway.spec?.listeners?.find(({ name }) => name === listener)?.tls?.certificateRefs
  return refs?.find(
    ({ name = '', kind = 'Secret', namespace = own }) =>
      kind === 'Secret' && namespace === own && cluster.find('Secret', own, name).state === 'absent',
  )?.name
}

function gatewayHit(gateway: Kube<'Gateway'>, found: GatewayFault, cluster: Cluster): Hit<GatewayFacts> {
  const { since, kind, ...said } = found
  const { listener, reason } = said
  const path = listener === undefined ? 'status.conditions' : `status.listeners[name=${listener}].conditions`
  const className = gateway.spec?.gatewayClassName ?? ''
  const condition = conditionText(said)
  return {
    facts: {
      ...namedOf(gateway),
      ...said,
      fault: kind,
      className,
      secret: CERTIFICATES.has(reason) ? absentSecret(gateway, listener, cluster) : undefined,
    },
    subject: refOf(gateway),
    evidence: [
      kind === 'class'
        ? fieldEvidence(gateway, 'spec.gatewayClassName', className)
        : fieldEvidence(gateway, path, condition),
      ...(kind === 'class' && reason !== 'NoClass'
        ? [fieldEvidence(refTo('GatewayClass', undefined, className), 'status.conditions[Accepted]', condition)]
        : []),
    ],
    confidence: 'certain',
    since: parseTime(since) ?? createdAt(gateway),
    ...(kind === 'class' && {
      field: { object: refOf(gateway), path: 'spec.gatewayClassName', value: className },
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
  const value = miss.missing === 'service' ? miss.suggestion : Number(miss.suggestion)
  const patch = [{ op: 'replace' as const, path: pointerTo(`${miss.path}.${field}`), value }]
  return {
    kind: 'change',
    text: `Route to ${miss.missing === 'service' ? 'Service' : 'port'} ${miss.suggestion}, which exists.`,
    command: withPatch(sh`kubectl patch ${kind.toLowerCase()} ${name}${flag}`, patch),
    patch,
  }
}

/** Fixes for a refused route, by the reasons of Gateway API and its implementations. */
const REFUSALS: Readonly<Record<string, string>> = {
  NoMatchingListenerHostname: 'Use a host name that one of the listeners serves, or add a listener for it.',
  NotAllowedByListeners:
    'Create the route in a namespace, and of a kind, that a listener’s allowedRoutes allow; or let them allow this one.',
  NoMatchingParent: 'Set sectionName and port to a listener and port that exist.',
  UnsupportedValue: 'Change the value that the message names to one that the controller supports.',
  IncompatibleFilters: 'Remove one of the mutually exclusive filters.',
}

function refusalFix(facts: RefusalFacts): Step {
  const { parent, kind, name, namespaceFlag: flag, reason, index, suggestion } = facts
  const isOther = parent !== 'Gateway' && reason === 'NoMatchingParent'
  const remedy = isOther ? `Correct the reference to the ${parent} in spec.parentRefs.` : REFUSALS[reason]
  if (reason !== 'NoGateway')
    return { kind: 'change', text: remedy ?? 'Fix what the condition reports.', command: edit(facts) }
  if (suggestion === undefined)
    return {
      kind: 'change',
      text: 'Reference an existing Gateway, with its namespace, in spec.parentRefs.',
      command: edit(facts),
    }
  const { name: gateway, namespace } = suggestion
  const field = namespace === undefined ? 'name' : 'namespace'
  // `add` also replaces an existing value.
  const patch = [{ op: 'add' as const, path: `/spec/parentRefs/${index}/${field}`, value: namespace ?? gateway }]
  return {
    kind: 'change',
    text:
      namespace === undefined
        ? `Reference Gateway ${gateway}, which exists.`
        : `Reference Gateway ${gateway} in namespace ${namespace}; its listeners have to allow routes of this namespace.`,
    command: withPatch(sh`kubectl patch ${kind.toLowerCase()} ${name}${flag}`, patch),
    patch,
  }
}

const CERTIFICATE = 'Create the Secret with the certificate that the listener references, or correct the reference.'
const CONFLICT = 'Give the listeners of one port the same protocol and different host names.'
const ADDRESS = 'Request an address that the controller can assign in spec.addresses, or none.'
const AUTHORITY = 'Create the ConfigMap with the CA certificate that the listener references, or correct the reference.'

const CERTIFICATES: ReadonlySet<string> = new Set(['InvalidCertificateRef', 'PartiallyInvalidCertificateRef'])

/** Fixes by the reason of a Gateway's or listener's condition. */
const REMEDIES: Readonly<Record<string, string>> = {
  InvalidCertificateRef: CERTIFICATE,
  PartiallyInvalidCertificateRef: CERTIFICATE,
  InvalidCACertificateRef: AUTHORITY,
  NoValidCACertificate: AUTHORITY,
  RefNotPermitted:
    'Use an object of the Gateway’s own namespace, or create a ReferenceGrant in the namespace of the one that it references.',
  HostnameConflict: CONFLICT,
  ProtocolConflict: CONFLICT,
  AddressNotUsable: ADDRESS,
  UnsupportedAddress: ADDRESS,
  InvalidParameters: 'Correct the parameters that the Gateway or its class references.',
  InvalidRouteKinds: 'Allow only kinds of routes that the listener’s protocol supports.',
}

/** What to check elsewhere, by the reason of a Gateway's condition. */
const OUTSIDE: Readonly<Record<string, string>> = {
  AddressNotAssigned: 'Find out why the LoadBalancer Service of the Gateway’s proxy has no address.',
  NoResources: 'Find out why the pods of the Gateway’s proxy are not ready.',
}

function gatewayFix(facts: GatewayFacts): readonly Step[] {
  const { name, fault, reason, className, secret, namespaceFlag: flag } = facts
  const describe: Step = {
    kind: 'check',
    text: 'Show all conditions of the Gateway.',
    command: sh`kubectl describe gateway ${name}${flag}`,
  }
  if (fault === 'condition') {
    const outside = OUTSIDE[reason]
    if (outside !== undefined)
      return [
        {
          kind: 'check',
          text: outside,
          command: sh`kubectl get services,pods --all-namespaces -l gateway.networking.k8s.io/gateway-name=${name}`,
        },
        describe,
      ]
    const change: Step =
      secret === undefined
        ? { kind: 'change', text: REMEDIES[reason] ?? 'Fix what the condition reports.', command: edit(facts) }
        : {
            kind: 'change',
            text: `Create Secret ${secret} from the certificate and its key, or correct the reference.`,
            command: `${sh`kubectl create secret tls ${secret}${flag}`} --cert=<file> --key=<file>`,
          }
    return [change, describe]
  }
  const isRefused = fault === 'class' && reason !== 'NoClass'
  return [
    {
      kind: 'change',
      text: isRefused
        ? 'Fix what the condition of the class reports, or use another class.'
        : 'Use a GatewayClass with an installed controller, or install its controller.',
      command: edit(facts),
    },
    isRefused
      ? { kind: 'check', text: 'Show the class.', command: sh`kubectl describe gatewayclass ${className}` }
      : { kind: 'check', text: 'List the gateway classes.', command: 'kubectl get gatewayclasses' },
  ]
}

function gatewayTitle({ name, fault, listener, reason, className, isPartial }: GatewayFacts): string {
  if (fault === 'controller') return `no controller has accepted Gateway ${name}`
  if (fault === 'class')
    return reason === 'NoClass'
      ? `GatewayClass ${className} does not exist (referenced by Gateway ${name})`
      : `GatewayClass ${className} of Gateway ${name} is not accepted: ${reason}`
  const what = listener === undefined ? `Gateway ${name}` : `listener ${listener} of Gateway ${name}`
  return isPartial ? `${what} is only partly serving: ${reason}` : `${what} is not serving: ${reason}`
}

/** Gateways and their routes: the conditions that controllers report, and what they reference. */
export default defineFamily<
  (typeof ROUTE_KINDS)[number] | 'Gateway' | 'VirtualService',
  {
    'route-backend-missing': BackendFacts | MeshFacts
    'route-not-accepted': RefusalFacts | MeshFacts
    'gateway-not-serving': GatewayFacts
  }
>({
  family: 'gateway-routes',
  stage: 'network',
  on: [...ROUTE_KINDS, 'Gateway', 'VirtualService'],
  reads: [
    'Gateway.networking.istio.io',
    'Service',
    'Secret',
    'GatewayClass',
    'ReferenceGrant',
    'DestinationRule',
    'ServiceEntry',
    'Pod',
  ],

  *detect(object, cluster) {
    if (object.metadata.deletionTimestamp !== undefined) return
    if (object.kind === 'Gateway') {
      const fault = gatewayFault(object, cluster)
      if (fault !== undefined) yield { cause: 'gateway-not-serving', ...gatewayHit(object, fault, cluster) }
      return
    }
    if (object.kind === 'VirtualService') {
      const hit = meshHit(object, deadDestinations(object, cluster))
      if (hit !== undefined) yield { cause: 'route-backend-missing', ...hit }
      const lost = deadGateway(object, cluster)
      const refused = meshHit(object, lost === undefined ? [] : [lost])
      if (refused !== undefined) yield { cause: 'route-not-accepted', ...refused, confidence: 'certain' }
      return
    }
    const misses = routeTargets(object).flatMap(target => routeMiss(object, target, cluster) ?? [])
    const backend = backendHit(object, misses)
    if (backend !== undefined) yield { cause: 'route-backend-missing', ...backend }
    const refusal = refusalOf(object, cluster)
    if (refusal !== undefined) yield { cause: 'route-not-accepted', ...refusalHit(object, refusal, cluster) }
  },

  causes: {
    'route-backend-missing': {
      owner: 'app',
      patience: 'soon',
      text: {
        summary: 'A route of a Gateway or a mesh references a Service or port that does not exist or is not allowed',
        shows:
          'Requests get 500 or 503; the route has the condition `ResolvedRefs: False` with reason `BackendNotFound` or `RefNotPermitted`.',
        happens:
          'The Service name has a typo, the route has the container’s port instead of the Service’s, or the Service is in another namespace without a ReferenceGrant. A VirtualService also breaks if no DestinationRule defines the subset, or no pod has the subset’s labels.',
        fix: 'Reference an existing Service and port; for one in another namespace, create a ReferenceGrant there.',
        docs: DOCS,
      },
      atHop: ofFault('mesh', ({ route, subject }) =>
        route?.kind === 'destination' ? wordsAt(route, subject) : undefined,
      ),
      explain(facts) {
        if ('fault' in facts) return explainMesh(facts)
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
              ? `Its Gateway reports: ${sentence(message)}`
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
      atHop: ofFault('mesh', ({ route, subject }) => (route?.kind === 'gateway' ? wordsAt(route, subject) : undefined)),
      explain(facts) {
        if ('fault' in facts) return explainMesh(facts)
        const { parent, kind, name, gateway, namespace, reason, message, isPartial } = facts
        const isMissing = reason === 'NoGateway'
        return {
          title: isMissing
            ? `${kind} ${name} references Gateway ${namespace}/${gateway}, which does not exist`
            : isPartial
              ? `${parent} ${gateway} drops part of ${kind} ${name}: ${reason}`
              : `${parent} ${gateway} does not accept ${kind} ${name}: ${reason}`,
          why: message === '' ? 'No gateway serves the route.' : sentence(message),
          fix: [
            refusalFix(facts),
            isMissing
              ? { kind: 'check', text: 'List the Gateways.', command: 'kubectl get gateways --all-namespaces' }
              : {
                  kind: 'check',
                  text: `Show the ${parent === 'Gateway' ? 'Gateway and its listeners' : parent}.`,
                  command: sh`kubectl describe ${parent.toLowerCase()} ${gateway}${namespaceFlag(namespace)}`,
                },
          ],
        }
      },
    },

    'gateway-not-serving': {
      owner: 'platform',
      patience: 'slow',
      text: {
        summary: 'A Gateway or one of its listeners is not serving',
        shows:
          '`kubectl get gateway` shows no address or `PROGRAMMED False`; a condition says why, such as `InvalidCertificateRef`, `AddressNotAssigned` or `Waiting for controller`.',
        happens:
          'The GatewayClass does not exist or no controller is installed for it, a listener’s certificate is missing, or no load balancer assigns it an address.',
        fix: 'Use a GatewayClass with a running controller, and fix what the condition reports.',
        docs: DOCS,
      },
      explain(facts) {
        const { fault, message } = facts
        const isSaid = fault !== 'controller' && message !== '' && facts.reason !== 'NoClass'
        return {
          title: gatewayTitle(facts),
          why: isSaid ? sentence(message) : 'Nothing serves its listeners.',
          fix: gatewayFix(facts),
        }
      },
    },
  },
})

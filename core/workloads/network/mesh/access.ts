import type { Cluster } from '../../../cluster/cluster.ts'
import type { Kube } from '../../../kube/index.ts'
import type { AccessRule, AccessSource } from '../../../kube/istio.ts'
import { compareText } from '../../../ref.ts'
import type { End } from '../ends.ts'
import { isInRange, rangeOf } from '../ip-ranges.ts'
import type { Fit, Traffic } from '../traffic.ts'
import { best, inverted, worst } from '../traffic.ts'
import { isMember, isWhole, membershipOf, oldestFirst, rootNamespace, selectsEnd } from './members.ts'

export type AccessPolicy = Kube<'AuthorizationPolicy'>

/** A client's identity for a server in the mesh; null if it is not known, undefined if it presents no certificate. */
interface Client {
  readonly namespace: string | undefined | null
  readonly account: string | undefined | null
  readonly end: End
}

function clientOf(end: End, isPlain: boolean): Client {
  const membership = membershipOf(end)
  if (membership === 'unknown') return { namespace: null, account: null, end }
  if (!isMember(membership) || isPlain) return { namespace: undefined, account: undefined, end }
  const { namespace = null, spec } = end
  return { namespace, account: spec === undefined ? null : (spec.serviceAccountName ?? 'default'), end }
}

/** The identity in a client’s certificate; undefined if it has none, or it is not known. */
export function principalOf(end: End): string | undefined {
  const { namespace, account } = clientOf(end, false)
  return typeof namespace === 'string' && typeof account === 'string'
    ? `cluster.local/ns/${namespace}/sa/${account}`
    : undefined
}

/** A value in a policy: exact, with `*` at one end, or `*` for any. */
function fitsPattern(pattern: string, value: string): boolean {
  if (pattern === '*') return value !== ''
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1))
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern
}

/** All fields that are set must match: one of the values, and none of the excluded ones. */
function fitsList(
  wanted: readonly string[] | undefined,
  not: readonly string[] | undefined,
  test: (value: string) => Fit,
): Fit {
  return worst([
    wanted === undefined ? 'yes' : best(wanted.map(test)),
    not === undefined ? 'yes' : inverted(best(not.map(test))),
  ])
}

function byIdentity(value: string | undefined | null, pattern: string): Fit {
  if (value === null) return 'maybe'
  return value !== undefined && fitsPattern(pattern, value) ? 'yes' : 'no'
}

/** A mesh's trust domain is not known: it is `cluster.local` unless configured. */
function byPrincipal({ namespace, account }: Client, pattern: string): Fit {
  if (namespace === null || account === null) return 'maybe'
  if (namespace === undefined || account === undefined) return 'no'
  const own = `/ns/${namespace}/sa/${account}`
  if (fitsPattern(pattern, `cluster.local${own}`)) return 'yes'
  return !pattern.startsWith('cluster.local/') &&
    fitsPattern(`*${pattern.slice(Math.max(0, pattern.indexOf('/')))}`, own)
    ? 'maybe'
    : 'no'
}

function byAccount(client: Client, policy: AccessPolicy, pattern: string): Fit {
  const [place, name] = pattern.includes('/') ? pattern.split('/') : [policy.metadata.namespace, pattern]
  return worst([byIdentity(client.namespace, place ?? ''), byIdentity(client.account, name ?? '')])
}

function byAddress({ addresses, kind }: End, block: string): Fit {
  if (addresses.length === 0 || kind === 'unknown') return 'maybe'
  return addresses.some(address => isInRange(address, rangeOf(block))) ? 'yes' : 'no'
}

const MAYBE = (): Fit => 'maybe'

function fitsSource(source: AccessSource, client: Client, policy: AccessPolicy): Fit {
  return worst([
    fitsList(source.principals, source.notPrincipals, each => byPrincipal(client, each)),
    fitsList(source.namespaces, source.notNamespaces, each => byIdentity(client.namespace, each)),
    fitsList(source.serviceAccounts, source.notServiceAccounts, each => byAccount(client, policy, each)),
    fitsList(source.ipBlocks, source.notIpBlocks, each => byAddress(client.end, each)),
    // Tokens, forwarded addresses and trust domains are not part of the connection.
    fitsList(source.requestPrincipals, source.notRequestPrincipals, MAYBE),
    fitsList(source.remoteIpBlocks, source.notRemoteIpBlocks, MAYBE),
    fitsList(source.trustDomains, source.notTrustDomains, MAYBE),
  ])
}

function fitsPort(port: number | undefined, wanted: string): Fit {
  return port === undefined ? 'maybe' : String(port) === wanted ? 'yes' : 'no'
}

function fitsCondition(
  { key = '', values, notValues }: NonNullable<AccessRule['when']>[number],
  client: Client,
  policy: AccessPolicy,
  port: number | undefined,
): Fit {
  const test: (value: string) => Fit =
    key === 'source.namespace'
      ? each => byIdentity(client.namespace, each)
      : key === 'source.principal'
        ? each => byPrincipal(client, each)
        : key === 'source.serviceAccount'
          ? each => byAccount(client, policy, each)
          : key === 'source.ip'
            ? each => byAddress(client.end, each)
            : key === 'destination.port'
              ? each => fitsPort(port, each)
              : MAYBE
  return fitsList(values, notValues, test)
}

/** A rule without conditions matches everything. Conditions on requests cannot be judged from a connection. */
function fitsRule(
  { from, to, when = [] }: AccessRule,
  client: Client,
  policy: AccessPolicy,
  port: number | undefined,
): Fit {
  return worst([
    from === undefined || from.length === 0
      ? 'yes'
      : best(from.map(({ source = {} }) => fitsSource(source, client, policy))),
    to === undefined || to.length === 0
      ? 'yes'
      : best(
          to.map(({ operation = {} }) =>
            worst([
              fitsList(operation.ports, operation.notPorts, each => fitsPort(port, each)),
              fitsList(operation.hosts, operation.notHosts, MAYBE),
              fitsList(operation.methods, operation.notMethods, MAYBE),
              fitsList(operation.paths, operation.notPaths, MAYBE),
            ]),
          ),
        ),
    ...when.map(each => fitsCondition(each, client, policy, port)),
  ])
}

/** The result of the AuthorizationPolicies for a connection. */
export type AccessAnswer =
  | { readonly state: 'none' }
  | { readonly state: 'allowed'; readonly policy: AccessPolicy; readonly rule: number }
  /** `rule` if one denies it; without, no policy with allow rules has one for it. */
  | { readonly state: 'refused'; readonly policies: readonly AccessPolicy[]; readonly rule?: number }
  | { readonly state: 'unknown'; readonly policy: AccessPolicy }

function policiesFor(server: End, cluster: Cluster): readonly AccessPolicy[] {
  return [...new Set([rootNamespace(cluster), server.namespace])]
    .flatMap(namespace => cluster.list('AuthorizationPolicy', namespace))
    .filter(({ spec, metadata }) => {
      // Policies with a target are for gateways and waypoints, and dry-run ones have no effect.
      if (spec?.targetRef !== undefined || (spec?.targetRefs ?? []).length > 0) return false
      if (metadata.annotations?.['istio.io/dry-run'] === 'true') return false
      return selectsEnd(spec?.selector?.matchLabels, server)
    })
    .sort((a, b) => compareText(a.metadata.name, b.metadata.name))
}

/**
 * The verdict of the AuthorizationPolicies at a server in the mesh: deny rules come first; if any policy allows
 * something, everything that none allows is refused. `isPlain`: the client presents no certificate.
 * https://istio.io/latest/docs/concepts/security/#implicit-enablement
 */
export function judgeAccess({ from, to, port }: Traffic, isPlain: boolean, cluster: Cluster): AccessAnswer {
  const client = clientOf(from, isPlain)
  const policies = policiesFor(to, cluster)
  const fits = (wanted: string) =>
    policies
      .filter(({ spec }) => (spec?.action ?? 'ALLOW') === wanted)
      .flatMap(policy =>
        (policy.spec?.rules ?? []).map((rule, index) => ({ policy, index, fit: fitsRule(rule, client, policy, port) })),
      )
  const custom = fits('CUSTOM').find(({ fit }) => fit !== 'no')
  const denials = fits('DENY')
  const denied = denials.find(({ fit }) => fit === 'yes')
  if (denied !== undefined) return { state: 'refused', policies: [denied.policy], rule: denied.index }
  const unsure = denials.find(({ fit }) => fit === 'maybe') ?? custom
  const allowing = policies.filter(({ spec }) => (spec?.action ?? 'ALLOW') === 'ALLOW')
  const grants = fits('ALLOW')
  const grant = grants.find(({ fit }) => fit === 'yes')
  const maybe = grants.find(({ fit }) => fit === 'maybe')
  if (allowing.length > 0 && grant === undefined && maybe === undefined) return { state: 'refused', policies: allowing }
  if (unsure !== undefined) return { state: 'unknown', policy: unsure.policy }
  if (grant !== undefined) return { state: 'allowed', policy: grant.policy, rule: grant.index }
  return maybe === undefined ? { state: 'none' } : { state: 'unknown', policy: maybe.policy }
}

type Mode = 'STRICT' | 'PERMISSIVE' | 'DISABLE'

/** What a server’s proxy accepts on a port, and the policy for it; PERMISSIVE without one. Undefined: not read. */
export function peerMode(
  server: End,
  port: number | undefined,
  cluster: Cluster,
): { readonly mode: Mode; readonly policy: Kube<'PeerAuthentication'> | undefined } | undefined {
  const own = oldestFirst(cluster.list('PeerAuthentication', server.namespace))
  const isSet = (mode: string | undefined): mode is Mode =>
    mode === 'STRICT' || mode === 'PERMISSIVE' || mode === 'DISABLE'
  const selecting = own.filter(
    ({ spec }) => !isWhole(spec?.selector?.matchLabels) && selectsEnd(spec?.selector?.matchLabels, server),
  )
  for (const policy of selecting.slice(0, 1)) {
    const atPort = port === undefined ? undefined : policy.spec?.portLevelMtls?.[String(port)]?.mode
    const mode = isSet(atPort) ? atPort : policy.spec?.mtls?.mode
    if (isSet(mode)) return { mode, policy }
  }
  for (const namespace of new Set([server.namespace, rootNamespace(cluster)])) {
    const [policy] = oldestFirst(cluster.list('PeerAuthentication', namespace)).filter(({ spec }) =>
      isWhole(spec?.selector?.matchLabels),
    )
    const mode = policy?.spec?.mtls?.mode
    if (policy !== undefined && isSet(mode)) return { mode, policy }
    if (!cluster.seen('PeerAuthentication', namespace)) return undefined
  }
  return { mode: 'PERMISSIVE', policy: undefined }
}

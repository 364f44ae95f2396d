import { matchesOf } from '../../matches.ts'
/** One resource of a quota refusal, with quantities as the API server prints them. */
export interface QuotaShortage {
  readonly resource: string
  readonly requested: string
  readonly used: string
  readonly limited: string
}

/** One LimitRange bound that an object violates. */
export interface LimitBreach {
  readonly bound: 'min' | 'max' | 'ratio'
  readonly resource: string
  /** `Container`, `Pod` or `PersistentVolumeClaim`. */
  readonly type: string
  readonly allowed: string
  readonly actual: string | undefined
  /** Which of the two quantities violates it, if the message says so. */
  readonly of: 'request' | 'limit' | undefined
}

/** A field and the API server's objection to it. */
export interface FieldFault {
  readonly path: string
  readonly detail: string
}

/** Why the API server refuses an object. `kind` is the cause's id if there is one. */
export type Refusal =
  | { readonly kind: 'quota-exceeded'; readonly quota: string; readonly shortages: readonly QuotaShortage[] }
  | { readonly kind: 'quota-scope-uncovered'; readonly scopes: string }
  | {
      readonly kind: 'quota-requires-resources'
      readonly quota: string
      readonly demands: readonly { readonly resource: string; readonly containers: readonly string[] }[]
    }
  | { readonly kind: 'limit-range-violation'; readonly breaches: readonly LimitBreach[] }
  | {
      readonly kind: 'pod-security-violation'
      readonly by: 'PodSecurity' | 'PodSecurityPolicy' | 'SecurityContextConstraints'
      /** `restricted:latest` for PodSecurity. */
      readonly level: string | undefined
      readonly violations: string
    }
  | { readonly kind: 'service-account-missing'; readonly name: string }
  | { readonly kind: 'priority-class-missing'; readonly name: string }
  | { readonly kind: 'runtime-class-missing'; readonly name: string }
  | { readonly kind: 'admission-webhook-denied'; readonly webhook: string; readonly message: string }
  | {
      readonly kind: 'admission-webhook-unavailable'
      readonly webhook: string
      readonly url: string | undefined
      readonly error: string
    }
  | {
      readonly kind: 'admission-policy-denied'
      readonly by: 'ValidatingAdmissionPolicy' | 'MutatingAdmissionPolicy'
      readonly policy: string
      readonly binding: string | undefined
      readonly message: string
    }
  | { readonly kind: 'namespace-terminating'; readonly namespace: string }
  | {
      readonly kind: 'pod-template-invalid'
      readonly faults: readonly FieldFault[]
      /** The invalid claim, if it is not the pod that is invalid. */
      readonly claim: string | undefined
    }

function parseSums(text: string | undefined): ReadonlyMap<string, string> {
  const sums = new Map<string, string>()
  for (const part of (text ?? '').split(',')) {
    const at = part.lastIndexOf('=')
    if (at > 0) sums.set(part.slice(0, at).trim(), part.slice(at + 1).trim())
  }
  return sums
}

/** The text after a label, up to the next one. */
function after(text: string, label: string): string {
  const at = text.indexOf(label)
  if (at < 0) return ''
  const start = at + label.length
  const [end = text.length] = [', used: ', ', limited: ']
    .map(next => text.indexOf(next, start))
    .filter(next => next >= 0)
  return text.slice(start, end)
}

/** Parses `requested: R=1, used: R=9, limited: R=9` (`resourcequota/controller.go`). */
function parseQuotaExceeded(quota: string, text: string): Refusal {
  const [requested, used, limited] = ['requested: ', ', used: ', ', limited: '].map(label => after(text, label))
  const [usedOf, limitedOf] = [parseSums(used), parseSums(limited)]
  const shortages: QuotaShortage[] = [...parseSums(requested)].map(([resource, amount]) => ({
    resource,
    requested: amount,
    used: usedOf.get(resource) ?? '0',
    limited: limitedOf.get(resource) ?? '0',
  }))
  return { kind: 'quota-exceeded', quota, shortages }
}

/**
 * Parses `limits.cpu for: a,b; limits.memory for: a` (older releases: `limits.cpu,limits.memory`): what the quota
 * requires of which containers, or of all if none are named.
 */
function parseQuotaRequires(quota: string, text: string): Refusal {
  const demands = text
    .split(';')
    .flatMap(part => {
      const [resources = '', containers] = part.split(' for: ')
      return resources.split(',').map(resource => ({
        resource: resource.trim(),
        containers: (containers ?? '')
          .split(',')
          .map(name => name.trim())
          .filter(name => name !== ''),
      }))
    })
    .filter(({ resource }) => /^[\w./-]{1,253}$/.test(resource))
  return { kind: 'quota-requires-resources', quota, demands }
}

/**
 * Parses `maximum memory usage per Container is 256Mi, but limit is 1Gi` and the like
 * (`plugin/pkg/admission/limitranger`).
 */
function parseLimits(text: string): readonly LimitBreach[] {
  const breaches: LimitBreach[] = []
  const usage =
    /(minimum|maximum) ([\w./-]{1,253}) usage per (\w{1,40}) is ([\w.+-]{1,40}?)(?:[.,]\s{1,2}(?:No (request|limit) is specified|but (request|limit) is ([\w.+-]{1,40}?))|$)(?=[.,\]\s]|$)/g
  for (const [, side, resource = '', type = '', allowed = '', absent, of, actual] of matchesOf(text, usage)) {
    const which = absent ?? of
    breaches.push({
      bound: side === 'minimum' ? 'min' : 'max',
      resource,
      type,
      allowed,
      actual,
      of: which === 'request' || which === 'limit' ? which : undefined,
    })
  }
  const ratio =
    /([\w./-]{1,253}) max limit to request ratio per (\w{1,40}) is ([\w.+-]{1,40}?), but (?:provided ratio is ([\d.]{1,40}?)|no (request|limit) is specified)(?=[.,\]\s]|$)/g
  for (const [, resource = '', type = '', allowed = '', actual, absent] of matchesOf(text, ratio)) {
    breaches.push({
      bound: 'ratio',
      resource,
      type,
      allowed,
      actual,
      of: absent === 'request' || absent === 'limit' ? absent : undefined,
    })
  }
  return breaches
}

const TEXT_LIMIT = 4000

/** Parses field errors: `[spec.a: Invalid value: 1: must be …, spec.b: Required value]`. */
function parseFaults(text: string): readonly FieldFault[] {
  const starts = matchesOf(text, /(?:^|[[\s])((?:spec|metadata)[\w.[\]/-]{0,300}): (?=[A-Z])/g)
  return starts.map((start, index) => {
    const from = start.index + start[0].length
    const to = starts[index + 1]?.index ?? text.length
    return { path: start[1] ?? '', detail: text.slice(from, to).replace(/(?<![\s,\]])[\s,\]]+$/, '') }
  })
}

/**
 * Parsers of refusals, specific before vague. Sources: `plugin/pkg/admission` and
 * `staging/src/k8s.io/apiserver/pkg/admission` of Kubernetes 1.24 to 1.36, OpenShift's `apiserver-library-go` for
 * SecurityContextConstraints.
 */
const READERS: readonly (readonly [
  RegExp,
  (found: readonly (string | undefined)[], text: string) => Refusal | undefined,
])[] = [
  [
    /failed calling (?:admission )?webhook "([^"]{1,253})"(?:, failing closed)?:? ?(.{0,3000})/s,
    ([, webhook = '', error = '']) => ({
      kind: 'admission-webhook-unavailable',
      webhook,
      url: /(?:Post|Get) "?(https?:\/\/[^"\s]{1,1000}?)"?: /.exec(error)?.[1],
      error: error.replace(/^failed to call webhook: /, '').replace(/^(?:Post|Get) "?[^"\s]{1,1000}"?: /, ''),
    }),
  ],
  [
    /admission webhook "([^"]{1,253})" denied the request(?:: |\b)(.{0,3000})/s,
    ([, webhook = '', message = '']) => ({ kind: 'admission-webhook-denied', webhook, message: message.trim() }),
  ],
  [
    /ValidatingAdmissionPolicy '([^']{1,253})'(?: with binding '([^']{1,253})')? denied request(?:: )?(.{0,3000})/s,
    ([, policy = '', binding, message = '']) => ({
      kind: 'admission-policy-denied',
      by: 'ValidatingAdmissionPolicy',
      policy,
      binding,
      message,
    }),
  ],
  [
    // `policy/generic/policy_dispatcher.go`, shared with mutating policies.
    /\bpolicy ['"]([^'"]{1,253})['"](?: with binding ['"]([^'"]{1,253})['"])? denied request: (.{0,3000})/s,
    ([, policy = '', binding, message = '']) => ({
      kind: 'admission-policy-denied',
      by: 'MutatingAdmissionPolicy',
      policy,
      binding,
      message,
    }),
  ],
  [
    /violates PodSecurity "([^"]{1,60})": (.{0,3900})/s,
    ([, level, violations = '']) => ({ kind: 'pod-security-violation', by: 'PodSecurity', level, violations }),
  ],
  [
    /(?:PodSecurityPolicy: unable to admit pod|unable to validate against any pod security policy): (.{0,3000})/s,
    ([, violations = '']) => ({
      kind: 'pod-security-violation',
      by: 'PodSecurityPolicy',
      level: undefined,
      violations,
    }),
  ],
  [
    /unable to validate against any security context constraint: (.{0,3900})/s,
    ([, violations = '']) => ({
      kind: 'pod-security-violation',
      by: 'SecurityContextConstraints',
      level: undefined,
      violations,
    }),
  ],
  [
    /exceeded quota: ([\w.-]{1,253}), (requested: .{1,3000})/s,
    ([, quota = '', sums = '']) => parseQuotaExceeded(quota, sums),
  ],
  [
    /insufficient quota to (?:match these scopes|consume): (.{0,500})/s,
    ([, scopes = '']) => ({ kind: 'quota-scope-uncovered', scopes }),
  ],
  [
    /failed quota: ([\w.-]{1,253}): must specify (.{1,3000})/s,
    ([, quota = '', demands = '']) => parseQuotaRequires(quota, demands),
  ],
  [
    /error looking up service account (?:[\w.-]{1,253}\/)?([\w.-]{1,253}): .{0,300}not found/s,
    ([, name = '']) => ({ kind: 'service-account-missing', name }),
  ],
  [
    /no PriorityClass with name ([\w.-]{1,253}) was found/,
    ([, name = '']) => ({ kind: 'priority-class-missing', name }),
  ],
  [
    /pod rejected: RuntimeClass "([^"]{1,253})" not found/,
    ([, name = '']) => ({ kind: 'runtime-class-missing', name }),
  ],
  [
    /in namespace ([\w.-]{1,253}) because it is being terminated/,
    ([, namespace = '']) => ({ kind: 'namespace-terminating', namespace }),
  ],
  [
    /(?:usage|max limit to request ratio) per \w{1,40} is /,
    (_, text) => {
      const breaches = parseLimits(text)
      return breaches.length === 0 ? undefined : { kind: 'limit-range-violation', breaches }
    },
  ],
  [
    /(?:^|[\s:])(Pod|pods|PersistentVolumeClaim|Job\.batch|ReplicaSet\.apps) "([^"]{0,253})" is invalid: (.{1,3900})/s,
    ([, kind, name, text = '']) => ({
      kind: 'pod-template-invalid',
      faults: parseFaults(text),
      claim: kind === 'PersistentVolumeClaim' ? name : undefined,
    }),
  ],
  [
    /(?:integer value of (priority)|string value of PreemptionPolicy) \((.{1,60})\) (must not be provided in pod spec.{0,300})/s,
    ([, priority, value = '', rest = '']) => ({
      kind: 'pod-template-invalid',
      faults: [
        { path: priority === undefined ? 'spec.preemptionPolicy' : 'spec.priority', detail: `${value} ${rest}` },
      ],
      claim: undefined,
    }),
  ],
  [
    /pod rejected: (Pod(?:'s)? Overhead (?:set without|doesn't match) .{1,200})/s,
    ([, detail = '']) => ({
      kind: 'pod-template-invalid',
      faults: [{ path: 'spec.overhead', detail }],
      claim: undefined,
    }),
  ],
]

/**
 * Why the API server refused an object, from the message in an event, a condition or kubectl's output. Undefined if it
 * is from no known plugin.
 */
export function classifyRefusal(message: string): Refusal | undefined {
  const text = message.slice(0, TEXT_LIMIT)
  for (const [pattern, read] of READERS) {
    const found = pattern.exec(text)
    if (found === null) continue
    const refusal = read(found, text)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

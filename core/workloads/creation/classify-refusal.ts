import type { FieldFault, Refusal } from './refusal.ts'
import { parseLimits } from './refusal-limits.ts'
import { parseQuotaExceeded, parseQuotaRequires } from './refusal-quota.ts'

const TEXT_LIMIT = 4000

/** Reads field errors: `[spec.a: Invalid value: 1: must be …, spec.b: Required value]`. */
function parseFaults(text: string): readonly FieldFault[] {
  const starts = [...text.matchAll(/(?:^|[[\s])((?:spec|metadata)[\w.[\]/-]{0,300}): (?=[A-Z])/g)]
  return starts.map((start, index) => {
    const from = start.index + start[0].length
    const to = starts[index + 1]?.index ?? text.length
    return { path: start[1] ?? '', detail: text.slice(from, to).replace(/(?<![\s,\]])[\s,\]]+$/, '') }
  })
}

/**
 * Readers of refusals, the telling before the vague. Sources: `plugin/pkg/admission` and `staging/src/k8s.io/apiserver/pkg/admission`
 * of Kubernetes 1.24 to 1.36, OpenShift's `apiserver-library-go` for SecurityContextConstraints.
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
    ([, policy = '', binding, message = '']) => ({ kind: 'admission-policy-denied', policy, binding, message }),
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
 * Takes the message with which the API server refused an object, as an event, a condition or kubectl words it; returns why,
 * or undefined where no known plugin speaks.
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

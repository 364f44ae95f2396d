import type { Problem } from '../../core/index.ts'
import { isStalling } from '../../core/summary.ts'
import type { FailFast } from '../inputs.ts'

/** How long one cause is given before it ends the wait: both must be reached. */
export interface Patience {
  /** Time for which it was seen unchanged, in milliseconds. */
  readonly window: number
  /** How often a container must have ended. */
  readonly ends: number
}

const SECOND = 1000

/** No retry can help: what is wrong stands in the specification, and the cluster has said so. */
const doomed: Patience = { window: 0, ends: 0 }
/** A fault of the program that starting it again shows to be lasting. */
const lasting: Patience = { window: 0, ends: 2 }
/** What something else may create or lift within seconds. */
const soon: Patience = { window: 30 * SECOND, ends: 0 }
/** What may heal, but rarely does. */
const stuck: Patience = { window: 60 * SECOND, ends: 0 }
/** What depends on how long an application or a platform takes. */
const slow: Patience = { window: 120 * SECOND, ends: 0 }
/** A program that keeps ending: dependencies that start later are up after two or three restarts. */
const crashing: Patience = { window: 60 * SECOND, ends: 3 }
/** Something that the program needs and that may still be on its way up. */
const dependent: Patience = { window: 120 * SECOND, ends: 3 }
/** What only the deadline can decide: it heals by itself, waits by intent, or keeps no rollout from completing. */
const NEVER: ReadonlySet<string> = new Set([
  'unknown',
  'image-pull-rate-limited',
  'image-pull-timeout',
  'registry-unreachable',
  'scheduling-gated',
  'termination-slow',
  'pod-disruption-budget-blocking',
  'cron-job-schedule-missed',
  'hpa-target-missing',
  'hpa-metrics-unavailable',
  'hpa-resource-request-missing',
  'api-server-unreachable',
  'api-server-unauthorized',
  'api-server-forbidden',
])

/** Causes that are not listed are given the window of what may heal, but rarely does. */
const PATIENCE: Readonly<Record<string, Patience>> = {
  'image-not-found': doomed,
  'image-name-invalid': doomed,
  'image-never-pulled': doomed,
  'image-platform-mismatch': doomed,
  'image-pull-unauthorized': soon,
  'image-pull-secret-missing': soon,
  'config-map-key-missing': doomed,
  'secret-key-missing': doomed,
  'config-map-missing': soon,
  'secret-missing': soon,
  'container-command-not-found': doomed,
  'container-command-not-executable': doomed,
  'container-working-dir-invalid': doomed,
  'exec-format-error': doomed,
  'run-as-non-root-violation': doomed,
  'mount-conflict': doomed,
  'host-path-invalid': soon,
  'runtime-class-missing': soon,
  'out-of-memory-killed': { window: 30 * SECOND, ends: 3 },
  'exits-immediately': { window: 30 * SECOND, ends: 3 },
  'application-error': crashing,
  'app-missing-environment-variable': lasting,
  'app-missing-file-or-module': lasting,
  'app-invalid-arguments': lasting,
  'app-dependency-unreachable': dependent,
  'app-name-resolution-failed': dependent,
  'app-authentication-failed': crashing,
  'app-port-in-use': crashing,
  'app-permission-denied': { window: 0, ends: 3 },
  'app-heap-exhausted': crashing,
  'app-disk-full': crashing,
  'rbac-forbidden': crashing,
  'readiness-probe-failing': slow,
  'readiness-gate-unsatisfied': slow,
  'probe-timeout': slow,
  'quota-exceeded': soon,
  'quota-requires-resources': doomed,
  'limit-range-violation': doomed,
  'pod-security-violation': doomed,
  'pod-template-invalid': doomed,
  'admission-webhook-denied': soon,
  'admission-policy-denied': soon,
  'service-account-missing': soon,
  'priority-class-missing': soon,
  'scheduler-name-unknown': soon,
  'persistent-volume-claim-missing': soon,
  'storage-class-missing': soon,
  'default-storage-class-missing': soon,
  'persistent-volume-lost': doomed,
  'rollout-paused': soon,
  'update-strategy-on-delete': doomed,
  'rollout-partitioned': soon,
  'rolling-update-volume-deadlock': soon,
  'job-backoff-limit-exceeded': doomed,
  'job-deadline-exceeded': doomed,
  'job-suspended': soon,
  'node-not-ready': slow,
  'node-memory-pressure': slow,
  'node-disk-pressure': slow,
  'node-pid-pressure': slow,
  'namespace-terminating': doomed,
  'service-load-balancer-pending': slow,
  'service-selector-mismatch': soon,
  'service-port-mismatch': soon,
  'ingress-backend-missing': soon,
  'ingress-tls-secret-missing': soon,
  'kube-proxy-not-running': slow,
  'cluster-dns-not-running': slow,
  'cni-not-ready': slow,
  'pod-network-setup-failed': slow,
  'resource-kind-not-served': doomed,
}

const STRICT_WINDOW = 20 * SECOND
/** What is only likely may be a misreading of something that still moves. */
const LIKELY_WINDOW = 30 * SECOND

/** Takes a cause and whether it is certain; returns how long it is given, or undefined where only the deadline ends the wait. */
export function patienceFor(cause: string, certain: boolean, failFast: FailFast): Patience | undefined {
  if (failFast === 'off' || NEVER.has(cause)) return undefined
  const { window, ends } = PATIENCE[cause] ?? stuck
  const least = certain || ends > 0 ? window : Math.max(window, LIKELY_WINDOW)
  return { window: failFast === 'strict' ? Math.min(least, STRICT_WINDOW) : least, ends }
}

/** Takes a problem; returns how long it is given, or undefined where it may recover or is too uncertain to end the wait. */
export function allowanceFor(problem: Problem, failFast: FailFast): Patience | undefined {
  const { cause, outlook, confidence } = problem
  if (!isStalling(problem) || confidence === 'possible') return undefined
  return patienceFor(cause, confidence === 'certain' && outlook === 'needs-change', failFast)
}

/** Every cause that is given a patience of its own. */
export const listedCauses: readonly string[] = [...NEVER, ...Object.keys(PATIENCE)]

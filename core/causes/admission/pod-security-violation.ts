import type { Step } from '../../cause.ts'
import type { PodSpec } from '../../kube/pod.ts'
import { matchesOf } from '../../matches.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { AWAIT_RETRY, CREATORS, RETRY } from '../../workloads/creation/failed-create.ts'
import { templateSteps } from '../../workloads/template-patch.ts'
import { podSpecPath } from '../../workloads/workloads.ts'
import { lackText, missingOf, refusedText, refusedWith } from './refused.ts'

const LABEL = 'pod-security.kubernetes.io/enforce'

const NAMES = {
  PodSecurity: 'the Pod Security Standard',
  PodSecurityPolicy: 'every PodSecurityPolicy',
  SecurityContextConstraints: 'every security context constraint',
} as const

type Settings = Readonly<Record<string, unknown>>

/**
 * Checks of level `restricted` only (`pod-security-admission/policy`): a pod that fails no others is admitted by
 * `baseline`.
 */
const RESTRICTED_ONLY =
  /^(?:allowPrivilegeEscalation != false|unrestricted capabilities|runAsNonRoot != true|runAsUser=0|seccompProfile|restricted volume types)$/

/** The containers blamed by one check of the message: `container "a" must …`, `containers "a", "b" must …`. */
function blamed(detail: string): readonly string[] {
  const [, list = ''] = /containers? ("[^"]{1,253}"(?:, "[^"]{1,253}")*)/.exec(detail) ?? []
  return matchesOf(list, /"([^"]{1,253})"/g).map(([, name = '']) => name)
}

/** The checks of a PodSecurity message, each with its detail in parentheses. */
function readChecks(violations: string): readonly { readonly check: string; readonly detail: string }[] {
  const starts = matchesOf(violations, /(?:^|\), )([A-Za-z][^(),]{1,100}) \(/g)
  return starts.map(({ 0: whole, 1: check = '', index }, at) => ({
    check,
    detail: violations.slice(index + whole.length, starts[at + 1]?.index ?? violations.length),
  }))
}

/**
 * The distinct fields named by OpenShift's constraints and old PodSecurityPolicies: `.spec.securityContext.fsGroup:
 * Invalid value: …`, `.containers[0].runAsUser: Invalid value: …`.
 */
function refusedFields(violations: string): readonly string[] {
  const found = matchesOf(violations, /\.([A-Za-z]{2,40})(?:\[\d{1,3}\])?: (?:Invalid value|Forbidden|Required)/g)
  return [...new Set(found.map(([, field = '']) => field))].slice(0, 8)
}

/** The strictest level that would admit the pod. */
export function levelThatAdmits(violations: string): 'baseline' | 'privileged' {
  const checks = readChecks(violations)
  return checks.length > 0 && checks.every(({ check }) => RESTRICTED_ONLY.test(check)) ? 'baseline' : 'privileged'
}

const CONTAINER_SETTINGS: readonly (readonly [string, Settings])[] = [
  ['allowPrivilegeEscalation != false', { allowPrivilegeEscalation: false }],
  ['unrestricted capabilities', { capabilities: { drop: ['ALL'] } }],
  ['privileged', { privileged: false }],
]

const POD_SETTINGS: readonly (readonly [string, Settings])[] = [
  ['runAsNonRoot != true', { runAsNonRoot: true }],
  ['seccompProfile', { seccompProfile: { type: 'RuntimeDefault' } }],
]

/**
 * The part of a pod spec with the required settings; undefined if a violation needs more than settings (volumes, host
 * ports).
 */
export function hardenedPodSpec(violations: string, spec: PodSpec | undefined): Settings | undefined {
  const checks = readChecks(violations)
  const settings = new Map<string, Record<string, unknown>>()
  const pod: Record<string, unknown> = {}
  let securityContext: Record<string, unknown> | undefined
  for (const { check, detail } of checks) {
    const ofContainer = CONTAINER_SETTINGS.find(([name]) => name === check)?.[1]
    const ofPod = POD_SETTINGS.find(([name]) => name === check)?.[1]
    if (ofContainer !== undefined) {
      for (const name of blamed(detail)) settings.set(name, { ...settings.get(name), ...ofContainer })
    } else if (ofPod !== undefined) {
      securityContext = { ...securityContext, ...ofPod }
    } else if (check === 'host namespaces') {
      for (const [, field = ''] of matchesOf(detail, /(hostNetwork|hostPID|hostIPC)=true/g)) pod[field] = false
    } else {
      return undefined
    }
  }
  const init = new Set((spec?.initContainers ?? []).map(({ name }) => name))
  const list = (isInit: boolean) =>
    [...settings]
      .filter(([name]) => init.has(name) === isInit)
      .map(([name, context]) => ({ name, securityContext: context }))
  const [containers, initContainers] = [list(false), list(true)]
  if (securityContext !== undefined) pod['securityContext'] = securityContext
  if (containers.length > 0) pod['containers'] = containers
  if (initContainers.length > 0) pod['initContainers'] = initContainers
  return Object.keys(pod).length === 0 ? undefined : pod
}

export default defineCause({
  id: 'pod-security-violation',
  stage: 'admission',
  owner: 'app',
  patience: 'none',
  text: {
    summary: "The namespace's Pod Security Standard rejects the pod template",
    shows:
      'No pod is created; the events say `violates PodSecurity "restricted:latest"` (OpenShift: `unable to validate against any security context constraint`).',
    happens:
      'The namespace enforces a level that forbids something in the template (privileged, host namespaces, hostPath) or requires settings that are not in it (runAsNonRoot, seccompProfile, dropped capabilities).',
    fix: 'Set the security context as the message says, or run the workload in a namespace with a level that allows it.',
    docs: [
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
      'https://kubernetes.io/docs/concepts/security/pod-security-admission/',
    ],
  },
  on: CREATORS,
  onUnread: true,
  reads: ['Namespace', 'ReplicaSet'],

  detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'pod-security-violation')
    if (refused === undefined) return
    const { refusal, namespace, hit, affected, workload, spec } = refused
    const found = cluster.find('Namespace', undefined, namespace)
    const label = found.state === 'present' ? found.object.metadata.labels?.[LABEL] : undefined
    const isRelaxed =
      refusal.by === 'PodSecurity' && (label === 'privileged' || label === levelThatAdmits(refusal.violations))
    return {
      ...hit,
      facts: {
        affected,
        namespace,
        by: refusal.by,
        level: refusal.level,
        isRelaxed,
        violations: refusal.violations,
        podSpec: refusal.by === 'PodSecurity' ? hardenedPodSpec(refusal.violations, spec) : undefined,
      },
      subject: { kind: 'Namespace', name: namespace },
      healing: isRelaxed ? `namespace ${namespace} now admits the pods${RETRY}` : undefined,
      evidence: [
        ...hit.evidence,
        ...(label === undefined
          ? []
          : [{ object: { kind: 'Namespace', name: namespace }, path: `metadata.labels['${LABEL}']`, value: label }]),
      ],
      field: { object: workload, path: `${podSpecPath(workload.kind)}.securityContext` },
    }
  },

  explain({ affected, namespace, by, level, isRelaxed, violations, podSpec }) {
    const [standard = ''] = (level ?? '').split(':')
    if (isRelaxed) {
      return {
        title: `namespace ${namespace} enforced Pod Security "${standard}" when the pods were rejected`,
        why: `The level now allows them, so ${missingOf(affected)} can be created on the next attempt.`,
        fix: AWAIT_RETRY,
      }
    }
    const checks = readChecks(violations).map(({ check }) => check)
    const fixes: Step[] = []
    if (by === 'PodSecurity') {
      if (podSpec !== undefined) {
        fixes.push(
          ...templateSteps(
            `Set what "${standard}" requires, and check that the application still runs with it.`,
            affected,
            podSpec,
          ),
        )
      }
      const needed = levelThatAdmits(violations)
      fixes.push(
        {
          kind: 'change',
          text:
            podSpec === undefined
              ? `Remove from the pod template what "${standard}" forbids.`
              : `Or, if it needs these rights, deploy it to a namespace of its own with level "${needed}": ${namespace} keeps its level for the other workloads.`,
        },
        {
          kind: 'check',
          text: 'List the levels that namespaces enforce.',
          command: sh`kubectl get namespaces -L ${LABEL}`,
        },
      )
    } else {
      const none = by === 'PodSecurityPolicy' ? 'no policy' : 'no constraint'
      const fields = refusedFields(violations)
      fixes.push(
        {
          kind: 'change',
          text: `Remove from the template what ${none} allows: ${fields.length === 0 ? 'fixed user and group IDs, host access, capabilities' : fields.join(', ')}.`,
        },
        {
          kind: 'change',
          text: `Or, if the app needs these rights, run it under its own service account, and allow that to use a ${by === 'PodSecurityPolicy' ? 'policy' : 'constraint'} that grants them.`,
        },
      )
      if (by === 'SecurityContextConstraints')
        fixes.push({ kind: 'check', text: 'List the security context constraints.', command: 'oc get scc' })
    }
    const what = by === 'PodSecurity' ? `Pod Security "${standard}"` : NAMES[by]
    return {
      title: `${what} in ${namespace} rejects the pods${checks.length === 0 ? '' : `: ${checks.slice(0, 6).join(', ')}`}`,
      why: `The API server refuses ${refusedText(affected)}${lackText(affected)}.`,
      fix: fixes,
    }
  },
})

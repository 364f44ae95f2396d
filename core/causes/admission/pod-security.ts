import type { PodSpec } from '../../kube/pod.ts'

type Settings = Readonly<Record<string, unknown>>

/** Checks of level `restricted` alone (`pod-security-admission/policy`): a pod that fails no other is admitted by `baseline`. */
const RESTRICTED_ONLY =
  /^(?:allowPrivilegeEscalation != false|unrestricted capabilities|runAsNonRoot != true|runAsUser=0|seccompProfile|restricted volume types)$/

/** Names of the containers that one check of the message blames: `container "a" must …`, `containers "a", "b" must …`. */
function blamed(detail: string): readonly string[] {
  const [, list = ''] = /containers? ("[^"]{1,253}"(?:, "[^"]{1,253}")*)/.exec(detail) ?? []
  return [...list.matchAll(/"([^"]{1,253})"/g)].map(([, name = '']) => name)
}

/** Takes the violations of a PodSecurity message; returns each check's name and its detail in parentheses. */
export function readChecks(violations: string): readonly { readonly check: string; readonly detail: string }[] {
  const starts = [...violations.matchAll(/(?:^|\), )([A-Za-z][^(),]{1,100}) \(/g)]
  return starts.map(({ 0: whole, 1: check = '', index }, at) => ({
    check,
    detail: violations.slice(index + whole.length, starts[at + 1]?.index ?? violations.length),
  }))
}

/** Takes the violations of a PodSecurity message; returns the strictest level that would admit the pod. */
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
 * Takes the violations of a PodSecurity message and the pod spec that it refuses; returns the part of a pod spec that sets
 * what is demanded, or undefined where a violation needs more than settings (volumes, host ports).
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
      for (const [, field = ''] of detail.matchAll(/(hostNetwork|hostPID|hostIPC)=true/g)) pod[field] = false
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

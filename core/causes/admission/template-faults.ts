import type { Kube } from '../../kube/index.ts'
import type { PodSpec } from '../../kube/pod.ts'
import type { ObjectRef } from '../../report.ts'
import type { FieldFault, Refusal } from '../../workloads/creation/refusal.ts'
import { resourcePath } from '../../workloads/creation/resource-path.ts'
import { podSpecPath } from '../../workloads/workloads.ts'

type Invalid = Extract<Refusal, { readonly kind: 'pod-template-invalid' }>

/** A StatefulSet's pods have its name with an ordinal for a host name, and with a hash or an ordinal in labels: both have room for 63. */
function isOwnName(path: string, detail: string, { kind, name }: ObjectRef): boolean {
  const value = /^Invalid value: "([^"]{1,300})": must be no more than 63 (?:bytes|characters)/.exec(detail)?.[1] ?? ''
  const isMade = value.startsWith(`${name}-`) && /^[a-z0-9]{1,10}$/.test(value.slice(name.length + 1))
  return kind === 'StatefulSet' && (path === 'metadata.labels' || path === 'spec.hostname') && isMade
}

/** A request above the limit (`ValidateResourceRequirements`); since 1.27 with the limit's value. */
const LIMIT = /equal to ([\w./-]{1,253}) limit(?: of ([\w.]{1,40}))?/

/** A StatefulSet names its claims `TEMPLATE-SET-ORDINAL`. */
function claimPath(claim: string, workload: ObjectRef): string {
  const end = claim.lastIndexOf(`-${workload.name}-`)
  return end > 0 ? `spec.volumeClaimTemplates[name=${claim.slice(0, end)}].` : ''
}

/** Field errors number the lists; people know their items by name. */
function named(path: string, spec: PodSpec | undefined): string {
  return path.replace(
    /^spec\.(containers|initContainers|volumes)\[(\d{1,4})\]/,
    (whole, list: 'containers' | 'initContainers' | 'volumes', index: string) => {
      const name = spec?.[list]?.[Number(index)]?.name
      return name === undefined ? whole : `spec.${list}[name=${name}]`
    },
  )
}

function pathOf({ path, detail }: FieldFault, { claim }: Invalid, workload: ObjectRef, spec: PodSpec | undefined) {
  if (claim !== undefined) return `${claimPath(claim, workload)}${path.replace('[storage]', '.requests.storage')}`
  if (isOwnName(path, detail, workload)) return 'metadata.name'
  const resource = LIMIT.exec(detail)?.[1]
  const full =
    resource !== undefined && path.endsWith('.resources.requests')
      ? path.replace(/resources\.requests$/, resourcePath('requests', resource))
      : path
  const known = named(full, spec)
  return known.startsWith('spec.') ? `${podSpecPath(workload.kind)}${known.slice('spec'.length)}` : known
}

/** Takes a refusal, the workload and its pod's spec; returns its faults with the paths as the workload has them, each once. */
export function templateFaults(
  refusal: Invalid,
  workload: ObjectRef,
  spec: PodSpec | undefined,
): readonly FieldFault[] {
  const faults = refusal.faults.map(fault => ({ path: pathOf(fault, refusal, workload, spec), detail: fault.detail }))
  return faults.filter(({ path }, index) => faults.findIndex(other => other.path === path) === index)
}

/** A limit below a request, of a container that names none itself. */
export interface ShortLimit {
  readonly container: string
  readonly resource: string
  readonly value: string
}

/** Takes a fault and the pod's spec; returns the limit that is below the request where the container's own spec has none. */
export function shortLimit({ path, detail }: FieldFault, spec: PodSpec | undefined): ShortLimit | undefined {
  const [, resource, value] = LIMIT.exec(detail) ?? []
  const name = /containers\[name=([a-z0-9-]{1,63})\]/i.exec(path)?.[1]
  const container = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find(item => item.name === name)
  if (resource === undefined || value === undefined || name === undefined) return undefined
  return container?.resources?.limits?.[resource] === undefined ? { container: name, resource, value } : undefined
}

/** Takes the LimitRanges of a namespace and a resource; returns the one that supplies a limit for it to containers that have none. */
export function limitSupplier(ranges: readonly Kube<'LimitRange'>[], resource: string): Kube<'LimitRange'> | undefined {
  return ranges.find(({ spec }) =>
    spec?.limits?.some(({ type, default: supplied }) => type === 'Container' && supplied?.[resource] !== undefined),
  )
}

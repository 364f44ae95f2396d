import type { Kube } from '../../kube/index.ts'
import type { PodSpec } from '../../kube/pod.ts'
import type { ObjectRef } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { CREATORS } from '../../workloads/creation/failed-create.ts'
import type { FieldFault, Refusal } from '../../workloads/creation/refusal.ts'
import { podSpecPath, resourcePath } from '../../workloads/workloads.ts'
import { lackText, refusedText, refusedWith } from './refused.ts'

type Invalid = Extract<Refusal, { readonly kind: 'pod-template-invalid' }>

/**
 * A StatefulSet's pods use its name and an ordinal as host name, and its name and a hash or an ordinal in labels; both
 * are limited to 63 characters.
 */
function isOwnName(detail: string, { kind, name }: ObjectRef): boolean {
  const long = /^Invalid value: "([^"]{1,300})-[a-z0-9]{1,10}": must be no more than 63 (?:bytes|characters)/.exec(
    detail,
  )
  return kind === 'StatefulSet' && long?.[1] === name
}

/** A request above the limit (`ValidateResourceRequirements`); since 1.27 with the limit's value. */
const LIMIT = /equal to ([\w./-]{1,253}) limit(?: of ([\w.]{1,40}))?/

/** A StatefulSet names its claims `TEMPLATE-SET-ORDINAL`. */
function claimPath(claim: string, workload: ObjectRef): string {
  const template = claim.slice(0, claim.lastIndexOf(`-${workload.name}-`))
  return `spec.volumeClaimTemplates[name=${template}].`
}

/** Field errors have indexes; readers know list items by name. */
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
  if (isOwnName(detail, workload)) return 'metadata.name'
  const resource = LIMIT.exec(detail)?.[1]
  const full = resource === undefined ? path : path.replace(/resources\.requests$/, resourcePath('requests', resource))
  const known = named(full, spec)
  return known.startsWith('spec.') ? `${podSpecPath(workload.kind)}${known.slice('spec'.length)}` : known
}

/** The distinct faults in a message, with paths in the workload. */
export function templateFaults(
  refusal: Invalid,
  workload: ObjectRef,
  spec: PodSpec | undefined,
): readonly FieldFault[] {
  const faults = refusal.faults.map(fault => ({ path: pathOf(fault, refusal, workload, spec), detail: fault.detail }))
  return faults.filter(({ path }, index) => faults.findIndex(other => other.path === path) === index)
}

/** A limit below the request of a container that sets none itself, and the LimitRange that supplies it. */
interface ShortLimit {
  readonly container: string
  readonly value: string
  readonly supplier: string
}

/** The limit that is below the request, if the container's own spec has none. */
function shortLimit(
  { path, detail }: FieldFault,
  spec: PodSpec | undefined,
  ranges: readonly Kube<'LimitRange'>[],
): ShortLimit | undefined {
  const [, resource = '', value] = LIMIT.exec(detail) ?? []
  const [, name = ''] = /containers\[name=([a-z0-9-]{1,63})\]/i.exec(path) ?? []
  const container = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find(item => item.name === name)
  if (container === undefined || value === undefined) return undefined
  if (container.resources?.limits?.[resource] !== undefined) return undefined
  const supplier = ranges.find(range => range.spec?.limits?.some(item => item.default?.[resource] !== undefined))
  return supplier && { container: name, value, supplier: supplier.metadata.name }
}

export default defineCause({
  id: 'pod-template-invalid',
  stage: 'admission',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The API server rejects the pods as invalid when the controller creates them',
    shows: 'The workload was accepted, but no pod is created; the events say `Pod "NAME" is invalid: spec.…`.',
    happens:
      'Some rules are checked on pods but not on templates, and defaults are filled in only when the pod is created. Examples are a request above a LimitRange’s default limit, a name too long for a host name, or a field added by a mutating webhook.',
    fix: 'Correct the field named in the message.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates'],
  },
  on: CREATORS,
  onUnread: true,
  reads: ['ReplicaSet', 'LimitRange'],

  detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'pod-template-invalid')
    if (refused === undefined) return
    const { refusal, hit, affected, workload, spec, message, namespace } = refused
    const faults = templateFaults(refusal, workload, spec)
    const [first] = faults
    const ranges = cluster.list('LimitRange', namespace)
    return {
      ...hit,
      facts: { affected, faults, message, limit: first === undefined ? undefined : shortLimit(first, spec, ranges) },
      subject: workload,
      field: { object: workload, path: first?.path ?? podSpecPath(workload.kind) },
    }
  },

  explain({ affected, faults, message, limit }) {
    const { kind, name, namespaceFlag } = affected
    const [first] = faults
    const isName = first?.path === 'metadata.name'
    const isFixed = kind === 'Job' || first?.path.startsWith('spec.volumeClaimTemplates') === true
    const change = isFixed ? {} : { command: sh`kubectl edit ${kind.toLowerCase()} ${name}${namespaceFlag}` }
    return {
      title: isName
        ? `the name of ${kind} ${name} is too long for its pods`
        : first === undefined
          ? `the pod template of ${kind} ${name} produces invalid pods`
          : `${first.path} is invalid: ${first.detail.slice(0, 200)}`,
      why: `The API server refuses ${refusedText(affected)}${lackText(affected)}.`,
      fix: [
        isName
          ? {
              kind: 'change' as const,
              text: `Recreate it with a name of at most 52 characters: pods append a hash or an ordinal to it, and the limit is 63.`,
            }
          : limit !== undefined
            ? {
                kind: 'change' as const,
                text: `Lower the request of container ${limit.container}, or set a limit: ${limit.value} is the default of LimitRange ${limit.supplier}.`,
                ...change,
              }
            : {
                kind: 'change' as const,
                text:
                  faults.length > 1
                    ? `Correct ${faults.map(({ path }) => path).join(', ')}.`
                    : `Correct the invalid field: ${message.slice(0, 300)}`,
                ...change,
              },
        ...(isFixed
          ? [
              {
                kind: 'destroy' as const,
                ...(kind === 'Job'
                  ? {
                      text: 'The field is immutable: delete the Job and apply the corrected one; its pods and their logs are lost.',
                      command: sh`kubectl delete job ${name}${namespaceFlag}`,
                    }
                  : {
                      text: `The field is immutable: delete the ${kind} and apply the corrected one; its pods keep running, its revision history is lost.`,
                      command: sh`kubectl delete ${kind.toLowerCase()} ${name}${namespaceFlag} --cascade=orphan`,
                    }),
              },
            ]
          : []),
      ],
    }
  },
})

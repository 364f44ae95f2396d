import type { Cluster } from '../cluster/cluster.ts'
import { rawOf } from '../cluster/view.ts'
import { isRecord } from '../json.ts'
import { matchesOf } from '../matches.ts'
import type { Patch as AnyPatch } from '../patch/patch.ts'
import type { Field, ObjectRef } from '../report.ts'
import { jsonWord, namespaceFlag, command as sh, withPatch } from '../shell.ts'
import type { Step } from '../words.ts'

type Patch = Readonly<Record<string, unknown>>

/** The list in a pod spec that has a container; sidecars are init containers. */
export type ContainerList = 'containers' | 'initContainers'

/** Part of a pod spec as a strategic merge patch of the workload. */
export function templatePatch(kind: string, podSpec: Patch): Patch {
  if (kind === 'Pod') return { spec: podSpec }
  const template = { spec: { template: { spec: podSpec } } }
  return kind === 'CronJob' ? { spec: { jobTemplate: template } } : template
}

/** The patch that sets these fields of a container. */
export function containerPatch(
  { kind, list, container }: { readonly kind: string; readonly list: ContainerList; readonly container: string },
  fields: Patch,
): Patch {
  return templatePatch(kind, { [list]: [{ name: container, ...fields }] })
}

const SETTABLE: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'])

/** True for workload kinds whose containers `kubectl set` can change, with an update of their pods. */
export function isSettable(kind: string): boolean {
  return SETTABLE.has(kind)
}

/** The step that patches the pod template, with its command if the API server accepts one for the kind. */
export function templateSteps(text: string, workload: Changed, podSpec: Patch): readonly Step[] {
  return patchStep(text, workload, templatePatch(workload.kind, podSpec))
}

/** The step for kinds whose containers cannot be changed. */
export function remake(kind: string): readonly Step[] {
  if (kind !== 'Job' && kind !== 'Pod') return []
  return [
    {
      kind: 'destroy',
      text: `The containers of a ${kind} cannot be changed in place: delete it and apply the corrected one; its ${kind === 'Job' ? 'pods and their logs' : 'logs'} are lost.`,
    },
  ]
}

/** The workload that a step changes. */
interface Changed {
  readonly kind: string
  readonly name: string
  readonly namespaceFlag: string
}

/** The command that applies a patch to an object. */
export function patchCommand({ kind, name, namespaceFlag: flag }: Changed, patch: AnyPatch): string {
  const type = Array.isArray(patch) ? ' --type=json' : ''
  return `${sh`kubectl patch ${kind.toLowerCase()} ${name}${flag}`}${type} --patch ${jsonWord(patch)}`
}

/** As `templateSteps`, for a whole patch of the workload. */
export function patchStep(text: string, workload: Changed, patch: AnyPatch): readonly Step[] {
  const { kind } = workload
  if (kind === 'Job' || kind === 'Pod') return [{ kind: 'change', text, patch }, ...remake(kind)]
  return [{ kind: 'change', text, command: patchCommand(workload, patch), patch }]
}

/** The step that keeps a Deployment's update within its number of replicas. */
export function noSurge(text: string, deployment: string, flag: string): Step {
  const patch = { spec: { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } } }
  const command = withPatch(sh`kubectl patch deployment ${deployment}${flag}`, patch)
  return { kind: 'change', text, command, patch }
}

/** The index of an item from the text in brackets: `0`, or `name=web`. */
function indexIn(list: readonly unknown[], bracket: string): number {
  const [, key = '', value] = /^([^=]{1,63})=(.*)$/.exec(bracket) ?? []
  return value === undefined ? Number(bracket) : list.findIndex(item => isRecord(item) && String(item[key]) === value)
}

/**
 * The JSON patch that replaces the value of a field, with a number if it was one. Undefined if the object is not in the
 * snapshot or does not have the value there.
 */
export function replacement(
  { object: ref, path, value }: Field,
  wanted: string,
  cluster: Cluster,
): AnyPatch | undefined {
  const object = cluster.get(ref)
  let at: unknown = object === undefined ? undefined : rawOf(object)
  let pointer = ''
  for (const [, key, bracket] of matchesOf(path, /([^.[\]]{1,300})|\[([^[\]]{1,300})\]/g)) {
    const step = bracket === undefined ? (key ?? '') : Array.isArray(at) ? indexIn(at, bracket) : -1
    at = Array.isArray(at) ? at[Number(step)] : isRecord(at) ? at[step] : undefined
    pointer += `/${step}`
  }
  if (at === undefined || String(at) !== value) return undefined
  return [
    { op: 'replace', path: pointer, value: typeof at === 'number' && /^\d+$/.test(wanted) ? Number(wanted) : wanted },
  ]
}

/** The object that a step changes. */
export function changed({ kind, name, namespace }: ObjectRef): Changed {
  return { kind, name, namespaceFlag: namespaceFlag(namespace) }
}

/** Twice a quantity in its own unit; undefined if it has no plain number. */
export function doubled(quantity: string): string | undefined {
  const [, number, unit] = /^(\d{1,15})([A-Za-z]{0,2})$/.exec(quantity) ?? []
  return number === undefined ? undefined : `${Number(number) * 2}${unit ?? ''}`
}

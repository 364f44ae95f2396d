import type { Step } from '../cause.ts'
import { jsonWord, command as sh } from '../shell.ts'

type Patch = Readonly<Record<string, unknown>>

/** The field of a pod spec that holds a container; sidecars are init containers. */
export type ContainerList = 'containers' | 'initContainers'

/** A part of a pod spec as a strategic merge patch of the workload. */
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

/** True for kinds of workloads whose containers `kubectl set` changes so that their pods follow. */
export function isSettable(kind: string): boolean {
  return SETTABLE.has(kind)
}

/** The step that changes the pod template by a patch, with its command where the API server takes one for the kind. */
export function templateSteps(
  text: string,
  { kind, name, namespaceFlag }: { readonly kind: string; readonly name: string; readonly namespaceFlag: string },
  podSpec: Patch,
): readonly Step[] {
  const patch = templatePatch(kind, podSpec)
  if (kind === 'Job' || kind === 'Pod') return [{ kind: 'change', text, patch }, ...remake(kind)]
  const command = `${sh`kubectl patch ${kind.toLowerCase()} ${name}${namespaceFlag}`} -p ${jsonWord(patch)}`
  return [{ kind: 'change', text, command, patch }]
}

/** What is left to do where the API server lets nobody change the containers of a kind. */
export function remake(kind: string): readonly Step[] {
  if (kind !== 'Job' && kind !== 'Pod') return []
  return [
    {
      kind: 'destroy',
      text: `The containers of a ${kind} cannot be changed in place: delete it and recreate it corrected; its ${kind === 'Job' ? 'pods and their logs' : 'logs'} are lost.`,
    },
  ]
}

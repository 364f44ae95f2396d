type Patch = Readonly<Record<string, unknown>>

/** The field of a pod spec that holds a container; sidecars are init containers. */
export type ContainerList = 'containers' | 'initContainers'

/** Takes a workload's kind and a part of a pod spec; returns it as a strategic merge patch of the workload. */
export function templatePatch(kind: string, podSpec: Patch): Patch {
  if (kind === 'Pod') return { spec: podSpec }
  const template = { spec: { template: { spec: podSpec } } }
  return kind === 'CronJob' ? { spec: { jobTemplate: template } } : template
}

/** Takes a workload's kind and a container; returns the patch that sets these fields of it. */
export function containerPatch(
  { kind, list, container }: { readonly kind: string; readonly list: ContainerList; readonly container: string },
  fields: Patch,
): Patch {
  return templatePatch(kind, { [list]: [{ name: container, ...fields }] })
}

type Patch = Readonly<Record<string, unknown>>

/** Takes a workload's kind and a part of a pod spec; returns it as a strategic merge patch of the workload. */
export function templatePatch(kind: string, podSpec: Patch): Patch {
  if (kind === 'Pod') return { spec: podSpec }
  const template = { spec: { template: { spec: podSpec } } }
  return kind === 'CronJob' ? { spec: { jobTemplate: template } } : template
}

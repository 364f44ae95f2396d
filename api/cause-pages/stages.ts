import type { Stage } from '../../core/index.ts'

/** What a stage of a workload's life is called on a page, and what goes wrong in it. */
export const STAGE_TITLES: Readonly<Record<Stage, { readonly title: string; readonly about: string }>> = {
  'control-plane': { title: 'Control plane', about: 'The cluster itself does not answer or does not work.' },
  manifest: { title: 'Manifest', about: 'What was applied is not what was meant.' },
  admission: { title: 'Admission', about: 'The API server refuses the pods.' },
  node: { title: 'Node', about: 'A node cannot run pods, or objects do not go away.' },
  storage: { title: 'Storage', about: 'A volume cannot be had, attached or mounted.' },
  scheduling: { title: 'Scheduling', about: 'No node takes the pod.' },
  image: { title: 'Image', about: 'The image cannot be pulled.' },
  'container-start': { title: 'Container start', about: 'The image is there and the container cannot be started.' },
  crash: { title: 'Crash', about: 'The container starts and ends.' },
  readiness: { title: 'Readiness', about: 'The container runs and is not ready.' },
  rollout: { title: 'Rollout', about: 'A controller holds the rollout, the job or the scaling.' },
  network: { title: 'Network', about: 'Pods or Services cannot be reached.' },
}

import type { Stage } from '../../core/index.ts'

/** The title of a stage on a page, and what goes wrong in it. */
export const STAGE_TITLES: Readonly<Record<Stage, { readonly title: string; readonly about: string }>> = {
  'control-plane': { title: 'Control plane', about: 'The cluster itself does not respond or does not work.' },
  manifest: { title: 'Manifest', about: 'The applied manifest is not what its author meant.' },
  admission: { title: 'Admission', about: 'The API server rejects the pods.' },
  node: { title: 'Node', about: 'A node cannot run pods, or objects are stuck in deletion.' },
  storage: { title: 'Storage', about: 'A volume cannot be provisioned, attached or mounted.' },
  scheduling: { title: 'Scheduling', about: 'No node fits the pod.' },
  image: { title: 'Image', about: 'The image cannot be pulled.' },
  'container-start': { title: 'Container start', about: 'The image is on the node, but the container cannot start.' },
  crash: { title: 'Crash', about: 'The container starts and exits.' },
  readiness: { title: 'Readiness', about: 'The container is running but not ready.' },
  rollout: { title: 'Rollout', about: 'A controller holds back the rollout, the job or the scaling.' },
  network: { title: 'Network', about: 'Pods or Services cannot be reached.' },
}

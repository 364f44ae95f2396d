/** Workload kinds, built-in and custom, with their names in kubectl, shortest first (`kubectl api-resources`). */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['deploy', 'deployment', 'deployments', 'deployment.apps', 'deployments.apps'],
  StatefulSet: ['sts', 'statefulset', 'statefulsets', 'statefulset.apps', 'statefulsets.apps'],
  DaemonSet: ['ds', 'daemonset', 'daemonsets', 'daemonset.apps', 'daemonsets.apps'],
  ReplicaSet: ['rs', 'replicaset', 'replicasets', 'replicaset.apps', 'replicasets.apps'],
  Job: ['job', 'jobs', 'job.batch', 'jobs.batch'],
  CronJob: ['cj', 'cronjob', 'cronjobs', 'cronjob.batch', 'cronjobs.batch'],
  Pod: ['po', 'pod', 'pods'],
  Rollout: ['ro', 'rollout', 'rollouts', 'rollout.argoproj.io', 'rollouts.argoproj.io'],
  CloneSet: ['clone', 'cloneset', 'clonesets', 'cloneset.apps.kruise.io', 'clonesets.apps.kruise.io'],
  DeploymentConfig: [
    'dc',
    'deploymentconfig',
    'deploymentconfigs',
    'deploymentconfig.apps.openshift.io',
    'deploymentconfigs.apps.openshift.io',
  ],
}

/** The names accepted before the slash, for messages. */
export const WORKLOAD_KINDS: readonly string[] = Object.values(NAMES).flatMap(names => names.slice(0, 2))

/** RFC 1123 subdomain: what the API server accepts as the name of a workload. */
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/

/** Parses `deployment/web`, with any of kubectl's names for the kind; undefined if it names no workload. */
export function parseWorkload(text: string): { readonly kind: string; readonly name: string } | undefined {
  const slash = text.indexOf('/')
  const alias = text.slice(0, Math.max(slash, 0)).toLowerCase()
  const name = text.slice(slash + 1)
  const kind = Object.keys(NAMES).find(each => NAMES[each]?.includes(alias))
  return kind === undefined || !NAME.test(name) ? undefined : { kind, name }
}

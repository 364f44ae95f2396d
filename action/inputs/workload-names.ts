/** What can be waited for, by what kubectl calls it. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['deployment', 'deployments', 'deploy'],
  StatefulSet: ['statefulset', 'statefulsets', 'sts'],
  DaemonSet: ['daemonset', 'daemonsets', 'ds'],
  ReplicaSet: ['replicaset', 'replicasets', 'rs'],
  Job: ['job', 'jobs'],
  CronJob: ['cronjob', 'cronjobs', 'cj'],
  Pod: ['pod', 'pods', 'po'],
  Service: ['service', 'services', 'svc'],
  PersistentVolumeClaim: ['persistentvolumeclaim', 'persistentvolumeclaims', 'pvc'],
  Ingress: ['ingress', 'ingresses', 'ing'],
}
const BY_NAME = new Map(Object.entries(KINDS).flatMap(([kind, names]) => names.map(name => [name, kind] as const)))
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/

export interface NamedObject {
  readonly kind: string
  readonly name: string
}

/** Takes one item as `deployment/web`; returns what it names, or a sentence on what is wrong with it. */
export function parseWorkload(item: string): NamedObject | string {
  const shown = JSON.stringify(item.slice(0, 100))
  const [type = '', name, ...rest] = item.split('/')
  if (name === undefined || rest.length > 0) return `${shown} is not of the form kind/name, for example deployment/web`
  // kubectl also takes the group: deployment.apps/web.
  const kind = BY_NAME.get(type.toLowerCase().split('.')[0] ?? '')
  if (kind === undefined) return `${shown}: the kind is none of ${Object.keys(KINDS).join(', ')}`
  return NAME.test(name) ? { kind, name } : `${shown}: ${JSON.stringify(name.slice(0, 80))} is no name of an object`
}

import type { Snapshot } from '../../../core/index.ts'
import { unseen, type Variation, withoutLogs } from '../variation.ts'

/** As much of an object as the changes here look at. */
interface Raw {
  readonly kind: string
  readonly type?: string
  readonly reason?: string
  readonly metadata: { readonly namespace?: string }
}

/** What people send of a namespace when they send less. */
type Reduced = (namespace: string) => Variation

const GET_ALL = [
  'Pod',
  'Service',
  'ReplicationController',
  'DaemonSet',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'HorizontalPodAutoscaler',
  'CronJob',
  'Job',
]

function filter(snapshot: Snapshot, keep: (object: Raw) => boolean): Snapshot {
  return { ...snapshot, objects: (snapshot.objects as readonly Raw[]).filter(keep) }
}

/** `kubectl get KINDS -n NAMESPACE -o json`: a bare List without a time. */
function get(...kinds: readonly string[]): Reduced {
  return namespace =>
    ({ objects }) => ({
      objects: (objects as readonly Raw[]).filter(
        ({ kind, metadata }) => metadata.namespace === namespace && kinds.includes(kind),
      ),
    })
}

const BACK_OFF: ReadonlySet<string | undefined> = new Set(['BackOff', 'BackOffStart'])

/** What is sent, by how. */
export const INPUTS: Readonly<Record<string, Reduced>> = {
  'kubectl get all,events': get(...GET_ALL, 'Event'),
  'kubectl get all': get(...GET_ALL),
  'kubectl get deploy,rs,po,events': get('Deployment', 'ReplicaSet', 'Pod', 'Event'),
  'kubectl get pods': get('Pod'),
  'kubectl get pods,events': get('Pod', 'Event'),
  'kubectl get events': get('Event'),
  'a bare List without a time':
    () =>
    ({ objects }) => ({ objects }),
  'one namespace without the cluster': namespace => snapshot => ({
    ...filter(snapshot, ({ metadata }) => metadata.namespace === namespace),
    lists: (snapshot.lists ?? []).flatMap(({ kind, namespaces }) =>
      namespaces?.includes(namespace) === true ? [{ kind, namespaces: [namespace] }] : [],
    ),
  }),
  'no time':
    () =>
    ({ takenAt: _, ...snapshot }) =>
      snapshot,
  'no nodes': () => unseen('forbidden', 'Node'),
  'no Secrets and ConfigMaps': () => unseen('forbidden', 'Secret', 'ConfigMap'),
  'no events': () => unseen('forbidden', 'Event'),
  'events that have expired': () => snapshot => filter(snapshot, ({ kind }) => kind !== 'Event'),
  'only the newest back-offs': () => snapshot =>
    filter(snapshot, ({ kind, type, reason }) => kind !== 'Event' || type === 'Normal' || BACK_OFF.has(reason)),
  'only Warning events': () => snapshot => filter(snapshot, ({ kind, type }) => kind !== 'Event' || type === 'Warning'),
  'no logs': () => withoutLogs,
  'previous logs only': () => snapshot => ({
    ...snapshot,
    logs: (snapshot.logs ?? []).map(({ current: _, ...log }) => log),
  }),
  'current logs only': () => snapshot => ({
    ...snapshot,
    logs: (snapshot.logs ?? []).map(({ previous: _, ...log }) => log),
  }),
}

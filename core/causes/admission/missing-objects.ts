import type { Cluster } from '../../cluster/cluster.ts'
import { nearestNamed } from '../../cluster/names.ts'
import { eventEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import { defineFamily } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import type { Creator } from '../../workloads/creation/failed-create.ts'
import { AWAIT_RETRY, CREATORS, RETRY } from '../../workloads/creation/failed-create.ts'
import { isBeforeStart } from '../../workloads/pods.ts'
import { changed, templateSteps } from '../../workloads/template-patch.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import type { Affected, Refused } from './refused.ts'
import { lackText, missingOf, refusedText, refusedWith } from './refused.ts'

interface Missing {
  readonly affected: Affected
  readonly name: string
  readonly suggestion: string | undefined
  /** True if it has been created since the pods were refused. */
  readonly isThere: boolean
}

interface Facts {
  'service-account-missing': Missing & {
    readonly namespace: string
    /** A pod that was admitted while it existed and cannot start without its token. */
    readonly pod?: string
  }
  'priority-class-missing': Missing & { readonly names: readonly string[] }
}

/** References in the pod template that admission looks up. */
const REFERENCES = {
  'service-account-missing': { kind: 'ServiceAccount', field: 'serviceAccountName', isNamespaced: true },
  'priority-class-missing': { kind: 'PriorityClass', field: 'priorityClassName', isNamespaced: false },
} as const

/** Classes that are not the system's own, for a short list. */
function offered(classes: readonly Kube<'PriorityClass'>[]): readonly string[] {
  const names = classes.map(({ metadata }) => metadata.name)
  return names.filter(other => !other.startsWith('system-')).slice(0, 5)
}

function missing({ refusal, namespace, hit, affected, workload }: Refused<keyof Facts>, cluster: Cluster) {
  const { name } = refusal
  const { kind, field, isNamespaced } = REFERENCES[refusal.kind]
  const where = isNamespaced ? namespace : undefined
  const isThere = cluster.find(kind, where, name).state === 'present'
  const suggestion = isThere ? undefined : nearestNamed(name, kind, where, cluster)
  const found = {
    ...hit,
    healing: isThere ? `${kind} ${name} exists now${RETRY}` : undefined,
    field: {
      object: workload,
      path: `${podSpecPath(workload.kind)}.${field}`,
      value: name,
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  }
  const facts = { affected, name, suggestion, isThere }
  return refusal.kind === 'service-account-missing'
    ? { ...found, cause: refusal.kind, facts: { ...facts, namespace }, subject: { kind, namespace, name } }
    : {
        ...found,
        cause: refusal.kind,
        facts: { ...facts, names: cluster.of(cluster.list('PriorityClass'), offered) },
        subject: workload,
      }
}

/** The kubelet cannot get a token if the account was deleted after the pod was admitted (`pkg/kubelet/token`). */
const NO_TOKEN = /failed to fetch token: serviceaccounts "([^"]{1,253})" not found/

function withoutToken(pod: Kube<'Pod'>, cluster: Cluster) {
  const { name: podName, namespace = '' } = pod.metadata
  const last = isBeforeStart(pod) ? cluster.events(pod).at(-1) : undefined
  const name = last?.reason === 'FailedMount' ? NO_TOKEN.exec(last.message)?.[1] : undefined
  if (last === undefined || name === undefined) return undefined
  const workload = workloadOf(pod, cluster)
  const isThere = cluster.find('ServiceAccount', namespace, name).state === 'present'
  const subject = { kind: 'ServiceAccount', namespace, name }
  return {
    cause: 'service-account-missing' as const,
    facts: {
      affected: { ...changed(workload), what: 'pod' as const, missing: undefined },
      ...{ name, namespace, isThere, pod: podName },
      suggestion: isThere ? undefined : nearestNamed(name, 'ServiceAccount', namespace, cluster),
    },
    subject,
    explains: [refOf(pod)],
    evidence: [eventEvidence(last)],
    since: last.first,
    healing: isThere
      ? `ServiceAccount ${name} exists now, and the kubelet retries within about two minutes`
      : undefined,
    field: { object: workload, path: `${podSpecPath(workload.kind)}.serviceAccountName`, value: name },
  }
}

export default defineFamily<Creator['kind'] | 'Pod', Facts>({
  family: 'missing-objects',
  stage: 'admission',
  on: [...CREATORS, 'Pod'],
  onUnread: true,
  reads: ['ServiceAccount', 'PriorityClass', 'ReplicaSet', 'Job'],

  detect(creator, cluster) {
    if (creator.kind === 'Pod') return withoutToken(creator, cluster)
    const refused = refusedWith(creator, cluster, 'service-account-missing', 'priority-class-missing')
    return refused && missing(refused, cluster)
  },

  causes: {
    'service-account-missing': {
      owner: 'app',
      patience: 'soon',
      text: {
        summary: 'The service account named in the pod template does not exist',
        shows:
          'No pod is created; the events say `error looking up service account NAMESPACE/NAME: serviceaccount "NAME" not found`. If it was deleted later, the pod stays in ContainerCreating: `failed to fetch token: serviceaccounts "NAME" not found`.',
        happens:
          'The ServiceAccount was not applied, has another name, or is in another namespace. A pod can only use service accounts of its own namespace.',
        fix: 'Create the ServiceAccount in the workload’s namespace, or correct `serviceAccountName`.',
        docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/'],
      },

      explain({ affected, name, namespace, suggestion, isThere, pod }) {
        const { namespaceFlag } = affected
        if (isThere && pod !== undefined) {
          return {
            title: `service account ${name} exists now, but the kubelet has not retried yet`,
            why: `It was missing when the kubelet last asked for its token, without which pod ${pod} does not start.`,
            fix: [
              {
                kind: 'check',
                text: 'Check that the pod starts.',
                command: sh`kubectl get pod ${pod}${namespaceFlag}`,
              },
            ],
          }
        }
        if (isThere) {
          return {
            title: `service account ${name} did not exist in namespace ${namespace} when the pods were refused`,
            why: `It exists now, so ${missingOf(affected)} will be created on the next attempt.`,
            fix: AWAIT_RETRY,
          }
        }
        return {
          title: `service account ${name} does not exist in namespace ${namespace}`,
          why:
            pod === undefined
              ? `The API server refuses ${refusedText(affected)}${lackText(affected)}.`
              : `It was deleted after pod ${pod} was created: the kubelet cannot get a token for the pod, so it starts none of its containers.`,
          fix: [
            ...(suggestion === undefined
              ? []
              : templateSteps(`Use service account ${suggestion}, if that is the one you meant.`, affected, {
                  serviceAccountName: suggestion,
                })),
            {
              kind: 'change',
              text: 'Create the service account and bind the roles that the workload needs.',
              command: sh`kubectl create serviceaccount ${name}${namespaceFlag}`,
            },
          ],
        }
      },
    },
    'priority-class-missing': {
      owner: 'app',
      patience: 'soon',
      text: {
        summary: 'The priority class named in the pod template does not exist',
        shows: 'No pod is created; the events say `no PriorityClass with name NAME was found`.',
        happens:
          'The PriorityClass was never created in this cluster, or its name has a typo. Priority classes are cluster-scoped.',
        fix: 'Create the PriorityClass, or correct or remove `priorityClassName`.',
        docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/'],
      },

      explain({ affected, name, suggestion, isThere, names }) {
        if (isThere) {
          return {
            title: `priority class ${name} did not exist when the pods were refused`,
            why: `It exists now, so ${missingOf(affected)} will be created on the next attempt.`,
            fix: AWAIT_RETRY,
          }
        }
        const known = names.length === 0 ? '' : ` The cluster has ${names.join(', ')}.`
        return {
          title: `priority class ${name} does not exist`,
          why: `The API server refuses ${refusedText(affected)}${lackText(affected)}.`,
          fix: [
            ...(suggestion === undefined
              ? templateSteps('Remove priorityClassName, so that the pods get the default priority.', affected, {
                  priorityClassName: null,
                })
              : templateSteps(`Use priority class ${suggestion}, if that is the one you meant.`, affected, {
                  priorityClassName: suggestion,
                })),
            {
              kind: 'change',
              text: 'Or create the class; its value determines which pods it can preempt.',
              command: sh`kubectl create priorityclass ${name} --value=<value>`,
            },
            {
              kind: 'check',
              text: `List the priority classes.${known}`,
              command: 'kubectl get priorityclasses',
            },
          ],
        }
      },
    },
  },
})

import { nearest } from '../../nearest.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { CREATORS } from '../../workloads/creation/failed-create.ts'
import { lackText, missingText, refusedText, refusedWith } from '../../workloads/creation/refusal-hit.ts'
import { podSpecPath } from '../../workloads/workloads.ts'

export default defineCause({
  id: 'service-account-missing',
  stage: 'admission',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The service account that the pod template names does not exist',
    shows:
      'No pod is created; the events say `error looking up service account NAMESPACE/NAME: serviceaccount "NAME" not found`.',
    happens:
      'The ServiceAccount was not applied, has another name, or lives in another namespace. Service accounts belong to one namespace.',
    fix: 'Create the ServiceAccount in the namespace of the workload, or correct `serviceAccountName`.',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/'],
  },
  on: CREATORS,
  onUnread: true,
  reads: ['ServiceAccount', 'ReplicaSet'],

  detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'service-account-missing')
    if (refused === undefined) return
    const { refusal, namespace, hit, victim, workload } = refused
    const { name } = refusal
    const isThere = cluster.find('ServiceAccount', namespace, name).state === 'present'
    const others = cluster.list('ServiceAccount', namespace).map(({ metadata }) => metadata.name)
    const suggestion = isThere ? undefined : nearest(name, others)
    return {
      ...hit,
      facts: { victim, name, namespace, suggestion, isThere },
      subject: { kind: 'ServiceAccount', namespace, name },
      outlook: isThere ? 'self-healing' : hit.outlook,
      field: {
        object: workload,
        path: `${podSpecPath(workload.kind)}.serviceAccountName`,
        value: name,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    }
  },

  explain({ victim, name, namespace, suggestion, isThere }) {
    const { kind, place } = victim
    if (isThere) {
      return {
        title: `service account ${name} did not exist in namespace ${namespace} when the pods were refused`,
        why: `It does by now, so ${missingText(victim)} of ${kind} ${victim.name} will be created at the next attempt.`,
        fix: [{ text: 'Wait: the controller tries again, at the latest after 17 minutes.' }],
      }
    }
    return {
      title: `service account ${name} does not exist in namespace ${namespace}`,
      why: `The API server refuses ${refusedText(victim)}${lackText(victim)}.`,
      fix: [
        ...(suggestion === undefined ? [] : [{ text: `Name ${suggestion} instead, if that was meant.` }]),
        {
          text: 'Create the service account, with the roles that the workload needs.',
          command: sh`kubectl create serviceaccount ${name}${place}`,
        },
      ],
    }
  },
})

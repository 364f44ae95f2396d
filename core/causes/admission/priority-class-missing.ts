import { nearest } from '../../nearest.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { CREATORS } from '../../workloads/creation/failed-create.ts'
import { lackText, missingText, refusedText, refusedWith } from '../../workloads/creation/refusal-hit.ts'
import { podSpecPath } from '../../workloads/workloads.ts'

export default defineCause({
  id: 'priority-class-missing',
  stage: 'admission',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The priority class that the pod template names does not exist',
    shows: 'No pod is created; the events say `no PriorityClass with name NAME was found`.',
    happens:
      'The PriorityClass was never created in this cluster, or its name is misspelt. Priority classes belong to no namespace.',
    fix: 'Create the PriorityClass, or correct or remove `priorityClassName`.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/'],
  },
  on: CREATORS,
  onUnread: true,
  reads: ['PriorityClass', 'ReplicaSet'],

  detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'priority-class-missing')
    if (refused === undefined) return
    const { refusal, hit, victim, workload } = refused
    const { name } = refusal
    const isThere = cluster.find('PriorityClass', undefined, name).state === 'present'
    const names = cluster.list('PriorityClass').map(({ metadata }) => metadata.name)
    const suggestion = isThere ? undefined : nearest(name, names)
    return {
      ...hit,
      facts: {
        victim,
        name,
        suggestion,
        isThere,
        names: names.filter(other => !other.startsWith('system-')).slice(0, 5),
      },
      subject: workload,
      outlook: isThere ? 'self-healing' : hit.outlook,
      field: {
        object: workload,
        path: `${podSpecPath(workload.kind)}.priorityClassName`,
        value: name,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    }
  },

  explain({ victim, name, suggestion, isThere, names }) {
    const { kind } = victim
    if (isThere) {
      return {
        title: `priority class ${name} did not exist when the pods were refused`,
        why: `It does by now, so ${missingText(victim)} of ${kind} ${victim.name} will be created at the next attempt.`,
        fix: [{ text: 'Wait: the controller tries again, at the latest after 17 minutes.' }],
      }
    }
    const known = names.length === 0 ? '' : ` The cluster has ${names.join(', ')}.`
    return {
      title: `priority class ${name} does not exist`,
      why: `The API server refuses ${refusedText(victim)}${lackText(victim)}.`,
      fix: [
        ...(suggestion === undefined ? [] : [{ text: `Name ${suggestion} instead, if that was meant.` }]),
        { text: `Correct or remove priorityClassName.${known}`, command: 'kubectl get priorityclasses' },
        {
          text: 'Or create the class; the value decides whom its pods push aside.',
          command: sh`kubectl create priorityclass ${name} --value=1000`,
        },
      ],
    }
  },
})

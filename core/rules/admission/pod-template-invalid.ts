import { CREATORS } from '../../facts/admission/failed-create.ts'
import { podsText, refusedWith } from '../../facts/admission/refusal-hit.ts'
import { podSpecPath } from '../../facts/pods/workloads.ts'
import type { PodSpec } from '../../kube/pod.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'

/** Takes a field error's path, which numbers containers; returns the path in the workload, which names them. */
function pathIn(kind: string, path: string, spec: PodSpec | undefined): string {
  const named = path.replace(
    /^spec\.(containers|initContainers|volumes)\[(\d{1,4})\]/,
    (whole, list: 'containers' | 'initContainers' | 'volumes', index: string) => {
      const name = spec?.[list]?.[Number(index)]?.name
      return name === undefined ? whole : `spec.${list}[name=${name}]`
    },
  )
  return named.startsWith('spec.') ? `${podSpecPath(kind)}${named.slice('spec'.length)}` : named
}

export default defineCause({
  id: 'pod-template-invalid',
  stage: 'admission',
  owner: 'app',
  text: {
    summary: 'The API server finds the pod invalid when the controller creates it',
    shows: 'The workload was accepted, but no pod is created; the events say `Pod "NAME" is invalid: spec.…`.',
    happens:
      'Some rules hold for pods and not for templates, and defaults are filled in only when the pod is made: a request above the limit that a LimitRange supplies, a name that is too long for a host name, a field that a mutating webhook added.',
    fix: 'Correct the field that the message names.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates'],
  },
  on: CREATORS,
  onUnread: true,
  reads: ['ReplicaSet'],

  detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'pod-template-invalid')
    if (refused === undefined) return
    const { refusal, hit, victim, workload, spec, failed } = refused
    const faults = refusal.faults.map(({ path, detail }) => ({ path: pathIn(workload.kind, path, spec), detail }))
    const [first] = faults
    return {
      ...hit,
      facts: { victim, faults, message: failed.message },
      subject: workload,
      field: { object: workload, path: first?.path ?? podSpecPath(workload.kind) },
    }
  },

  explain({ victim, faults, message }) {
    const { kind, name, place, missing } = victim
    const [first] = faults
    return {
      title:
        first === undefined
          ? `the pod template of ${kind} ${name} gives invalid pods`
          : `${first.path} is invalid: ${first.detail.slice(0, 200)}`,
      why: `The API server refuses every pod of ${kind} ${name}: ${podsText(missing)} cannot be created.`,
      fix: [
        {
          text:
            faults.length > 1
              ? `Correct ${faults.map(({ path }) => path).join(', ')}.`
              : `Correct the field: ${message.slice(0, 300)}`,
          command: sh`kubectl edit ${kind.toLowerCase()} ${name}${place}`,
        },
      ],
    }
  },
})

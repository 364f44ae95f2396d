import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { CREATORS } from '../../workloads/creation/failed-create.ts'
import { lackText, refusedText, refusedWith } from '../../workloads/creation/refusal-hit.ts'
import { podSpecPath } from '../../workloads/workloads.ts'
import { limitSupplier, shortLimit, templateFaults } from './template-faults.ts'

export default defineCause({
  id: 'pod-template-invalid',
  stage: 'admission',
  owner: 'app',
  patience: 'none',
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
  reads: ['ReplicaSet', 'LimitRange'],

  detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'pod-template-invalid')
    if (refused === undefined) return
    const { refusal, hit, victim, workload, spec, failed, namespace } = refused
    const faults = templateFaults(refusal, workload, spec)
    const [first] = faults
    const limit = first === undefined ? undefined : shortLimit(first, spec)
    const supplier =
      limit === undefined ? undefined : limitSupplier(cluster.list('LimitRange', namespace), limit.resource)
    return {
      ...hit,
      facts: {
        victim,
        faults,
        message: failed.message,
        limit: supplier === undefined ? undefined : limit,
        supplier: supplier?.metadata.name,
      },
      subject: workload,
      field: { object: workload, path: first?.path ?? podSpecPath(workload.kind) },
    }
  },

  explain({ victim, faults, message, limit, supplier }) {
    const { kind, name, place } = victim
    const [first] = faults
    const isName = first?.path === 'metadata.name'
    const isFixed = kind === 'Job' || first?.path.startsWith('spec.volumeClaimTemplates') === true
    const change = isFixed ? {} : { command: sh`kubectl edit ${kind.toLowerCase()} ${name}${place}` }
    return {
      title: isName
        ? `the name of ${kind} ${name} is too long for its pods`
        : first === undefined
          ? `the pod template of ${kind} ${name} gives invalid pods`
          : `${first.path} is invalid: ${first.detail.slice(0, 200)}`,
      why: `The API server refuses ${refusedText(victim)}${lackText(victim)}.`,
      fix: [
        isName
          ? {
              text: `Make it anew under a name of at most 52 characters: its pods carry the name with a hash or an ordinal behind it, and have room for 63.`,
            }
          : limit !== undefined && supplier !== undefined
            ? {
                text: `Lower the request of container ${limit.container}, or set a limit: the one of ${limit.value} comes from LimitRange ${supplier}, since the container has none.`,
                ...change,
              }
            : {
                text:
                  faults.length > 1
                    ? `Correct ${faults.map(({ path }) => path).join(', ')}.`
                    : `Correct the field: ${message.slice(0, 300)}`,
                ...change,
              },
        ...(isFixed
          ? [
              {
                text: `Nobody can change that in place: delete the ${kind}${kind === 'Job' ? '' : ' (its pods stay)'} and apply it again, corrected.`,
                command: sh`kubectl delete ${kind.toLowerCase()} ${name}${place}${kind === 'Job' ? '' : ' --cascade=orphan'}`,
              },
            ]
          : []),
      ],
    }
  },
})

import { fieldEvidence } from '../../evidence.ts'
import { nearest } from '../../facts/nearest.ts'
import { createdAt } from '../../facts/pods/pods.ts'
import { autoscalerFaultOf } from '../../facts/rollout/autoscaler.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { jsonWord, placeOf, command as sh } from '../../shell.ts'

const TARGETS = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'] as const
/** A target may be applied after its autoscaler, within milliseconds. */
const GRACE = 30_000

/** The API server's answer to a request for the scale of something that does not exist, or of a kind that it does not know. */
const NOT_FOUND = /\bnot found\b|no matches for kind|could not find the requested resource/

export default defineCause({
  id: 'hpa-target-missing',
  stage: 'rollout',
  owner: 'app',
  text: {
    summary: 'The scaleTargetRef of a HorizontalPodAutoscaler names nothing that exists',
    shows:
      'The autoscaler has AbleToScale False with reason FailedGetScale; `kubectl get hpa` prints `<unknown>` targets.',
    happens: 'The name or kind is misspelt, the workload was renamed or removed, or it lives in another namespace.',
    fix: 'Correct `spec.scaleTargetRef`, or remove the autoscaler.',
    docs: ['https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/'],
  },
  on: ['HorizontalPodAutoscaler'],
  reads: [...TARGETS],

  *detect(autoscaler, cluster) {
    const { namespace, name } = autoscaler.metadata
    const { kind, name: wanted } = autoscaler.spec?.scaleTargetRef ?? {}
    if (namespace === undefined || wanted === undefined || kind === undefined) return
    if (autoscaler.metadata.deletionTimestamp !== undefined) return
    const fault = autoscalerFaultOf(autoscaler, cluster)
    const known = TARGETS.find(target => target === kind)
    const found = known === undefined ? undefined : cluster.find(known, namespace, wanted)
    const isSaid = fault?.kind === 'target' && NOT_FOUND.test(fault.message)
    const isOld = cluster.now - (createdAt(autoscaler) ?? cluster.now) > GRACE
    if (!isSaid && !(found?.state === 'absent' && isOld)) return
    const others = TARGETS.flatMap(target =>
      cluster
        .list(target, namespace)
        .filter(object => object.kind !== 'ReplicaSet' || cluster.ownerOf(object) === undefined),
    )
    const same = others.filter(object => object.kind === kind).map(({ metadata }) => metadata.name)
    const suggestion = nearest(wanted, same)
    const elsewhere = others.find(object => object.metadata.name === wanted && object.kind !== kind)?.kind
    yield {
      facts: { name, place: placeOf(namespace), namespace, kind, wanted, suggestion, elsewhere },
      subject: refOf(autoscaler),
      evidence: [
        ...(isSaid ? (fault?.evidence ?? []) : []),
        fieldEvidence(autoscaler, 'spec.scaleTargetRef', `${kind}/${wanted}`),
      ],
      since: fault?.since,
      outlook: found?.state === 'present' ? 'self-healing' : 'needs-change',
      field: {
        object: refOf(autoscaler),
        path: elsewhere === undefined ? 'spec.scaleTargetRef.name' : 'spec.scaleTargetRef.kind',
        value: elsewhere === undefined ? wanted : kind,
        ...((elsewhere ?? suggestion) === undefined ? {} : { suggestion: elsewhere ?? suggestion ?? '' }),
      },
    }
  },

  explain({ name, place, namespace, kind, wanted, suggestion, elsewhere }) {
    const target =
      elsewhere === undefined ? { name: suggestion ?? wanted } : { kind: elsewhere, apiVersion: apiOf(elsewhere) }
    const patch = { spec: { scaleTargetRef: target } }
    const isExact = suggestion !== undefined || elsewhere !== undefined
    return {
      title: `autoscaler ${name} targets ${kind} ${wanted}, which does not exist in namespace ${namespace}`,
      why: 'It scales nothing, whatever the load.',
      fix: [
        isExact
          ? {
              text:
                elsewhere === undefined
                  ? `Target ${suggestion}, if that was meant.`
                  : `Target the ${elsewhere} of that name, if it was meant.`,
              command: `${sh`kubectl patch hpa ${name}${place} --type merge`} -p ${jsonWord(patch)}`,
              patch,
            }
          : {
              text: 'Correct spec.scaleTargetRef, or remove the autoscaler.',
              command: sh`kubectl edit hpa ${name}${place}`,
            },
      ],
    }
  },
})

function apiOf(kind: string): string {
  return kind === 'ReplicationController' ? 'v1' : 'apps/v1'
}

import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import { isEarly } from '../../freshness.ts'
import { nearest } from '../../nearest.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { jsonWord, placeOf, command as sh } from '../../shell.ts'
import { autoscalerFaultOf } from '../../workloads/controllers/autoscaler.ts'
import { createdAt } from '../../workloads/pods.ts'

const TARGETS = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'] as const
/** A target may be applied after its autoscaler, within milliseconds. */
const GRACE = 30_000

/** The API server's answer to a request for the scale of something that does not exist, or of a kind that it does not know. */
const NOT_FOUND = /\bnot found\b|no matches for kind|could not find the requested resource/

/** Missing as a whole, of a kind without a scale, not in the API that is named, or made since the controller looked. */
type Why = 'missing' | 'unscalable' | 'api' | 'late'

/** The field that is to be corrected, where that does not depend on what else there is. */
const WRONG: Readonly<Partial<Record<Why, keyof Target>>> = { api: 'apiVersion', unscalable: 'kind' }

/** What to write into `spec.scaleTargetRef`. */
type Target = Readonly<Partial<Record<'apiVersion' | 'kind' | 'name', string>>>

export default defineCause({
  id: 'hpa-target-missing',
  stage: 'rollout',
  owner: 'app',
  patience: 'soon',
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

  detect(autoscaler, cluster) {
    const { namespace, name } = autoscaler.metadata
    const written = autoscaler.spec?.scaleTargetRef ?? {}
    const { kind, name: wanted } = written
    if (namespace === undefined || wanted === undefined || kind === undefined) return
    if (autoscaler.metadata.deletionTimestamp !== undefined) return
    const fault = autoscalerFaultOf(autoscaler, cluster)
    const known = TARGETS.find(target => target === kind)
    const isAbsent = known !== undefined && cluster.find(known, namespace, wanted).state === 'absent'
    const isSaid = fault?.kind === 'target' && NOT_FOUND.test(fault.message)
    if (!isSaid && !(isAbsent && !isEarly(createdAt(autoscaler), GRACE, cluster))) return
    const isThere = cluster.get({ kind, namespace, name: wanted }) !== undefined
    const why: Why = isThere ? whyNotFound(known, fault?.message ?? '') : 'missing'
    const target = why === 'api' ? { apiVersion: apiOf(kind) } : isThere ? {} : meant(kind, namespace, wanted, cluster)
    const wrong = WRONG[why] ?? (target.kind === undefined ? 'name' : 'kind')
    const suggestion = target[wrong]
    return {
      facts: { name, place: placeOf(namespace), namespace, written: { ...written, kind, name: wanted }, why, target },
      subject: refOf(autoscaler),
      evidence: [
        ...(isSaid ? fault.evidence : []),
        fieldEvidence(autoscaler, 'spec.scaleTargetRef', `${kind}/${wanted}`),
      ],
      since: fault?.since,
      outlook: why === 'late' ? 'self-healing' : 'needs-change',
      field: {
        object: refOf(autoscaler),
        path: `spec.scaleTargetRef.${wrong}`,
        value: written[wrong] ?? '',
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    }
  },

  explain({ name, place, namespace, written, why, target }) {
    const object = `${written.kind} ${written.name}`
    const patch = { spec: { scaleTargetRef: target } }
    const titles = {
      missing: `targets ${object}, which does not exist in namespace ${namespace}`,
      unscalable: `targets ${object}, a kind that cannot be scaled`,
      api: `targets ${object} in the API ${written.apiVersion ?? 'v1'}, which has no such kind`,
      late: `has not looked at ${object} since it was made`,
    }
    const fix =
      why === 'late'
        ? 'Wait: the controller looks every 15 s.'
        : 'Correct spec.scaleTargetRef, or remove the autoscaler.'
    return {
      title: `autoscaler ${name} ${titles[why]}`,
      why: 'It scales nothing, whatever the load.',
      fix: [
        Object.keys(target).length > 0
          ? {
              text: textOf(target),
              command: `${sh`kubectl patch hpa ${name}${place} --type merge`} -p ${jsonWord(patch)}`,
              patch,
            }
          : { text: fix, command: sh`kubectl ${why === 'late' ? 'get' : 'edit'} hpa ${name}${place}` },
      ],
    }
  },
})

/** Why the controller did not find a target that is there; it looks every 15 s. */
function whyNotFound(known: string | undefined, message: string): Why {
  if (known === undefined) return 'unscalable'
  return message.includes('no matches for kind') ? 'api' : 'late'
}

/** What there is that the autoscaler may mean: another kind of the same name, or a similar name of the same kind. */
function meant(kind: string, namespace: string, wanted: string, cluster: Cluster): Target {
  const others = TARGETS.flatMap(target =>
    cluster.list(target, namespace).filter(object => cluster.ownerOf(object) === undefined),
  )
  const elsewhere = others.find(({ metadata }) => metadata.name === wanted)?.kind
  if (elsewhere !== undefined) return { kind: elsewhere, apiVersion: apiOf(elsewhere) }
  const name = nearest(
    wanted,
    others.filter(object => object.kind === kind).map(({ metadata }) => metadata.name),
  )
  return name === undefined ? {} : { name }
}

function textOf({ kind, name, apiVersion }: Target): string {
  if (kind !== undefined) return `Target the ${kind} of that name, if it was meant.`
  return name === undefined ? `Name the API ${apiVersion}.` : `Target ${name}, if that was meant.`
}

function apiOf(kind: string): string {
  return kind === 'ReplicationController' ? 'v1' : 'apps/v1'
}

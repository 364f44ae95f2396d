import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf, refTo } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { podCondition } from '../../workloads/pods.ts'
import type { ClaimFacts } from './claim-hit.ts'
import { detectClaim } from './claim-hit.ts'

/** `pkg/scheduler/framework/plugins/volumebinding/binder.go` and `volume_binding.go`. */
const SAID = /persistentvolumeclaim "([^"]{1,253})" bound to non-existent persistentvolume "([^"]{1,253})"/

/** What the scheduler says of a claim that was not read. */
function* saidOf(pod: Kube<'Pod'>, cluster: Cluster): Iterable<Hit<Pick<ClaimFacts, 'claim' | 'place' | 'volume'>>> {
  const { message = '', lastTransitionTime } = podCondition(pod, 'PodScheduled') ?? {}
  const [, claim, volume] = SAID.exec(message) ?? []
  const { namespace } = pod.metadata
  if (claim === undefined) return
  if (cluster.find('PersistentVolumeClaim', namespace, claim).state !== 'unseen') return
  const subject = refTo('PersistentVolumeClaim', namespace, claim)
  yield {
    facts: { claim, place: placeOf(namespace), volume },
    subject,
    explains: [subject, refOf(pod)],
    evidence: [fieldEvidence(pod, 'status.conditions[type=PodScheduled].message', message)],
    since: parseTime(lastTransitionTime),
  }
}

export default defineCause({
  id: 'persistent-volume-lost',
  stage: 'storage',
  owner: 'platform',
  patience: 'none',
  text: {
    summary: 'The volume to which the claim is bound is gone',
    shows:
      'The claim is in phase Lost with `Bound claim has lost its PersistentVolume`; pods say `bound to non-existent persistentvolume`.',
    happens:
      'Somebody or something deleted the PersistentVolume, or bound it to another claim, while a claim was bound to it.',
    fix: 'Where the storage itself is still there, make a PersistentVolume of the same name for it. Else restore the data from a backup into a new claim.',
    docs: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#lifecycle-of-a-volume-and-claim'],
  },
  on: ['PersistentVolumeClaim', 'Pod'],
  reads: ['Pod', 'PersistentVolume', 'StatefulSet'],

  *detect(object, cluster) {
    if (object.kind === 'Pod') {
      yield* saidOf(object, cluster)
      return
    }
    yield* detectClaim(object, cluster, 'persistent-volume-lost', () => ({
      facts: {},
      fields: object.spec?.volumeName === undefined ? [] : [['spec.volumeName', object.spec.volumeName]],
    }))
  },

  explain: ({ claim, place, volume }) => ({
    title: `volume ${volume ?? ''} of claim ${claim} is gone`,
    why: 'A claim is bound to one volume for good, so pods that use it cannot start any more.',
    fix: [
      {
        text: `If the storage behind it still exists (reclaim policy Retain), make PersistentVolume ${volume ?? ''} anew with a claimRef to this claim, and remove the claim’s annotation \`pv.kubernetes.io/bind-completed\`.`,
        command: sh`kubectl annotate pvc ${claim}${place} pv.kubernetes.io/bind-completed-`,
      },
      {
        text: 'If the data is lost or not needed, make the claim anew; its pods have to be deleted first.',
        command: sh`kubectl delete pvc ${claim}${place}`,
      },
    ],
  }),
})

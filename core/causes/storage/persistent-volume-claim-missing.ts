import { fieldEvidence } from '../../evidence.ts'
import { nearest } from '../../nearest.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import { missingClaimsOf } from './missing-claims.ts'

export default defineCause({
  id: 'persistent-volume-claim-missing',
  stage: 'storage',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The claim that the pod names does not exist',
    shows: 'The pod stays Pending with `persistentvolumeclaim "…" not found`.',
    happens: 'The claim was not applied, has another name, lies in another namespace, or was deleted.',
    fix: 'Create the claim in the pod’s namespace, or correct `claimName` in the pod template. Pods go on by themselves once it exists.',
    docs: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes'],
  },
  on: ['Pod'],
  reads: ['PersistentVolumeClaim', 'ReplicaSet', 'Job'],

  *detect(pod, cluster) {
    const { namespace, name } = pod.metadata
    const workload = workloadOf(pod, cluster)
    for (const { claim, volume, evidence, since, isSaid } of missingClaimsOf(pod, cluster)) {
      const isEphemeral = volume.persistentVolumeClaim === undefined
      const isMade = isEphemeral || claim.name === `${volume.name ?? ''}-${name}`
      const path = `volumes[name=${volume.name ?? ''}].${isEphemeral ? 'ephemeral' : 'persistentVolumeClaim.claimName'}`
      const claims = isMade ? [] : cluster.list('PersistentVolumeClaim', namespace ?? '')
      const suggestion = nearest(
        claim.name,
        claims.map(({ metadata }) => metadata.name),
      )
      const namesakes = isMade ? [] : cluster.named('PersistentVolumeClaim', claim.name)
      yield {
        facts: {
          claim: claim.name,
          place: placeOf(namespace),
          workload: { kind: workload.kind, name: workload.name },
          maker: isMade
            ? isEphemeral
              ? 'the ephemeral volume controller'
              : `${workload.kind} ${workload.name}`
            : undefined,
          pod: name,
          suggestion,
          elsewhere: namesakes[0]?.metadata.namespace,
        },
        subject: claim,
        explains: [refOf(pod), claim],
        evidence: [...evidence, fieldEvidence(pod, `spec.${path}`, claim.name)],
        confidence: isSaid ? 'certain' : 'likely',
        since,
        ...(isMade
          ? {}
          : {
              field: {
                object: workload,
                path: `${podSpecPath(workload.kind)}.${path}`,
                value: claim.name,
                ...(suggestion === undefined ? {} : { suggestion }),
              },
            }),
      }
    }
  },

  explain: ({ claim, place, workload, pod, maker, suggestion, elsewhere }) => ({
    title: `claim ${claim} does not exist`,
    why: `The pods of ${workload.kind} ${workload.name} use it as a volume and are not started without it.`,
    fix: [
      ...(suggestion === undefined
        ? []
        : [
            {
              text: `Use claim ${suggestion}, which exists, if that is the one meant.`,
              command: sh`kubectl get pvc ${suggestion}${place}`,
            },
          ]),
      ...(elsewhere === undefined
        ? []
        : [
            {
              text: `Namespace ${elsewhere} has a claim of that name; pods can only use those of their own namespace.`,
            },
          ]),
      maker === undefined
        ? {
            text: `Create claim ${claim} with the size and the storage class that the workload needs.`,
            command: sh`kubectl get pvc${place}`,
          }
        : {
            text: `Let ${maker} make the claim: see in the events why it has not, and delete pod ${pod} to have both made anew.`,
            command: sh`kubectl describe pod ${pod}${place}`,
          },
    ],
  }),
})

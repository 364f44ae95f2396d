import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import type { Volume } from '../../kube/pod.ts'
import { Names } from '../../nearest.ts'
import { refOf, refTo } from '../../ref.ts'
import type { Evidence, ObjectRef } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { earliest } from '../../time.ts'
import { podsThat } from '../../words.ts'
import { createdAt, isTerminating, podCondition } from '../../workloads/pods.ts'
import { templateSteps } from '../../workloads/template-patch.ts'
import { claimNameOf } from '../../workloads/volumes/pod-claims.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'

/** A claim that a pod uses and that does not exist. */
interface MissingClaim {
  readonly claim: ObjectRef
  readonly volume: Volume
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  /** False if only its absence in the snapshot shows it. */
  readonly isSaid: boolean
}

/** Milliseconds in which the controller creates the claim of an ephemeral volume. */
const MAKING = 5000

/** `persistentvolumeclaim "x" not found` (scheduler), `persistentvolumeclaims "x" not found` (kubelet). */
const NOT_FOUND = /persistentvolumeclaims? "([^"]{1,253})" not found/i

function said(
  pod: Kube<'Pod'>,
  claim: string,
  cluster: Cluster,
): { evidence: Evidence; first: number | undefined } | undefined {
  const scheduled = podCondition(pod, 'PodScheduled')
  const events = cluster.events(pod).filter(({ message }) => NOT_FOUND.exec(message)?.[1] === claim)
  const event = events.at(-1)
  const first = earliest(events.map(each => each.first))
  if (NOT_FOUND.exec(scheduled?.message ?? '')?.[1] === claim) {
    const evidence = fieldEvidence(pod, 'status.conditions[type=PodScheduled].message', scheduled?.message)
    return { evidence, first: first ?? createdAt(pod) }
  }
  return event === undefined ? undefined : { evidence: eventEvidence(event), first }
}

function findMissing(pod: Kube<'Pod'>, cluster: Cluster): readonly MissingClaim[] {
  if (isTerminating(pod) || pod.status?.phase !== 'Pending') return []
  const { namespace } = pod.metadata
  const missing: MissingClaim[] = []
  for (const volume of pod.spec?.volumes ?? []) {
    const name = claimNameOf(volume, pod)
    if (name === undefined) continue
    const { state } = cluster.find('PersistentVolumeClaim', namespace, name)
    if (state === 'present') continue
    const saying = said(pod, name, cluster)
    if (saying === undefined && state === 'unseen') continue
    missing.push({
      claim: refTo('PersistentVolumeClaim', namespace, name),
      volume,
      evidence: saying === undefined ? [] : [saying.evidence],
      since: saying?.first ?? createdAt(pod),
      isSaid: saying !== undefined,
    })
  }
  return missing
}

/** The claims that a pod waits for and that are known not to exist. */
function missingClaimsOf(pod: Kube<'Pod'>, cluster: Cluster): readonly MissingClaim[] {
  return cluster.of(pod, findMissing)
}

function namesOf(objects: readonly Kube[]): Names {
  return new Names(objects.map(({ metadata }) => metadata.name))
}

export default defineCause({
  id: 'persistent-volume-claim-missing',
  stage: 'storage',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The pod’s PersistentVolumeClaim does not exist',
    shows: 'The pod stays Pending with `persistentvolumeclaim "…" not found`.',
    happens: 'The claim was not applied, has another name, is in another namespace, or was deleted.',
    fix: 'Create the claim in the pod’s namespace, or correct `claimName` in the pod template. Once it exists, the pods are scheduled without a restart.',
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
      const claims = cluster.list('PersistentVolumeClaim', namespace ?? '')
      const suggestion = isMade ? undefined : cluster.of(claims, namesOf).nearest(claim.name)
      const namesakes = isMade ? [] : cluster.named('PersistentVolumeClaim', claim.name)
      yield {
        facts: {
          claim: claim.name,
          namespaceFlag: namespaceFlag(namespace),
          workload: { kind: workload.kind, name: workload.name },
          maker: isMade
            ? isEphemeral
              ? 'the ephemeral volume controller'
              : `${workload.kind} ${workload.name}`
            : undefined,
          pod: name,
          volume: volume.name ?? '',
          suggestion,
          elsewhere: namesakes[0]?.metadata.namespace,
        },
        subject: claim,
        explains: [refOf(pod), claim],
        evidence: [...evidence, fieldEvidence(pod, `spec.${path}`, claim.name)],
        confidence: isSaid ? 'certain' : 'likely',
        since,
        usual: isEphemeral ? MAKING : undefined,
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

  explain: ({ claim, namespaceFlag, workload, pod, volume, maker, suggestion, elsewhere }) => ({
    title: `claim ${claim} does not exist`,
    why: `${podsThat(workload, 'mount', 'mounts')} it and cannot start without it.`,
    fix: [
      ...(suggestion === undefined
        ? []
        : templateSteps(
            `Use claim ${suggestion}, if that is the one you meant.`,
            { ...workload, namespaceFlag },
            { volumes: [{ name: volume, persistentVolumeClaim: { claimName: suggestion } }] },
          )),
      ...(elsewhere === undefined
        ? []
        : [
            {
              kind: 'check' as const,
              text: `Namespace ${elsewhere} has a claim of that name, but pods can only use claims of their own namespace.`,
              command: sh`kubectl get pvc ${claim} -n ${elsewhere}`,
            },
          ]),
      maker === undefined
        ? {
            kind: 'change',
            text: `Create claim ${claim} with the size and storage class that the workload needs.`,
          }
        : {
            kind: 'check',
            text: `Check the events to see why ${maker} has not created the claim.`,
            command: sh`kubectl describe pod ${pod}${namespaceFlag}`,
          },
      maker === undefined
        ? { kind: 'check', text: 'List the claims.', command: sh`kubectl get pvc${namespaceFlag}` }
        : {
            kind: 'destroy',
            text: `Then delete pod ${pod} so that both are recreated: its data outside volumes is lost.`,
            command: sh`kubectl delete pod ${pod}${namespaceFlag}`,
          },
    ],
  }),
})

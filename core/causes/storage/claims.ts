import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { Names, nearest } from '../../nearest.ts'
import { refOf, refTo } from '../../ref.ts'
import type { Evidence, Field, ObjectRef } from '../../report.ts'
import type { FamilyHit, Member } from '../../rule.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { podCondition } from '../../workloads/pods.ts'
import { defaultClasses, isAbandoned, NO_ROOM, NO_VOLUME, podsUsing } from '../../workloads/volumes/claims.ts'
import { claimNameOf } from '../../workloads/volumes/pod-claims.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import type { ClaimFailure, ClaimProblem } from './binding.ts'
import { claimProblemOf } from './binding.ts'
import { driverError, driverRemedy } from './mount-reasons.ts'
import type { Misfit } from './volume-fit.ts'
import { freeFor, hasFit, misfitsOf } from './volume-fit.ts'

type Claim = Kube<'PersistentVolumeClaim'>

/** Where a claim's spec was written. */
interface ClaimOrigin {
  readonly object: ObjectRef
  /** Path of the claim's spec in the object, without a trailing dot. */
  readonly path: string
}

function findOrigin(claim: Kube<'PersistentVolumeClaim'>, cluster: Cluster): ClaimOrigin {
  const { name } = claim.metadata
  for (const pod of podsUsing(claim, cluster)) {
    const workload = workloadOf(pod, cluster)
    const ephemeral = pod.spec?.volumes?.find(volume => claimNameOf(volume, pod) === name)
    if (ephemeral?.ephemeral !== undefined) {
      const volume = `${podSpecPath(workload.kind)}.volumes[name=${ephemeral.name ?? ''}]`
      return { object: workload, path: `${volume}.ephemeral.volumeClaimTemplate.spec` }
    }
    const owner = cluster.get(workload)
    const templates = owner?.kind === 'StatefulSet' ? owner.spec?.volumeClaimTemplates : []
    const template = templates?.find(({ metadata }) => `${metadata?.name ?? ''}-${pod.metadata.name}` === name)
      ?.metadata?.name
    if (template !== undefined) return { object: workload, path: `spec.volumeClaimTemplates[name=${template}].spec` }
  }
  return { object: refOf(claim), path: 'spec' }
}

/**
 * The claim itself, the StatefulSet whose template created it (named after template and pod), or the workload with the
 * ephemeral volume.
 */
function claimOrigin(claim: Kube<'PersistentVolumeClaim'>, cluster: Cluster): ClaimOrigin {
  return cluster.of(claim, findOrigin)
}

/** A claim, for the words of its cause. */
interface ClaimFacts {
  readonly claim: string
  /** ` -n NAMESPACE` for commands. */
  readonly namespaceFlag: string
  readonly className: string | undefined
  readonly provisioner: string | undefined
  /** The event's message. */
  readonly message: string | undefined
  readonly reason: string | undefined
  /** The StatefulSet whose template created the claim. */
  readonly statefulSet: string | undefined
  readonly volume: string | undefined
}

/** Pods blocked by the claim: those that have not started. */
function waitingPods(claim: Claim, cluster: Cluster): readonly Kube<'Pod'>[] {
  return podsUsing(claim, cluster).filter(({ status }) => status?.phase === 'Pending')
}

/** The scheduler's messages about a pod's volumes. */
function placingWords(pod: Kube<'Pod'>): readonly Evidence[] {
  const { message = '' } = podCondition(pod, 'PodScheduled') ?? {}
  const path = 'status.conditions[type=PodScheduled].message'
  return [NO_VOLUME, NO_ROOM].some(said => said.test(message)) ? [fieldEvidence(pod, path, message)] : []
}

function evidenceOf(
  claim: Claim,
  problem: ClaimProblem,
  pods: readonly Kube<'Pod'>[],
  first: readonly Evidence[],
  fields: readonly [string, unknown][],
): readonly Evidence[] {
  const [said] = pods.flatMap(placingWords)
  const { event } = problem
  const proofs = [first, said === undefined ? [] : [said], event === undefined ? [] : [eventEvidence(event)]]
  return [
    ...(proofs.find(({ length }) => length > 0) ?? []),
    ...fields.map(([path, value]) => fieldEvidence(claim, path, value)),
    fieldEvidence(claim, 'status.phase', claim.status?.phase ?? 'Pending'),
  ]
}

/**
 * What one cause adds to the problem: facts, evidence beyond the event, fields of the claim, and the field to change.
 */
interface Detail<F> {
  readonly facts: F
  readonly evidence?: readonly Evidence[]
  readonly fields?: readonly [string, unknown][]
  /** Relative to the claim's spec. */
  readonly field?: Pick<Field, 'path' | 'value' | 'suggestion'>
}

interface ClaimCause<F> extends Member<ClaimFacts & F> {
  detail(claim: Claim, problem: ClaimProblem, cluster: Cluster): Detail<F>
}

/** Lets the facts of a cause be inferred from its detail. */
function claimCause<F>(cause: ClaimCause<F>): ClaimCause<F> {
  return cause
}

function claimHit<F>(claim: Claim, problem: ClaimProblem, detail: Detail<F>, cluster: Cluster): Hit<ClaimFacts & F> {
  const pods = waitingPods(claim, cluster)
  const { namespace, name } = claim.metadata
  const origin = claimOrigin(claim, cluster)
  const { facts, evidence = [], fields = [], field } = detail
  return {
    facts: {
      claim: name,
      namespaceFlag: namespaceFlag(namespace),
      className: problem.className,
      provisioner: problem.provisioner,
      message: problem.event?.message,
      reason: problem.event?.reason,
      statefulSet: origin.object.kind === 'StatefulSet' ? origin.object.name : undefined,
      volume: claim.spec?.volumeName,
      ...facts,
    },
    subject: refOf(claim),
    explains: [refOf(claim), ...pods.map(refOf)],
    evidence: evidenceOf(claim, problem, pods, evidence, fields),
    confidence: problem.confidence,
    since: problem.since,
    usual: problem.usual,
    field: field && { ...field, object: origin.object, path: `${origin.path}.${field.path}` },
  }
}

/**
 * A claim cannot be changed in place, nor can the StatefulSet template that created it. Without a volume it has no
 * data.
 */
function remakeFix({ claim, namespaceFlag, statefulSet }: ClaimFacts): Step & { readonly command: string } {
  const command = sh`kubectl delete pvc ${claim}${namespaceFlag}`
  if (statefulSet === undefined) {
    return {
      kind: 'destroy',
      text: 'A claim’s spec is immutable: delete it and apply the corrected one; it has no volume, so no data is lost.',
      command,
    }
  }
  return {
    kind: 'destroy',
    text: `The claim templates of StatefulSet ${statefulSet} are immutable: delete the StatefulSet without its pods, delete the claim, and apply both corrected; the revision history is lost, but no data, since the claim has no volume.`,
    command: sh`kubectl delete statefulset ${statefulSet}${namespaceFlag} --cascade=orphan && kubectl delete pvc ${claim}${namespaceFlag}`,
  }
}

function namesOf(objects: readonly Kube[]): Names {
  return new Names(objects.map(({ metadata }) => metadata.name))
}

const SHOWN = 3

/** Volumes that the claim's author may have meant: the one it names, those of its class, else free ones. */
function candidates(misfits: readonly Misfit[], volumeName: string | undefined): readonly Misfit[] {
  if (volumeName !== undefined) return misfits.filter(({ volume }) => volume === volumeName)
  const near = misfits.filter(({ field }) => field !== 'storageClassName')
  return (near.length > 0 ? near : misfits).slice(0, SHOWN)
}

/** `pkg/scheduler/framework/plugins/volumebinding/binder.go` and `volume_binding.go`. */
const SAID = /persistentvolumeclaim "([^"]{1,253})" bound to non-existent persistentvolume "([^"]{1,253})"/

/** The scheduler's report on a claim that was not read: its volume is gone. */
function lostBySaying(pod: Kube<'Pod'>, cluster: Cluster): Hit<ClaimFacts> | undefined {
  const { message = '', lastTransitionTime } = podCondition(pod, 'PodScheduled') ?? {}
  const [, claim, volume] = SAID.exec(message) ?? []
  const { namespace } = pod.metadata
  if (claim === undefined || cluster.find('PersistentVolumeClaim', namespace, claim).state !== 'unseen')
    return undefined
  const subject = refTo('PersistentVolumeClaim', namespace, claim)
  return {
    facts: {
      claim,
      namespaceFlag: namespaceFlag(namespace),
      volume,
      className: undefined,
      provisioner: undefined,
      message: undefined,
      reason: undefined,
      statefulSet: undefined,
    },
    subject,
    explains: [subject, refOf(pod)],
    evidence: [fieldEvidence(pod, 'status.conditions[type=PodScheduled].message', message)],
    since: parseTime(lastTransitionTime),
  }
}

const CAUSES = {
  'persistent-volume-lost': claimCause({
    owner: 'platform',
    patience: 'none',
    text: {
      summary: 'The claim’s volume is gone',
      shows:
        'The claim is in phase Lost with `Bound claim has lost its PersistentVolume`; pods say `bound to non-existent persistentvolume`.',
      happens: 'The PersistentVolume was deleted, or bound to another claim, while this claim was bound to it.',
      fix: 'If the storage still exists, recreate a PersistentVolume of the same name for it. Otherwise restore the data from a backup to a new claim.',
      docs: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#lifecycle-of-a-volume-and-claim'],
    },
    detail({ spec }) {
      return { facts: {}, fields: spec?.volumeName === undefined ? [] : [['spec.volumeName', spec.volumeName]] }
    },

    explain: ({ claim, namespaceFlag, volume }) => ({
      title: `volume ${volume ?? ''} of claim ${claim} is gone`,
      why: 'A claim stays bound to one volume, so pods that use it cannot start any more.',
      fix: [
        {
          kind: 'check',
          text: 'Check whether the storage still exists, as it does with reclaim policy Retain: look in the backend of the storage class’s driver.',
          command: sh`kubectl get pvc ${claim}${namespaceFlag} -o yaml`,
        },
        {
          kind: 'change',
          text: `If it does, recreate PersistentVolume ${volume ?? ''} for it with a claimRef to this claim, and remove the claim’s annotation \`pv.kubernetes.io/bind-completed\`.`,
          command: sh`kubectl annotate pvc ${claim}${namespaceFlag} pv.kubernetes.io/bind-completed-`,
        },
        {
          kind: 'destroy',
          text: 'If the data is lost or not needed, delete the claim and recreate it: its binding to the old volume is lost for good, and its pods have to be deleted first.',
          command: sh`kubectl delete pvc ${claim}${namespaceFlag}`,
        },
      ],
    }),
  }),

  'storage-class-missing': claimCause({
    owner: 'app',
    patience: 'soon',
    text: {
      summary: 'The claim’s storage class does not exist',
      shows:
        'The claim stays Pending with `storageclass.storage.k8s.io "…" not found`; the pod stays Pending with `unbound immediate PersistentVolumeClaims`.',
      happens:
        'The manifest was written for another cluster or cloud, the name has a typo, or the storage driver and its classes are not installed.',
      fix: 'Use a class that `kubectl get storageclass` lists, or create the missing one. A claim’s class is immutable: recreate the claim.',
      docs: ['https://kubernetes.io/docs/concepts/storage/storage-classes/'],
    },
    detail(_claim, { className = '' }, cluster) {
      const classes = cluster
        .list('StorageClass')
        .slice(0, 10)
        .map(({ metadata }) => metadata.name)
      const suggestion = cluster.of(cluster.list('StorageClass'), namesOf).nearest(className)
      return {
        facts: {
          classes,
          isRead: cluster.seen('StorageClass', undefined),
          suggestion,
          defaultClass: defaultClasses(cluster)[0],
        },
        fields: [['spec.storageClassName', className]],
        field: {
          path: 'storageClassName',
          value: className,
          ...(suggestion === undefined ? {} : { suggestion }),
        },
      }
    },

    explain(facts) {
      const { claim, className, classes, isRead, suggestion, defaultClass } = facts
      return {
        title: `storage class ${className} of claim ${claim} does not exist`,
        why: `Claim ${claim} gets no volume without its class, so the pods that use it are not scheduled.`,
        fix: [
          {
            kind: 'change',
            text:
              suggestion !== undefined
                ? `Use storage class ${suggestion}, which exists.`
                : defaultClass !== undefined
                  ? `Use storage class ${defaultClass}, the default, or set no class.`
                  : classes.length > 0
                    ? `Use one of the storage classes ${classes.join(', ')}, or create ${className}.`
                    : isRead
                      ? `The cluster has no storage class: install a storage driver, and create ${className} for it.`
                      : `Use a storage class that exists, or create ${className}.`,
          },
          remakeFix(facts),
          { kind: 'check', text: 'List the storage classes.', command: 'kubectl get storageclass' },
        ],
      }
    },
  }),

  'default-storage-class-missing': claimCause({
    owner: 'platform',
    patience: 'soon',
    text: {
      summary: 'The claim sets no storage class and the cluster has no default',
      shows:
        'The claim stays Pending with the event `no persistent volumes available for this claim and no storage class is set`, which is not a Warning.',
      happens:
        'The cluster has no storage driver, or no class has the annotation `storageclass.kubernetes.io/is-default-class`.',
      fix: 'Mark one class as the default (since Kubernetes 1.28 existing claims without a class get it), or set a class in the claim.',
      docs: [
        'https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass',
        'https://kubernetes.io/docs/tasks/administer-cluster/change-default-storage-class/',
      ],
    },
    detail(_claim, _problem, cluster) {
      const classes = cluster.list('StorageClass').slice(0, 10)
      return {
        facts: { classes: classes.map(({ metadata }) => metadata.name) },
        field: { path: 'storageClassName' },
      }
    },

    explain(facts) {
      const { claim, classes } = facts
      const [first] = classes
      return {
        title: `claim ${claim} sets no storage class and the cluster has no default`,
        why: `Nothing provisions claim ${claim}, so the pods that use it are not scheduled.`,
        fix: [
          first === undefined
            ? { kind: 'change', text: 'Install a storage driver with a default class.' }
            : {
                kind: 'change',
                text: `Make ${classes.length === 1 ? first : `one of ${classes.join(', ')}`} the default.`,
                command: sh`kubectl annotate storageclass ${first} storageclass.kubernetes.io/is-default-class=true --overwrite`,
              },
          {
            kind: 'destroy',
            text: `Or set a class in the claim. ${remakeFix(facts).text}`,
            command: remakeFix(facts).command,
          },
          { kind: 'check', text: 'List the storage classes.', command: 'kubectl get storageclass' },
        ],
      }
    },
  }),

  'persistent-volume-unavailable': claimCause({
    owner: 'platform',
    patience: 'stuck',
    text: {
      summary: 'No persistent volume fits the claim',
      shows:
        "The claim stays Pending although volumes of its class exist; the pod says `unbound immediate PersistentVolumeClaims` or `didn't find available persistent volumes to bind`.",
      happens:
        'Manually created volumes are too small, have other access modes, another class or volume mode, do not match the claim’s selector, or still belong to a deleted claim (phase Released).',
      fix: 'Create a volume that fits the claim, or change the claim to fit a volume. A Released volume is available again once its `claimRef` is removed, with the old claim’s data in it.',
      docs: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding'],
    },
    detail(claim, _problem, cluster) {
      const { volumeName, accessModes = [], resources } = claim.spec ?? {}
      const misfits = candidates(misfitsOf(claim, cluster), volumeName)
      const [best] = misfits
      const { field, wanted, has } = best ?? {}
      const path = field ?? (volumeName === undefined ? undefined : 'volumeName')
      const isNameWrong = path === 'volumeName'
      const near = isNameWrong ? nearest(volumeName ?? '', freeFor(claim, cluster)) : undefined
      const value = isNameWrong ? volumeName : wanted
      const suggestion = isNameWrong ? near : has
      return {
        facts: {
          near,
          isRead: cluster.seen('PersistentVolume', undefined) && (volumeName !== undefined || !hasFit(claim, cluster)),
          misfits: misfits.map(({ volume, why, field: at }) => ({ volume, why, isFree: at !== undefined })),
          released: misfits.find(({ isReleased }) => isReleased)?.volume,
          selects: claim.spec?.selector !== undefined,
          size: String(resources?.requests?.['storage'] ?? '?'),
          modes: accessModes.join(', '),
        },
        evidence:
          best === undefined
            ? []
            : [fieldEvidence({ kind: 'PersistentVolume', name: best.volume }, best.shownAt, best.has ?? best.why)],
        fields: field === undefined ? [] : [[`spec.${field}`, wanted ?? '']],
        ...(path === undefined
          ? {}
          : {
              field: {
                path,
                ...(value === undefined ? {} : { value }),
                ...(suggestion && { suggestion }),
              },
            }),
      }
    },

    explain(facts) {
      const { claim, isRead, misfits, released, selects, size, modes, volume, className, near } = facts
      const offers = misfits.filter(({ isFree }) => isFree)
      const [best] = misfits
      const asked = `${size}${modes === '' ? '' : `, ${modes}`}`
      const ofClass = (className ?? '') === '' ? '' : ` of class ${className}`
      return {
        title:
          best !== undefined
            ? `no volume fits claim ${claim} (${asked}): ${best.volume} ${best.why}`
            : volume !== undefined
              ? `volume ${volume} of claim ${claim} ${isRead ? 'does not exist' : `does not fit (${asked})`}`
              : `no volume${ofClass} ${isRead ? 'exists for' : 'fits'} claim ${claim} (${asked})`,
        why: `The claim stays unbound, and its pods wait, until a volume meets all its requirements.`,
        fix: [
          ...(near === undefined
            ? []
            : [
                {
                  kind: 'destroy' as const,
                  text: `Use volume ${near}, which is free. ${remakeFix(facts).text}`,
                  command: remakeFix(facts).command,
                },
              ]),
          {
            kind: 'change',
            text:
              volume === undefined
                ? `Create a volume${ofClass} with ${asked}${selects ? ', and labels that the claim’s selector matches' : ''}.`
                : `Make volume ${volume} a volume${ofClass} with ${asked}, or remove volumeName.`,
          },
          ...(offers.length === 0
            ? []
            : [
                {
                  kind: 'destroy' as const,
                  text: `Or request what an existing volume has: ${offers.map(misfit => `${misfit.volume} ${misfit.why}`).join('; ')}. ${remakeFix(facts).text}`,
                  command: remakeFix(facts).command,
                },
              ]),
          ...(released === undefined
            ? []
            : [
                {
                  kind: 'destroy' as const,
                  text: `Or free volume ${released}: its next claim can read and overwrite the old claim’s data, so copy it first.`,
                  command: withPatch(sh`kubectl patch pv ${released}`, [{ op: 'remove', path: '/spec/claimRef' }]),
                },
              ]),
          { kind: 'check', text: 'List the volumes.', command: 'kubectl get pv' },
        ],
      }
    },
  }),

  'volume-provisioning-failed': claimCause({
    owner: 'platform',
    text: {
      summary: 'The provisioner returns an error or is not running',
      shows:
        'The claim stays Pending with `failed to provision volume with StorageClass …`, or only with `Waiting for a volume to be created either by the external provisioner …`.',
      happens:
        'The storage driver is not installed, its controller crashes, it lacks permissions or quota in the cloud, its backend is full or down, or it rejects the class’s parameters.',
      fix: 'Read the provisioner’s log; install or repair the driver, or correct the class. It retries on its own.',
      docs: [
        'https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/',
        'https://kubernetes.io/docs/concepts/storage/storage-classes/#provisioner',
      ],
    },
    detail(_claim, { provisioner, className = '', service }, cluster) {
      const isInstalled = cluster.find('CSIDriver', undefined, provisioner ?? '').state === 'present'
      return {
        facts: {
          className,
          given: Number(service?.given),
          isFull: service?.isFull,
          isKnown: service?.isSeen === true || isInstalled,
        },
        fields: [['spec.storageClassName', className]],
      }
    },

    patience: {
      why: 'a running provisioner needs for a volume; 1m if none is seen',
      seconds: ({ given }) => given,
    },

    explain({ claim, namespaceFlag, className, provisioner, message, reason, isKnown, isFull }) {
      const what = provisioner === undefined ? 'the provisioner' : `provisioner ${provisioner}`
      const isSilent = reason !== 'ProvisioningFailed'
      const events: Step = {
        kind: 'check',
        text: 'Show the claim’s events.',
        command: sh`kubectl describe pvc ${claim}${namespaceFlag}`,
      }
      if (isFull) {
        return {
          title: `${what} has no room for claim ${claim}`,
          why: `No node that suits its pods can reach enough free storage of class ${className}, so the pods stay Pending.`,
          fix: [
            {
              kind: 'change',
              text: `Add storage to the backend of ${what}, or remove volumes that are no longer needed.`,
            },
            {
              kind: 'check',
              text: 'Show how much storage is left, by class and by nodes.',
              command: 'kubectl get csistoragecapacities -A -o wide',
            },
            events,
          ],
        }
      }
      if (isSilent) {
        return {
          title: `${what} has not provisioned claim ${claim}`,
          why: `The claim waits for ${what}${isKnown ? '' : ', and nothing in the cluster shows that it is running'}; its pods wait for the claim.`,
          fix: [
            isKnown
              ? {
                  kind: 'check',
                  text: `Find out why the controller of ${what} does not respond.`,
                  command: 'kubectl get pods -A',
                }
              : {
                  kind: 'change',
                  text: `Install the storage driver for ${provisioner ?? 'the class'}, or use a class with a running driver.`,
                },
            ...(isKnown
              ? []
              : [
                  {
                    kind: 'check' as const,
                    text: 'List the drivers and classes.',
                    command: 'kubectl get csidrivers,storageclass',
                  },
                ]),
            events,
          ],
        }
      }
      const [line = ''] = (message ?? '').split('\n')
      const error = driverError(line.replace(/^failed to provision volume with StorageClass "[^"]*": /i, ''))
      const remedy = driverRemedy(message ?? '')
      return {
        title: `${what} fails to provision claim ${claim}: ${error.slice(0, 160)}`,
        why: `Claim ${claim} is not bound until the provisioner succeeds, and its pods wait for that.`,
        fix: [
          ...(/target node\b.{0,300}not found/.test(error)
            ? [
                {
                  kind: 'change' as const,
                  text: 'Let the scheduler choose again: the node it selected for the volume is gone.',
                  command: sh`kubectl annotate pvc ${claim} volume.kubernetes.io/selected-node-${namespaceFlag}`,
                },
              ]
            : []),
          ...(remedy === undefined ? [] : [{ kind: 'change' as const, text: remedy }]),
          {
            kind: 'check',
            text: `Show the parameters of storage class ${className}, and fix what the error reports: the provisioner retries on its own.`,
            command: sh`kubectl get storageclass ${className} -o yaml`,
          },
          events,
        ],
      }
    },
  }),
}

type Causes = typeof CAUSES
type Facts = { [Id in keyof Causes]: Parameters<Causes[Id]['explain']>[0] }

const IDS: Readonly<Record<ClaimFailure, keyof Causes>> = {
  lost: 'persistent-volume-lost',
  class: 'storage-class-missing',
  'default-class': 'default-storage-class-missing',
  volume: 'persistent-volume-unavailable',
  provisioning: 'volume-provisioning-failed',
}

/** A claim without a volume. */
export default defineFamily<'PersistentVolumeClaim' | 'Pod', Facts>({
  family: 'claims',
  stage: 'storage',
  on: ['PersistentVolumeClaim', 'Pod'],
  reads: ['Pod', 'StorageClass', 'PersistentVolume', 'StatefulSet', 'CSIDriver', 'CSINode', 'Lease'],
  causes: CAUSES,

  detect(object, cluster) {
    if (object.kind === 'Pod') {
      const hit = lostBySaying(object, cluster)
      return hit && { cause: 'persistent-volume-lost', ...hit }
    }
    const problem = claimProblemOf(object, cluster)
    if (problem === undefined || isAbandoned(object, cluster)) return
    const cause = IDS[problem.failure]
    const detail: Detail<unknown> = CAUSES[cause].detail(object, problem, cluster)
    return { cause, ...claimHit(object, problem, detail, cluster) } as FamilyHit<Facts>
  },
})

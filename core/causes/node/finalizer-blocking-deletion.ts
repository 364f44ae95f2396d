import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { BUDGETS } from '../../patience.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { jsonWord, namespaceFlag, command as sh } from '../../shell.ts'
import { formatTime, parseTime } from '../../time.ts'
import { namespaceRest, RELEASING } from '../../workloads/namespace-deletion.ts'
import { patchCommand } from '../../workloads/template-patch.ts'
import type { HeldObject } from './deletion.ts'
import { AT_ONCE, claimInDeletion, HELD_KINDS, heldObject, namespaceBlockers } from './deletion.ts'

/** A claim kept by the protection of claims in use: reported only if a pod waits for it in vain. */
function keptByUsers({ metadata }: Kube): HeldObject | undefined {
  const since = parseTime(metadata.deletionTimestamp)
  const finalizers = metadata.finalizers ?? []
  return finalizers.length === 0 || since === undefined ? undefined : { finalizers, since, ...AT_ONCE }
}

/** Kubernetes' own protection against data loss, removed once nothing uses the object. */
const PROTECTION = /^kubernetes\.io\/pvc?-protection$/

/**
 * A patch that removes only these finalizers, last first so that the other indexes stay valid. Never a protection of
 * data in use.
 */
function removalOf({ metadata }: Kube, finalizers: readonly string[]) {
  return (metadata.finalizers ?? [])
    .map((name, index) => ({ name, path: `/metadata/finalizers/${index}` }))
    .filter(({ name }) => finalizers.includes(name) && !PROTECTION.test(name))
    .toReversed()
    .flatMap(({ name, path }) => [
      { op: 'test', path, value: name },
      { op: 'remove', path },
    ])
}

export default defineCause({
  id: 'finalizer-blocking-deletion',
  stage: 'node',
  owner: 'platform',
  text: {
    summary: 'A finalizer that is not removed blocks deletion',
    shows:
      'The object stays Terminating; `metadata.finalizers` is not empty. A namespace says `Some content in the namespace has finalizers remaining`.',
    happens:
      'The finalizer’s controller was uninstalled, is not running, lacks permissions, or cannot finish its cleanup.',
    fix: 'Start the finalizer’s controller and read its log. Only if it is gone for good, and the cleanup is done, remove the finalizer manually.',
    docs: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/'],
  },
  on: [...HELD_KINDS, 'PersistentVolume', 'Namespace'],
  reads: [...HELD_KINDS],

  detect(object, cluster) {
    const { name, namespace } = object.metadata
    const base = { kind: object.kind, name, namespaceFlag: namespaceFlag(namespace) }
    if (object.kind === 'Namespace') {
      const rest = namespaceRest(object)
      if (rest === undefined || namespaceBlockers(name, cluster).length > 0) return
      const { finalizers, path, isOwn, isHeld, since } = rest
      if (!isHeld && !isOwn) return
      const remaining = (object.status?.conditions ?? []).filter(({ status }) => status === 'True')
      return {
        facts: {
          ...base,
          finalizers: isHeld ? [] : finalizers,
          says: remaining.find(({ type }) => type === 'NamespaceFinalizersRemaining')?.message,
          users: [] as readonly string[],
          volume: undefined as string | undefined,
          removal: removalOf(object, isHeld ? [] : finalizers),
          deleted: formatTime(since),
          isLast: path === 'spec.finalizers',
          given: BUDGETS.stuck.seconds as number,
        },
        subject: refOf(object),
        evidence: isHeld
          ? remaining.map(({ type, message }) =>
              fieldEvidence(object, `status.conditions[type=${type}].message`, message ?? ''),
            )
          : [
              fieldEvidence(object, path, finalizers.join(', ')),
              fieldEvidence(object, 'metadata.deletionTimestamp', object.metadata.deletionTimestamp ?? ''),
            ],
        since,
        usual: RELEASING,
      }
    }
    const going = object.kind === 'PersistentVolumeClaim' ? claimInDeletion(object, cluster) : undefined
    const { waiting = [], users = [] } = going ?? {}
    const held = heldObject(object, cluster) ?? (waiting.length > 0 ? keptByUsers(object) : undefined)
    if (held === undefined) return
    const { finalizers, since, usual, given } = held
    const home = namespace === undefined ? undefined : cluster.get({ kind: 'Namespace', name: namespace })
    return {
      facts: {
        ...base,
        finalizers,
        says: undefined as string | undefined,
        deleted: formatTime(since),
        users: users.slice(0, 3).map(({ metadata }) => metadata.name),
        volume: object.kind === 'PersistentVolumeClaim' ? object.spec?.volumeName : undefined,
        removal: removalOf(object, finalizers),
        isLast: false,
        given,
      },
      subject: refOf(object),
      explains: [
        refOf(object),
        ...waiting.map(refOf),
        ...(home?.metadata.deletionTimestamp === undefined ? [] : [refOf(home)]),
      ],
      evidence: [
        fieldEvidence(object, 'metadata.finalizers', finalizers.join(', ')),
        fieldEvidence(object, 'metadata.deletionTimestamp', object.metadata.deletionTimestamp ?? ''),
      ],
      since,
      usual,
    }
  },

  patience: {
    why: 'the finalizer’s controller needs: 5m for cleanup outside the cluster, otherwise 30s',
    seconds: ({ given }) => given,
  },

  explain({ kind, name, namespaceFlag, finalizers, removal, says, deleted, users, volume, isLast }) {
    const names = finalizers.join(', ')
    const removed = isLast ? finalizers : finalizers.filter(finalizer => !PROTECTION.test(finalizer))
    if (says !== undefined) {
      return {
        title: `finalizers block the deletion of objects in namespace ${name}: ${says}`,
        why: `Namespace ${name} was deleted at ${deleted}, but stays until its objects are gone.`,
        fix: [
          { kind: 'change', text: 'Start the controllers of these finalizers.' },
          {
            kind: 'check',
            text: 'List the objects that are left.',
            command: sh`kubectl api-resources --verbs=list --namespaced -o name | xargs -n 1 kubectl get --ignore-not-found --show-kind -n ${name}`,
          },
        ],
      }
    }
    if (users.length > 0) {
      const pods = users.join(', ')
      return {
        title: `claim ${name} is being deleted, and ${pods} still ${users.length > 1 ? 'use' : 'uses'} it`,
        why: `The claim was deleted at ${deleted}, so no new pod can use it, but ${names} keeps it until no scheduled pod uses it.`,
        fix: [
          {
            kind: 'change',
            text: `Deletion cannot be undone: back up the data while ${pods} still ${users.length > 1 ? 'run' : 'runs'}, and retain the volume.`,
            ...(volume !== undefined && {
              command: sh`kubectl patch pv ${volume} -p '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'`,
            }),
          },
          {
            kind: 'destroy',
            text: 'Then scale its workloads to 0 so that the claim is removed, and recreate it: it gets an empty volume unless you bind it to the old one.',
          },
        ],
      }
    }
    return {
      title: `finalizer${finalizers.length > 1 ? 's' : ''} ${names} ${finalizers.length > 1 ? 'block' : 'blocks'} the deletion of ${kind} ${name}`,
      why: `${kind} ${name} was deleted at ${deleted}, but stays until the controller of ${names} has cleaned up and removed ${finalizers.length > 1 ? 'them' : 'it'}.`,
      fix: [
        { kind: 'change', text: `Start the controller of ${names} and read its log.` },
        ...(removal.length === 0 && !isLast
          ? []
          : [
              {
                kind: 'destroy' as const,
                text: `Only if it is gone for good: remove ${removed.join(', ')} manually. Its cleanup is skipped, so leftovers remain.`,
                ...(isLast
                  ? {
                      command: sh`kubectl get namespace ${name} -o json | jq '.spec.finalizers -= ${jsonWord(finalizers).slice(1, -1)}' | kubectl replace --raw /api/v1/namespaces/${name}/finalize -f -`,
                    }
                  : { command: patchCommand({ kind, name, namespaceFlag }, removal), patch: removal }),
              },
            ]),
      ],
    }
  },
})

import { fieldEvidence } from '../../evidence.ts'
import { heldObject } from '../../facts/node/deletion.ts'
import { HELD_KINDS, namespaceBlockers } from '../../facts/node/namespace-deletion.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { formatAge, parseTime } from '../../time.ts'

/** Content that is gone within seconds where no finalizer holds it. */
const NAMESPACE_PATIENCE = 60_000

export default defineCause({
  id: 'finalizer-blocking-deletion',
  stage: 'node',
  owner: 'platform',
  text: {
    summary: 'A finalizer that nobody removes keeps the object',
    shows:
      'The object stays Terminating; `metadata.finalizers` is not empty. A namespace says `Some content in the namespace has finalizers remaining`.',
    happens:
      'The controller that put the finalizer there was uninstalled, does not run, lacks rights, or cannot finish its clean-up.',
    fix: 'Start the controller that owns the finalizer, and read its log. Only where it is gone for good, and what it was to clean up is dealt with, remove the finalizer by hand.',
    docs: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/'],
  },
  on: [...HELD_KINDS, 'PersistentVolume', 'Namespace'],
  reads: [...HELD_KINDS],

  detect(object, cluster) {
    if (object.metadata.deletionTimestamp === undefined) return
    const { name, namespace } = object.metadata
    const base = { kind: object.kind, name, place: namespace === undefined ? '' : ` -n ${namespace}` }
    if (object.kind === 'Namespace') {
      const conditions = object.status?.conditions ?? []
      const remaining = conditions.filter(
        ({ type, status }) =>
          status === 'True' && (type === 'NamespaceFinalizersRemaining' || type === 'NamespaceContentRemaining'),
      )
      const finalizers = remaining.find(({ type }) => type === 'NamespaceFinalizersRemaining')
      const since = parseTime(object.metadata.deletionTimestamp)
      if (finalizers === undefined || since === undefined || cluster.now - since < NAMESPACE_PATIENCE) return
      if (namespaceBlockers(name, cluster).length > 0) return
      return {
        facts: {
          ...base,
          finalizers: [] as readonly string[],
          says: finalizers.message,
          age: formatAge(cluster.now - since),
        },
        subject: refOf(object),
        evidence: remaining.map(({ type, message }) =>
          fieldEvidence(object, `status.conditions[type=${type}].message`, message ?? ''),
        ),
        since,
      }
    }
    const held = heldObject(object, cluster)
    if (held === undefined) return
    const { finalizers, since } = held
    const home = namespace === undefined ? undefined : cluster.get({ kind: 'Namespace', name: namespace })
    return {
      facts: { ...base, finalizers, says: undefined as string | undefined, age: formatAge(cluster.now - since) },
      subject: refOf(object),
      explains: [refOf(object), ...(home?.metadata.deletionTimestamp === undefined ? [] : [refOf(home)])],
      evidence: [
        fieldEvidence(object, 'metadata.finalizers', finalizers.join(', ')),
        fieldEvidence(object, 'metadata.deletionTimestamp', object.metadata.deletionTimestamp ?? ''),
      ],
      since,
    }
  },

  explain({ kind, name, place, finalizers, says, age }) {
    const names = finalizers.join(', ')
    if (says !== undefined) {
      return {
        title: `finalizers keep the content of namespace ${name}: ${says}`,
        why: `Namespace ${name} has been deleted for ${age} and cannot go before its content has.`,
        fix: [
          {
            text: 'Find what is left, and start the controllers that own its finalizers.',
            command: sh`kubectl api-resources --verbs=list --namespaced -o name | xargs -n 1 kubectl get --ignore-not-found --show-kind -n ${name}`,
          },
        ],
      }
    }
    return {
      title: `finalizer${finalizers.length > 1 ? 's' : ''} ${names} ${finalizers.length > 1 ? 'keep' : 'keeps'} ${kind} ${name} from being deleted`,
      why: `${kind} ${name} was deleted ${age} ago, but stays until whoever owns ${names} has cleaned up and removed it.`,
      fix: [
        { text: `Start the controller that owns ${names}, and read its log.` },
        {
          text: 'Only if it is gone for good, and what it was to clean up is dealt with: remove the finalizers by hand.',
          command: sh`kubectl patch ${kind.toLowerCase()} ${name}${place} --type=merge -p '{"metadata":{"finalizers":null}}'`,
        },
      ],
    }
  },
})

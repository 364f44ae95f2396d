import type { Cluster } from '../../cluster/cluster.ts'
import type { Words } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { Names } from '../../nearest.ts'
import { refOf } from '../../ref.ts'
import type { Fix } from '../../report.ts'
import type { CauseText, Member } from '../../rule.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import type { MissingReference } from './missing.ts'
import { missingReferencesOf } from './missing.ts'
import type { Reference } from './references.ts'

/** What the words of a missing ConfigMap, Secret or key need. */
interface MissingFacts {
  readonly kind: Reference['kind']
  readonly name: string
  readonly key: string | undefined
  readonly namespaceFlag: string
  readonly workload: { readonly kind: string; readonly name: string }
  /** The nearest existing name of an object or key. */
  readonly suggestion: string | undefined
  /** Another namespace that has an object of this name. */
  readonly elsewhere: string | undefined
}

const CAUSES = {
  ConfigMap: { object: 'config-map-missing', key: 'config-map-key-missing' },
  Secret: { object: 'secret-missing', key: 'secret-key-missing' },
} as const

function namesOf(objects: readonly Kube[]): Names {
  return new Names(objects.map(({ metadata }) => metadata.name))
}

function keysOf({ data, binaryData }: Kube<'ConfigMap' | 'Secret'>): Names {
  return new Names(Object.keys({ ...data, ...binaryData }))
}

function suggestionFor(
  { reference: { kind, name, key }, missing }: MissingReference,
  namespace: string,
  cluster: Cluster,
) {
  if (missing === 'object') return cluster.of(cluster.list(kind, namespace), namesOf).nearest(name)
  const found = cluster.find(kind, namespace, name)
  return found.state === 'present' ? cluster.of(found.object, keysOf).nearest(key ?? '') : undefined
}

function ifNear({ suggestion }: MissingFacts, what: string): readonly Fix[] {
  return suggestion === undefined
    ? []
    : [{ text: `Reference ${what} ${suggestion}, which exists, if that is the one meant.` }]
}

/** A namespace's own: what another namespace has may be copied, but the value of a Secret is not printed. */
function fromElsewhere({ kind, name, elsewhere }: MissingFacts): readonly Fix[] {
  if (elsewhere === undefined) return []
  const text = `Namespace ${elsewhere} has a ${kind} ${name}; pods can only use those of their own namespace.`
  return kind === 'ConfigMap'
    ? [{ text, command: sh`kubectl get configmap ${name} -n ${elsewhere} -o yaml` }]
    : [{ text, command: sh`kubectl get secret ${name} -n ${elsewhere}` }]
}

function objectWords(facts: MissingFacts): Words {
  const { kind, name, namespaceFlag: flag, workload } = facts
  return {
    title: `${kind} ${name} does not exist`,
    why: `The pods of ${workload.kind} ${workload.name} reference it and cannot start without it.`,
    fix: [
      ...ifNear(facts, kind),
      ...fromElsewhere(facts),
      {
        text: 'Create it with the keys that the workload needs.',
        command:
          kind === 'ConfigMap'
            ? sh`kubectl create configmap ${name}${flag} --from-literal=KEY=VALUE`
            : sh`kubectl create secret generic ${name}${flag} --from-literal=KEY=VALUE`,
      },
    ],
  }
}

function keyWords(facts: MissingFacts): Words {
  const { kind, name, key = '', namespaceFlag: flag, workload } = facts
  return {
    title: `${kind} ${name} has no key ${key}`,
    why: `The pods of ${workload.kind} ${workload.name} read that key and cannot start without it.`,
    fix: [
      ...ifNear(facts, 'key'),
      {
        text: 'Add the key.',
        command:
          kind === 'ConfigMap'
            ? sh`kubectl patch configmap ${name}${flag} --type=merge -p '{"data":{"${key}":"VALUE"}}'`
            : sh`kubectl patch secret ${name}${flag} --type=merge -p '{"stringData":{"${key}":"VALUE"}}'`,
      },
    ],
  }
}

function object(text: CauseText): Member<MissingFacts> {
  return { owner: 'app', patience: 'soon', text, explain: objectWords }
}

function key(text: CauseText): Member<MissingFacts> {
  return { owner: 'app', patience: 'none', text, explain: keyWords }
}

export default defineFamily<
  'Pod',
  Record<'config-map-missing' | 'config-map-key-missing' | 'secret-missing' | 'secret-key-missing', MissingFacts>
>({
  family: 'missing-references',
  stage: 'container-start',
  on: ['Pod'],
  reads: ['ConfigMap', 'Secret', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    const all = missingReferencesOf(pod, cluster)
    if (all.length === 0) return []
    const { namespace = '' } = pod.metadata
    const workload = workloadOf(pod, cluster)
    return all.map(found => {
      const { reference, missing, evidence, since, isSaid, usual } = found
      const { kind, name } = reference
      const suggestion = suggestionFor(found, namespace, cluster)
      const path = missing === 'key' ? (reference.keyPath ?? reference.path) : reference.path
      return {
        cause: CAUSES[kind][missing],
        facts: {
          kind,
          name,
          key: reference.key,
          namespaceFlag: namespaceFlag(namespace),
          workload: { kind: workload.kind, name: workload.name },
          suggestion,
          elsewhere: cluster.named(kind, name).find(({ metadata }) => metadata.namespace !== namespace)?.metadata
            .namespace,
        },
        subject: { kind, namespace, name },
        explains: [refOf(pod)],
        ...(reference.container === undefined ? {} : { container: reference.container }),
        evidence,
        since,
        usual,
        confidence: isSaid ? 'certain' : 'likely',
        field: {
          object: workload,
          path: `${podSpecPath(workload.kind)}.${path}`,
          value: missing === 'key' ? (reference.key ?? '') : name,
          ...(suggestion === undefined ? {} : { suggestion }),
        },
      }
    })
  },

  causes: {
    'config-map-missing': object({
      summary: 'A ConfigMap that the pod references does not exist',
      shows:
        'The container waits in CreateContainerConfigError (environment) or ContainerCreating with FailedMount events (volume): `configmap "…" not found`.',
      happens:
        'The ConfigMap was not applied, has another name (a hash suffix of Kustomize, for example), or lies in another namespace.',
      fix: 'Apply the ConfigMap in the pod’s namespace, correct the name, or mark the reference `optional: true`. The kubelet goes on by itself once it exists.',
      docs: ['https://kubernetes.io/docs/concepts/configuration/configmap/'],
    }),

    'config-map-key-missing': key({
      summary: 'The ConfigMap lacks the referenced key',
      shows:
        'The container waits in CreateContainerConfigError: `couldn’t find key … in ConfigMap …`; for a volume, FailedMount events say `references non-existent config key`.',
      happens: 'A typing error in the key, or a ConfigMap that was changed without the workloads that read it.',
      fix: 'Add the key to the ConfigMap, correct the reference, or mark it `optional: true`.',
      docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/'],
    }),

    'secret-missing': object({
      summary: 'A Secret that the pod references does not exist',
      shows:
        'The container waits in CreateContainerConfigError (environment) or ContainerCreating with FailedMount events (volume): `secret "…" not found`.',
      happens:
        'The Secret was not applied, has another name (a hash suffix of Kustomize, for example), or lies in another namespace.',
      fix: 'Create the Secret in the pod’s namespace, correct the name, or mark the reference `optional: true`. The kubelet goes on by itself once it exists.',
      docs: ['https://kubernetes.io/docs/concepts/configuration/secret/'],
    }),

    'secret-key-missing': key({
      summary: 'The Secret lacks the referenced key',
      shows:
        'The container waits in CreateContainerConfigError: `couldn’t find key … in Secret …`; for a volume, FailedMount events say `references non-existent secret key`.',
      happens: 'A typing error in the key, or a Secret that was changed without the workloads that read it.',
      fix: 'Add the key to the Secret, correct the reference, or mark it `optional: true`.',
      docs: ['https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/'],
    }),
  },
})

import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Words } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { Names } from '../../nearest.ts'
import type { Patch } from '../../patch/patch.ts'
import { refOf } from '../../ref.ts'
import type { Field } from '../../report.ts'
import type { CauseText, Member } from '../../rule.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { podsThat } from '../../words.ts'
import type { SecretMaker, SecretWriter } from '../../workloads/secret-makers.ts'
import { makerOf, makerStep, makerText, writerOf, writerStep } from '../../workloads/secret-makers.ts'
import { changed, patchStep, replacement } from '../../workloads/template-patch.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import type { MissingReference } from './missing.ts'
import { missingReferencesOf } from './missing.ts'
import type { Reference } from './references.ts'
import { ROOT_CA } from './references.ts'

/** A missing ConfigMap, Secret or key, for the words of its cause. */
interface MissingFacts {
  readonly kind: Reference['kind']
  readonly name: string
  readonly key: string | undefined
  readonly namespaceFlag: string
  readonly pod: string
  /** True if it exists now, but the kubelet has not retried yet. */
  readonly isSupplied: boolean
  readonly workload: { readonly kind: string; readonly name: string; readonly namespaceFlag: string }
  /** Sets the nearest existing name in the reference. */
  readonly patch: Patch | undefined
  /** The nearest existing name of an object or key. */
  readonly suggestion: string | undefined
  /** What should create the Secret. */
  readonly maker: SecretMaker | undefined
  /** The resource that writes the Secret whose key is missing. */
  readonly writer: SecretWriter | undefined
  /** Another namespace that has an object of this name. */
  readonly elsewhere: string | undefined
}

const CAUSES = {
  ConfigMap: { object: 'config-map-missing', key: 'config-map-key-missing' },
  Secret: { object: 'secret-missing', key: 'secret-key-missing' },
} as const

const CONTROLLER_MANAGER = { kind: 'Lease', namespace: 'kube-system', name: 'kube-controller-manager' }

/** What ends it once the missing object exists. */
const LOOKS_AGAIN = {
  container: 'the kubelet retries within a minute',
  volume: 'the kubelet retries within about two minutes',
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

function ifNear({ suggestion, workload, patch }: MissingFacts, what: string): readonly Step[] {
  if (suggestion === undefined) return []
  const text = `Use ${what} ${suggestion}, which exists, if that is the one you meant.`
  return patch === undefined ? [{ kind: 'change', text }] : patchStep(text, workload, patch)
}

/** Objects of another namespace may be copied, but the value of a Secret is not printed. */
function fromElsewhere({ kind, name, elsewhere }: MissingFacts): readonly Step[] {
  if (elsewhere === undefined) return []
  const text = `Namespace ${elsewhere} has a ${kind} ${name}, but pods can only use those of their own namespace.`
  return kind === 'ConfigMap'
    ? [{ kind: 'check', text, command: sh`kubectl get configmap ${name} -n ${elsewhere} -o yaml` }]
    : [{ kind: 'check', text, command: sh`kubectl get secret ${name} -n ${elsewhere}` }]
}

/** It exists now: it only remains to check that the pod starts. */
function suppliedWords(what: string, { pod, namespaceFlag: flag, workload }: MissingFacts): Words {
  return {
    title: `${what} now, but the kubelet has not retried yet`,
    why: `It was missing when the kubelet last tried to start the pods of ${workload.kind} ${workload.name}.`,
    fix: [{ kind: 'check', text: 'Check that the pod starts.', command: sh`kubectl get pod ${pod}${flag}` }],
  }
}

/** Published by the control plane, so it is not created manually. */
function rootCaWords({ name, workload }: MissingFacts): Words {
  return {
    title: `ConfigMap ${name} does not exist`,
    why: `kube-controller-manager publishes it in every namespace, and no pod that gets an API token starts without it, such as those of ${workload.kind} ${workload.name}.`,
    fix: [
      {
        kind: 'check',
        text: 'Find out why kube-controller-manager does not publish it: it may not be running, or its controller root-ca-cert-publisher is turned off or denied by an admission policy.',
        command: 'kubectl get pods -n kube-system -l component=kube-controller-manager',
      },
      { kind: 'change', text: 'Fix that; the controller then creates the ConfigMap on its own.' },
    ],
  }
}

function objectWords(facts: MissingFacts): Words {
  if (facts.isSupplied) return suppliedWords(`${facts.kind} ${facts.name} exists`, facts)
  if (facts.name === ROOT_CA) return rootCaWords(facts)
  const { kind, name, key, namespaceFlag: flag, workload, maker } = facts
  const what = kind === 'ConfigMap' ? 'configmap' : 'secret generic'
  const entry = key === undefined ? '<key>' : sh`${key}`
  return {
    title: `${kind} ${name} does not exist`,
    why: `${podsThat(workload, 'reference', 'references')} it and cannot start without it.${maker === undefined ? '' : ` ${makerText(maker)}`}`,
    fix: [
      ...ifNear(facts, kind),
      maker === undefined
        ? {
            kind: 'change',
            text: `Create the ${kind} with the keys that the workload needs.`,
            command: `kubectl create ${what} ${sh`${name}${flag}`} --from-literal=${entry}=<value>`,
          }
        : makerStep(maker),
      ...fromElsewhere(facts),
    ],
  }
}

function keyWords(facts: MissingFacts): Words {
  if (facts.isSupplied) return suppliedWords(`${facts.kind} ${facts.name} has key ${facts.key}`, facts)
  const { kind, name, key = '', namespaceFlag: flag, workload, writer } = facts
  return {
    title: `${kind} ${name} has no key ${key}`,
    why: `${podsThat(workload, 'read', 'reads')} that key and cannot start without it.`,
    fix: [
      ...ifNear(facts, 'key'),
      writer === undefined
        ? {
            kind: 'change',
            text: `Add key ${key} to the ${kind}.`,
            command:
              kind === 'ConfigMap'
                ? sh`kubectl patch configmap ${name}${flag} --type=merge -p '{"data":{"${key}":"'<value>'"}}'`
                : sh`kubectl patch secret ${name}${flag} --type=merge -p '{"stringData":{"${key}":"'<value>'"}}'`,
          }
        : writerStep(key, writer, flag),
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
  reads: ['ConfigMap', 'Secret', 'ExternalSecret', 'SealedSecret', 'Certificate', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    const { namespace = '' } = pod.metadata
    const workload = workloadOf(pod, cluster)
    return missingReferencesOf(pod, cluster).map(found => {
      const { reference, missing, evidence, since, isSaid, isSupplied, usual } = found
      const { kind, name } = reference
      const cause = CAUSES[kind][missing]
      const made = cause === 'secret-missing' && !isSupplied ? makerOf(name, namespace, cluster) : undefined
      const isPublished = name === ROOT_CA
      const suggestion = isSupplied ? undefined : suggestionFor(found, namespace, cluster)
      const path = missing === 'key' ? (reference.keyPath ?? reference.path) : reference.path
      const field: Field = {
        object: workload,
        path: `${podSpecPath(workload.kind)}.${path}`,
        value: missing === 'key' ? (reference.key ?? '') : name,
        ...(suggestion === undefined ? {} : { suggestion }),
      }
      return {
        cause,
        facts: {
          kind,
          name,
          key: reference.key,
          namespaceFlag: namespaceFlag(namespace),
          pod: pod.metadata.name,
          isSupplied,
          workload: changed(workload),
          patch: suggestion === undefined ? undefined : replacement(field, suggestion, cluster),
          suggestion,
          maker: made?.maker,
          writer: cause === 'secret-key-missing' ? writerOf(name, namespace, cluster) : undefined,
          elsewhere: cluster.named(kind, name).find(({ metadata }) => metadata.namespace !== namespace)?.metadata
            .namespace,
        },
        subject: { kind, namespace, name },
        explains: [refOf(pod)],
        container: reference.container,
        evidence: made === undefined ? evidence : [...evidence, ...made.evidence],
        since,
        usual,
        confidence: isSaid ? 'certain' : 'likely',
        ...(isPublished && { owner: 'platform' as const, because: [CONTROLLER_MANAGER] }),
        healing: isSupplied ? LOOKS_AGAIN[reference.volume === undefined ? 'container' : 'volume'] : undefined,
        field: isPublished ? undefined : field,
      }
    })
  },

  causes: {
    'config-map-missing': object({
      summary: 'A ConfigMap that the pod references does not exist',
      shows:
        'The container waits in CreateContainerConfigError (environment) or ContainerCreating with FailedMount events (volume): `configmap "…" not found`.',
      happens:
        'The ConfigMap was not applied, has another name (with a Kustomize hash suffix, for example), or is in another namespace.',
      fix: 'Apply the ConfigMap in the pod’s namespace, correct the name, or mark the reference `optional: true`. Once it exists, the kubelet starts the pod without a restart.',
      docs: ['https://kubernetes.io/docs/concepts/configuration/configmap/'],
    }),

    'config-map-key-missing': key({
      summary: 'The ConfigMap does not have the referenced key',
      shows:
        'The container waits in CreateContainerConfigError: `couldn’t find key … in ConfigMap …`; for a volume, FailedMount events say `references non-existent config key`.',
      happens: 'The key has a typo, or the ConfigMap was changed without the workloads that read it.',
      fix: 'Add the key to the ConfigMap, correct the reference, or mark it `optional: true`.',
      docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/'],
    }),

    'secret-missing': object({
      summary: 'A Secret that the pod references does not exist',
      shows:
        'The container waits in CreateContainerConfigError (environment) or ContainerCreating with FailedMount events (volume): `secret "…" not found`.',
      happens:
        'The Secret was not applied, has another name (with a Kustomize hash suffix, for example), or is in another namespace.',
      fix: 'Create the Secret in the pod’s namespace, correct the name, or mark the reference `optional: true`. Once it exists, the kubelet starts the pod without a restart.',
      docs: ['https://kubernetes.io/docs/concepts/configuration/secret/'],
    }),

    'secret-key-missing': key({
      summary: 'The Secret does not have the referenced key',
      shows:
        'The container waits in CreateContainerConfigError: `couldn’t find key … in Secret …`; for a volume, FailedMount events say `references non-existent secret key`.',
      happens: 'The key has a typo, or the Secret was changed without the workloads that read it.',
      fix: 'Add the key to the Secret, correct the reference, or mark it `optional: true`.',
      docs: ['https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/'],
    }),
  },
})

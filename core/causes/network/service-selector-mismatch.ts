import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { selectorText } from '../../cluster/selectors.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { createdAt } from '../../workloads/pods.ts'
import type { LabelMiss } from './service-pods.ts'
import { candidateCount, isIdleBeside, isSelectorMatched, labelMisses } from './service-pods.ts'

/** Labels that pods gain and lose at run time: a Service may be waiting for a pod to gain one. */
const TAKEN_ON = /role|leader|master|primary|replica|revision|hash|pod-name/i
/** Labels with one active value at a time: a Service of the other value may be idle on purpose. */
const ALTERNATING = /colou?r|slot|track|version|canary|stable|preview|instance$/i

/**
 * Control plane components that monitoring selects with its own Services: in a managed cluster their pods are not
 * visible.
 */
const CONTROL_PLANE = /^(?:kube-(?:apiserver|controller-manager|scheduler|proxy)|etcd)$/

function isOfControlPlane({ metadata, spec }: Kube<'Service'>): boolean {
  return (
    metadata.namespace === 'kube-system' && Object.values(spec?.selector ?? {}).some(value => CONTROL_PLANE.test(value))
  )
}

interface Guess {
  readonly key: string
  readonly value: string
  /** The selector's key that has to be removed instead. */
  readonly dropped: string | undefined
}

/** A value near to the required one, or the required one under another key. */
function guess(misses: readonly LabelMiss[]): Guess | undefined {
  for (const { key, nearest: value } of misses) {
    if (value !== undefined) return { key, value, dropped: undefined }
  }
  for (const { key: dropped, wanted, keys } of misses) {
    const [key] = keys
    if (key !== undefined) return { key, value: wanted, dropped }
  }
  return undefined
}

function selectorPatch(selector: Readonly<Record<string, string | null>>, name: string, namespaceFlag: string) {
  const patch = { spec: { selector } }
  return { command: withPatch(sh`kubectl patch service ${name}${namespaceFlag}`, patch), patch }
}

function select({ key, value, dropped }: Guess, name: string, namespaceFlag: string): Step {
  return {
    kind: 'change',
    text: `Select ${key}=${value}, which the pods have${dropped === undefined ? '' : `, instead of ${dropped}`}.`,
    ...selectorPatch({ [key]: value, ...(dropped === undefined ? {} : { [dropped]: null }) }, name, namespaceFlag),
  }
}

function leaveOut(key: string, name: string, namespaceFlag: string): Step {
  return {
    kind: 'change',
    text: `Remove ${key} from the selector: none of the pods that match the rest has this label.`,
    ...selectorPatch({ [key]: null }, name, namespaceFlag),
  }
}

/** Names of Services that are idle between two deployments. */
const IDLE = /(?:^|-)(?:canary|preview|standby|blue|green)$/i
const MAKERS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'] as const

/** True if pods and everything that creates pods was read, so that only the selector can be wrong. */
function sawAll(namespace: string, cluster: Cluster): boolean {
  return MAKERS.every(kind => cluster.seen(kind, namespace))
}

export default defineCause({
  id: 'service-selector-mismatch',
  stage: 'network',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The Service’s selector matches no pods',
    shows: 'The Service silently has no endpoints; clients get `connection refused` or 503.',
    happens:
      'A label has a typo, labels were renamed only in the pod template, or the Service is in a different namespace than its pods.',
    fix: 'Make the selector match the pod template’s labels. The Service and its pods must be in the same namespace.',
    docs: [
      'https://kubernetes.io/docs/concepts/services-networking/service/',
      'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/#does-the-service-have-any-endpointslices',
    ],
  },
  on: ['Service'],
  reads: ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'],

  detect(service, cluster) {
    const { selector = {}, type } = service.spec ?? {}
    const { namespace = '', deletionTimestamp } = service.metadata
    if (type === 'ExternalName' || deletionTimestamp !== undefined || isOfControlPlane(service)) return
    if (!cluster.seen('Pod', namespace) || isSelectorMatched(service, cluster)) return
    if (candidateCount(service, cluster) === 0) return
    const isAllSeen = sawAll(namespace, cluster)
    if (!isAllSeen && IDLE.test(service.metadata.name)) return
    const misses = labelMisses(service, cluster)
    const suspects = misses.length === 0 ? Object.keys(selector) : misses.map(({ key }) => key)
    if (suspects.some(key => TAKEN_ON.test(key))) return
    if (suspects.some(key => ALTERNATING.test(key)) && isIdleBeside(service, suspects, cluster)) return
    const near = guess(misses)
    const [miss, ...others] = misses
    const isOne = others.length === 0 && Object.keys(selector).length > 1
    const surplus = near === undefined && isOne && miss?.hasValues === false ? miss.key : undefined
    const only = isOne && miss?.only !== undefined ? { key: miss.key, value: miss.only, dropped: undefined } : undefined
    const found = near ?? only
    const isManaged = (service.metadata.ownerReferences ?? []).length > 0
    if (near === undefined && (isManaged || (surplus === undefined && !isAllSeen))) return
    const key = found?.dropped ?? found?.key ?? miss?.key ?? Object.keys(selector)[0] ?? ''
    return {
      facts: {
        name: service.metadata.name,
        namespaceFlag: namespaceFlag(namespace),
        selector: selectorText({ matchLabels: selector }),
        found,
        surplus,
      },
      subject: refOf(service),
      evidence: [fieldEvidence(service, 'spec.selector', selector)],
      confidence: near !== undefined && isAllSeen ? 'certain' : 'likely',
      since: createdAt(service),
      field: {
        object: refOf(service),
        path: `spec.selector.${key}`,
        value: selector[key] ?? '',
        ...(found === undefined || found.dropped !== undefined ? {} : { suggestion: found.value }),
      },
    }
  },

  explain({ name, namespaceFlag, selector, found, surplus }) {
    return {
      title: `the selector of Service ${name} (${selector}) matches no pods`,
      why: 'A Service without pods has no endpoints, so every connection to it fails.',
      fix: [
        ...(surplus === undefined ? [] : [leaveOut(surplus, name, namespaceFlag)]),
        found === undefined
          ? {
              kind: 'change',
              text: `${surplus === undefined ? 'Set' : 'Or set'} the selector to labels of the pod template.`,
              command: sh`kubectl edit service ${name}${namespaceFlag}`,
            }
          : select(found, name, namespaceFlag),
        ...(found === undefined
          ? [
              {
                kind: 'check' as const,
                text: 'List the pods’ labels.',
                command: sh`kubectl get pods${namespaceFlag} --show-labels`,
              },
            ]
          : []),
      ],
    }
  },
})

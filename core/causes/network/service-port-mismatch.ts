import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit, Words } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { nearest } from '../../nearest.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { brokenHops } from '../../workloads/crashes/reach.ts'
import type { TargetMiss } from '../../workloads/network/hops.ts'
import { ofFault } from '../../workloads/network/hops.ts'
import { otherProtocols, undeclaredPorts, unnamedPorts } from '../../workloads/network/ports.ts'
import { createdAt } from '../../workloads/pods.ts'

interface PortFacts {
  readonly name: string
  readonly namespaceFlag: string
  readonly target: string | number
  /** Names or numbers of the pods' ports. */
  readonly known: readonly string[]
  readonly isSaid: boolean
  readonly suggestion: string | undefined
  readonly protocols: { readonly own: string; readonly theirs: string } | undefined
  readonly index: number
}

function factsOf(
  { service, index, target, known, isSaid = false }: TargetMiss,
  protocol: string | undefined,
): PortFacts {
  const own = service.spec?.ports?.[index]?.protocol ?? 'TCP'
  const near = typeof target === 'string' ? nearest(target, known) : undefined
  return {
    name: service.metadata.name,
    namespaceFlag: namespaceFlag(service.metadata.namespace),
    target,
    known: known.slice(0, 8),
    isSaid,
    suggestion: protocol ?? near ?? (known.length === 1 ? known[0] : undefined),
    protocols: protocol === undefined ? undefined : { own, theirs: protocol },
    index,
  }
}

function hitOn(
  service: Kube<'Service'>,
  facts: PortFacts,
): Pick<Hit<PortFacts>, 'facts' | 'subject' | 'since' | 'field'> {
  const { protocols, index, target, suggestion } = facts
  return {
    facts,
    subject: refOf(service),
    since: createdAt(service),
    field: {
      object: refOf(service),
      path: `spec.ports[${index}].${protocols === undefined ? 'targetPort' : 'protocol'}`,
      value: protocols === undefined ? String(target) : protocols.own,
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  }
}

function* misdirected(service: Kube<'Service'>, cluster: Cluster) {
  if (service.spec?.type === 'ExternalName') return
  const isHeadless = service.spec?.clusterIP === 'None'
  const unnamed = unnamedPorts(service, cluster)
  const [miss] =
    unnamed.length > 0 || isHeadless
      ? unnamed
      : [...otherProtocols(service, cluster), ...undeclaredPorts(service, cluster)]
  if (miss === undefined) return
  const { index, target, declared, protocol } = miss
  const hit = hitOn(service, factsOf({ service, index, target, known: declared }, protocol))
  yield {
    ...hit,
    evidence: [fieldEvidence(service, hit.field?.path ?? '', hit.field?.value), ...miss.evidence],
    confidence: typeof target === 'string' ? ('certain' as const) : ('likely' as const),
  }
}

function explainProtocol({ name, namespaceFlag, target, index }: PortFacts, own: string, theirs: string): Words {
  const isNamed = typeof target === 'string'
  const patch = [{ op: 'add', path: `/spec/ports/${index}/protocol`, value: theirs }]
  return {
    title: isNamed
      ? `Service ${name} targets port ${target} with ${own}, but its pods declare it for ${theirs}`
      : `Service ${name} forwards to port ${target} over ${own} only, but it is a ${theirs} port`,
    why: isNamed
      ? `No container has a ${own} port ${target}, so the Service has no endpoints although its pods are ready.`
      : `A Service forwards only the protocol of its port, so ${theirs} connections to it fail.`,
    fix: [
      {
        kind: 'change',
        text: `Set the Service port’s protocol to ${theirs}${isNamed ? `, or declare the container port for ${own} if the app listens on that` : ''}.`,
        command: withPatch(sh`kubectl patch service ${name}${namespaceFlag}`, patch),
        patch,
      },
    ],
  }
}

function explain(facts: PortFacts): Words {
  const { name, namespaceFlag, target, known, isSaid, suggestion, protocols, index } = facts
  if (protocols !== undefined) return explainProtocol(facts, protocols.own, protocols.theirs)
  const value = /^\d+$/.test(suggestion ?? '') ? Number(suggestion) : suggestion
  const patch = [{ op: 'replace', path: `/spec/ports/${index}/targetPort`, value }]
  const verb = isSaid ? 'listen on' : 'declare'
  const has = known.length === 0 ? 'declare no ports' : `${verb} ${known.join(', ')}`
  return {
    title: `Service ${name} targets port ${target}, but its pods ${has}`,
    why:
      typeof target === 'string'
        ? `No container has a port named ${target}, so the Service has no endpoints although its pods are ready.`
        : `Nothing shows that the pods listen on ${target}, so connections to the Service are refused although the pods are ready.`,
    fix: [
      suggestion === undefined
        ? {
            kind: 'change',
            text: 'Set targetPort to the port the app listens on.',
            command: sh`kubectl edit service ${name}${namespaceFlag}`,
          }
        : {
            kind: 'change',
            text: `Set targetPort to ${suggestion}, the port that the pods ${verb}.`,
            command: withPatch(sh`kubectl patch service ${name}${namespaceFlag}`, patch),
            patch,
          },
    ],
  }
}

export default defineCause({
  id: 'service-port-mismatch',
  stage: 'network',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The Service’s targetPort is not a port of its pods',
    shows:
      'The pods are ready, but connections to the Service are refused. For a named port the EndpointSlice has addresses but no ports.',
    happens:
      'The Service has a port name that no container has, or a number the app does not listen on; often `port` and `targetPort` are mixed up.',
    fix: 'Set `targetPort` to the number or name of the port the container listens on.',
    docs: [
      'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
      'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/#is-the-service-defined-correctly',
    ],
  },
  on: ['Service', 'Pod'],
  reads: ['Pod'],
  atHop: ofFault('target-port', ({ miss }) => explain(factsOf(miss, miss.protocol))),

  *detect(object, cluster) {
    if (object.kind === 'Service') return yield* misdirected(object, cluster)
    for (const { hop, fault } of brokenHops(object, cluster)) {
      if (fault.kind !== 'target-port') continue
      yield {
        ...hitOn(fault.miss.service, factsOf(fault.miss, fault.miss.protocol)),
        explains: [fault.subject],
        evidence: hop.evidence,
        confidence: 'likely',
      }
    }
  },

  explain,
})

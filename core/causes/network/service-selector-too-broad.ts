import { fieldEvidence } from '../../evidence.ts'
import type { Hit, Words } from '../../finding.ts'
import { refOf, refText } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { brokenHops } from '../../workloads/crashes/reach.ts'
import { ofFault } from '../../workloads/network/hops.ts'
import { type Strays, straysOf } from '../../workloads/network/strays.ts'
import { createdAt } from '../../workloads/pods.ts'

interface Facts {
  readonly name: string
  readonly namespaceFlag: string
  readonly target: number
  readonly meant: ObjectRef
  readonly stray: ObjectRef
  /** The ports of the other pods. */
  readonly known: readonly number[]
  /** A label that only the intended pods have. */
  readonly label: readonly [string, string] | undefined
}

function factsOf({ service, target, meant, stray, known, label }: Strays): Facts {
  const { name, namespace } = service.metadata
  return {
    name,
    namespaceFlag: namespaceFlag(namespace),
    target,
    meant,
    stray,
    known: known.slice(0, 8),
    label,
  }
}

function hitOn(strays: Strays): Omit<Hit<Facts>, 'cause'> {
  const { service, label, evidence } = strays
  return {
    facts: factsOf(strays),
    subject: refOf(service),
    since: createdAt(service),
    evidence: [fieldEvidence(service, 'spec.selector', service.spec?.selector), ...evidence],
    confidence: strays.known.length === 0 ? 'possible' : 'likely',
    field: {
      object: refOf(service),
      path: label === undefined ? 'spec.selector' : `spec.selector[${label[0]}]`,
      ...(label === undefined ? {} : { suggestion: label[1] }),
    },
  }
}

function explain({ name, namespaceFlag, target, meant, stray, known, label }: Facts): Words {
  const patch = { spec: { selector: label === undefined ? {} : { [label[0]]: label[1] } } }
  return {
    title: `Service ${name} also selects the pods of ${refText(stray)}, ${known.length === 0 ? 'and nothing shows that they listen' : 'which do not listen'} on port ${target}`,
    why: `Its selector matches the pods of ${refText(meant)} and of ${refText(stray)}. ${known.length === 0 ? 'If the latter do not listen' : `The latter are known to listen on ${known.join(', ')}`}, ${known.length === 0 ? '' : 'so '}some connections are refused.`,
    fix: [
      label === undefined
        ? {
            kind: 'change',
            text: `Add a label to the selector that only the pods of ${meant.kind} ${meant.name} have.`,
            command: sh`kubectl edit service ${name}${namespaceFlag}`,
          }
        : {
            kind: 'change',
            text: `Select ${label[0]}=${label[1]} too, which only the pods of ${meant.kind} ${meant.name} have.`,
            command: withPatch(sh`kubectl patch service ${name}${namespaceFlag}`, patch),
            patch,
          },
    ],
  }
}

export default defineCause({
  id: 'service-selector-too-broad',
  stage: 'network',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The Service’s selector also matches the pods of another app',
    shows:
      'Some requests to a Service fail with `connection refused` or 502, and the rest succeed; its EndpointSlice has more addresses than the app has pods.',
    happens:
      'The selector uses a label that several workloads share, such as the release or the team, often because an app’s worker or cache has the same labels as its server.',
    fix: 'Add a label to the selector that only the server’s pods have.',
    docs: [
      'https://kubernetes.io/docs/concepts/services-networking/service/',
      'https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/',
    ],
  },
  on: ['Service', 'Pod'],
  reads: ['Pod'],
  atHop: ofFault('strays', fault => explain(factsOf(fault.strays))),

  *detect(object, cluster) {
    if (object.kind === 'Service') {
      // If nothing shows where they listen, only a refused client makes it more than a guess.
      const strays = straysOf(object, cluster).find(({ known }) => known.length > 0)
      if (strays !== undefined) yield hitOn(strays)
      return
    }
    for (const { fault } of brokenHops(object, cluster))
      if (fault.kind === 'strays') yield { ...hitOn(fault.strays), explains: [fault.subject] }
  },

  explain,
})

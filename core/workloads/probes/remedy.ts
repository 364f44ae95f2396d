import type { Step } from '../../words.ts'
import { containerPatch, patchStep } from '../template-patch.ts'
import type { ProbeFacts } from './failing.ts'
import { NO_COMMAND, NO_HEALTH_SERVICE } from './messages.ts'

/** The step that changes fields of the probe. */
export function probeStep(
  text: string,
  { kind, list, container, workload }: ProbeFacts,
  fields: object,
): readonly Step[] {
  const patch = containerPatch({ kind: workload.kind, list, container }, { [`${kind}Probe`]: fields })
  return patchStep(text, workload, patch)
}

/** The step that sets the scheme of an HTTP probe. */
function withScheme(facts: ProbeFacts, scheme: 'HTTP' | 'HTTPS'): readonly Step[] {
  return probeStep(`Set the probe’s scheme to ${scheme}.`, facts, { httpGet: { scheme } })
}

/** For httpGet probes the kubelet speaks HTTP/1.1, or HTTP/2 over TLS, never HTTP/2 in plain text. */
function byGrpc(facts: ProbeFacts): readonly Step[] {
  const { portNumber } = facts
  const text = 'Use a gRPC probe, if the app serves grpc.health.v1.Health on this port'
  const port: Step = { kind: 'change', text: 'Or use a tcpSocket probe, or httpGet on a port that speaks HTTP/1.1.' }
  if (portNumber === undefined) return [{ kind: 'change', text: `${text}; grpc.port takes a number.` }, port]
  return [...probeStep(`${text}.`, facts, { httpGet: null, grpc: { port: portNumber } }), port]
}

/** The fix for a probe that is itself wrong; undefined if the app has to respond differently. */
export function probeRemedy(facts: ProbeFacts): readonly Step[] | undefined {
  const { command, message, speaks } = facts
  if (facts.awaitedPeer !== undefined)
    return [
      {
        kind: 'change',
        text: `Set podManagementPolicy: Parallel, and publishNotReadyAddresses: true in the headless Service: until ${facts.pod} is ready its StatefulSet does not create ${facts.awaitedPeer}, which ${facts.pod} waits for according to its log. The policy cannot be changed in place: delete the StatefulSet with --cascade=orphan, which keeps its pods and claims, and apply it again.`,
      },
    ]
  if (NO_COMMAND.test(message)) {
    const text = `Use a probe that needs no program (httpGet, tcpSocket, grpc), or a command that is in the image: it runs ${command ?? ''}.`
    return [{ kind: 'change', text: text.slice(0, 400) }]
  }
  if (speaks === 'http2') return byGrpc(facts)
  if (speaks === 'https') return withScheme(facts, 'HTTPS')
  if (speaks === 'http')
    return [...withScheme(facts, 'HTTP'), { kind: 'change', text: 'Or make the app serve TLS on this port.' }]
  if (facts.refusesHost)
    return [
      { kind: 'change', text: 'Send a host that the app accepts: header Host in the probe’s httpGet.httpHeaders.' },
      {
        kind: 'change',
        text: 'Or let the app answer the probe’s path for any host (Django: ALLOWED_HOSTS, Rails: config.host_authorization): without the header the kubelet sends the pod’s address as the host.',
      },
    ]
  if (/statuscode: 40[13]\b/.test(message))
    return [
      {
        kind: 'change',
        text: 'Let the app serve the probe’s path without a login, or point the probe at a path that needs none. A fixed header can go into httpGet.httpHeaders, but everyone who can read pods sees it.',
      },
    ]
  if (/stopped after \d{1,3} redirects/.test(message))
    return [
      {
        kind: 'change',
        text: 'Point the probe at a path that does not redirect, for example to a login page or to HTTPS, with the scheme that the app expects.',
      },
    ]
  if (!NO_HEALTH_SERVICE.test(message)) return undefined
  return [
    { kind: 'change', text: 'Register the service grpc.health.v1.Health in the app, or use another kind of probe.' },
  ]
}

import { fieldEvidence } from '../../evidence.ts'
import { nearest } from '../../nearest.ts'
import { refOf, refText } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { undeclaredPorts, unnamedPorts } from '../../workloads/network/service-ports.ts'
import { createdAt } from '../../workloads/pods.ts'

export default defineCause({
  id: 'service-port-mismatch',
  stage: 'network',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The target port of the Service is not a port of its pods',
    shows:
      'The pods are ready and connections to the Service are refused. For a named port the EndpointSlice has addresses and no ports.',
    happens:
      'The Service names a port that no container names, or a number on which the program does not listen: often `port` and `targetPort` were mixed up.',
    fix: 'Set `targetPort` to the number, or the name, of the port on which the container listens.',
    docs: [
      'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
      'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/#is-the-service-defined-correctly',
    ],
  },
  on: ['Service'],
  reads: ['Pod'],

  detect(service, cluster) {
    if (service.spec?.type === 'ExternalName') return
    const isHeadless = service.spec?.clusterIP === 'None'
    const unnamed = unnamedPorts(service, cluster)
    const misses = unnamed.length > 0 || isHeadless ? unnamed : undeclaredPorts(service, cluster)
    const [miss] = misses
    if (miss === undefined) return
    const { index, port, target, declared, protocol, pod } = miss
    const own = service.spec?.ports?.[index]?.protocol ?? 'TCP'
    const [only] = declared
    const near = typeof target === 'string' ? nearest(target, declared) : undefined
    const suggestion = protocol ?? near ?? (declared.length === 1 ? only : undefined)
    const path = `spec.ports[${index}].${protocol === undefined ? 'targetPort' : 'protocol'}`
    const value = protocol === undefined ? String(target) : own
    const containers = (pod.spec?.containers ?? []).map(({ name = '', ports = [] }) => {
      const list = ports.map(p =>
        p.name === undefined ? `${p.containerPort ?? ''}` : `${p.name}=${p.containerPort ?? ''}`,
      )
      return `${name}: ${list.join(', ') || 'none'}`
    })
    return {
      facts: {
        name: service.metadata.name,
        place: placeOf(service.metadata.namespace),
        port,
        target,
        declared: declared.slice(0, 8),
        suggestion,
        protocols: protocol === undefined ? undefined : { own, theirs: protocol },
        index,
        pod: refText(refOf(pod)),
      },
      subject: refOf(service),
      evidence: [
        fieldEvidence(service, path, protocol === undefined ? target : own),
        fieldEvidence(pod, 'spec.containers[*].ports', containers.join('; ')),
      ],
      confidence: typeof target === 'string' ? 'certain' : 'likely',
      since: createdAt(service),
      field: {
        object: refOf(service),
        path,
        value,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    }
  },

  explain({ name, place, target, declared, suggestion, protocols, index }) {
    if (protocols !== undefined) {
      const { own, theirs } = protocols
      return {
        title: `Service ${name} sends ${own} to port ${target}, which its pods declare for ${theirs}`,
        why: `No container names a port ${target} of protocol ${own}, so the Service has no endpoint although its pods are ready.`,
        fix: [
          {
            text: `Let the Service send ${theirs}, or declare the container port for ${own} where the program listens so.`,
            command: sh`kubectl patch service ${name}${place} --type=json -p '[{"op":"add","path":"/spec/ports/${index}/protocol","value":"${theirs}"}]'`,
            patch: [{ op: 'add', path: `/spec/ports/${index}/protocol`, value: theirs }],
          },
        ],
      }
    }
    const value = suggestion !== undefined && /^\d+$/.test(suggestion) ? Number(suggestion) : suggestion
    const patch = [{ op: 'replace', path: `/spec/ports/${index}/targetPort`, value }]
    const has = declared.length === 0 ? 'declare no port' : `declare ${declared.join(', ')}`
    return {
      title: `Service ${name} sends to port ${target}, and its pods ${has}`,
      why:
        typeof target === 'string'
          ? `No container names a port ${target}, so the Service has no endpoint although its pods are ready.`
          : `Nothing shows that the pods listen on ${target}, so connections to the Service are refused although its pods are ready.`,
      fix: [
        suggestion === undefined
          ? {
              text: 'Set the target port to the one on which the program listens.',
              command: sh`kubectl edit service ${name}${place}`,
            }
          : {
              text: `Send to ${suggestion}, the port that the pods declare.`,
              command:
                typeof value === 'number'
                  ? sh`kubectl patch service ${name}${place} --type=json -p '[{"op":"replace","path":"/spec/ports/${index}/targetPort","value":${value}}]'`
                  : sh`kubectl patch service ${name}${place} --type=json -p '[{"op":"replace","path":"/spec/ports/${index}/targetPort","value":"${value ?? ''}"}]'`,
              patch,
            },
      ],
    }
  },
})

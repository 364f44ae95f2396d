import { fieldEvidence } from '../../evidence.ts'
import { pointerTo } from '../../patch/patch.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { backendMisses } from '../../workloads/network/ingresses.ts'
import { createdAt } from '../../workloads/pods.ts'

export default defineCause({
  id: 'ingress-backend-missing',
  stage: 'network',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The Ingress routes to a Service or port that does not exist',
    shows:
      'The ingress controller returns 503 or 404 for the route; `kubectl describe ingress` shows `<error: services "…" not found>`.',
    happens:
      'The Service name has a typo, was changed or belongs to another namespace, or the Ingress has the container’s port instead of the Service’s.',
    fix: 'Use a Service in the Ingress’s namespace and one of the ports in its `spec.ports`.',
    docs: ['https://kubernetes.io/docs/concepts/services-networking/ingress/'],
  },
  on: ['Ingress'],
  reads: ['Service'],

  detect(ingress, cluster) {
    if (ingress.metadata.deletionTimestamp !== undefined) return
    const misses = backendMisses(ingress, cluster)
    const [miss] = misses
    if (miss === undefined) return
    const { path, service, port, missing, suggestion, ports, route } = miss
    const portField = typeof port === 'string' ? 'name' : 'number'
    const field = missing === 'service' ? `${path}.service.name` : `${path}.service.port.${portField}`
    const value = missing === 'service' ? service : String(port ?? '')
    return {
      facts: {
        name: ingress.metadata.name,
        namespaceFlag: namespaceFlag(ingress.metadata.namespace),
        service,
        port,
        missing,
        suggestion,
        ports: ports.slice(0, 8),
        route,
        pointer: pointerTo(field),
        more: misses.length - 1,
      },
      subject: refOf(ingress),
      evidence: misses
        .slice(0, 4)
        .map(other =>
          other.missing === 'service'
            ? fieldEvidence(ingress, `${other.path}.service.name`, other.service)
            : fieldEvidence(ingress, `${other.path}.service.port`, `${other.service}:${other.port ?? ''}`),
        ),
      confidence: 'certain',
      since: createdAt(ingress),
      field: {
        object: refOf(ingress),
        path: field,
        value,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    }
  },

  explain({ name, namespaceFlag, service, port, missing, suggestion, ports, route, pointer, more }) {
    const also = more === 0 ? '' : ` (and ${more} more)`
    const value = missing === 'port' && typeof port === 'number' ? Number(suggestion) : suggestion
    const patch = [{ op: 'replace', path: pointer, value }]
    return {
      title:
        missing === 'service'
          ? `Ingress ${name} routes to Service ${service}, which does not exist${also}`
          : `Ingress ${name} routes to port ${port ?? ''} of Service ${service}, which has no such port${also}`,
      why: `The ingress controller has no backend for ${route}, so requests get an error.`,
      fix: [
        suggestion === undefined
          ? {
              kind: 'change',
              text:
                missing === 'service'
                  ? `Create Service ${service}, or use one that exists.`
                  : `Use one of the ports of Service ${service}: ${ports.join(', ') || 'none'}.`,
              command: sh`kubectl edit ingress ${name}${namespaceFlag}`,
            }
          : {
              kind: 'change',
              text: `Route to ${missing === 'service' ? 'Service' : 'port'} ${suggestion}, which exists.`,
              command: withPatch(sh`kubectl patch ingress ${name}${namespaceFlag}`, patch),
              patch,
            },
        ...(suggestion === undefined
          ? [
              {
                kind: 'check' as const,
                text: 'List the Services and their ports.',
                command: sh`kubectl get services${namespaceFlag}`,
              },
            ]
          : []),
      ],
    }
  },
})

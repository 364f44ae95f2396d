import type { Cluster } from '../../cluster/cluster.ts'
import { nearestNamed } from '../../cluster/names.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { absentController, CLASS_ANNOTATION, classOf, isTaken, isUnserved } from '../../workloads/network/ingresses.ts'
import { createdAt } from '../../workloads/pods.ts'

/** Milliseconds in which a controller without an IngressClass usually shows signs of itself. */
const USUAL = { annotation: 270_000, nothing: 30_000, field: undefined } as const

/** The controller of its class, if it is not running. */
function unservedBy(ingress: Kube<'Ingress'>, cluster: Cluster): string | undefined {
  return createdAt(ingress) === undefined ? undefined : absentController(classOf(ingress).name ?? '', cluster)
}

export default defineCause({
  id: 'ingress-class-missing',
  stage: 'network',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'The Ingress’s class does not exist, or no controller serves it',
    shows: 'The Ingress never gets an address and has no events; its hosts return 404 or do not respond.',
    happens:
      '`ingressClassName` has a typo, the ingress controller is not installed, or neither the Ingress nor the cluster sets a class.',
    fix: 'Use a class that `kubectl get ingressclass` lists, mark one as the default, or install the controller.',
    docs: [
      'https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class',
      'https://kubernetes.io/docs/concepts/services-networking/ingress-controllers/',
    ],
  },
  on: ['Ingress'],
  reads: ['IngressClass', 'Namespace', 'Node', 'Pod', 'Event'],

  detect(ingress, cluster) {
    if (ingress.metadata.deletionTimestamp !== undefined || isTaken(ingress, cluster)) return
    const controller = unservedBy(ingress, cluster)
    if (controller === undefined && !isUnserved(ingress, cluster)) return
    const { name, by } = classOf(ingress)
    const classes = cluster
      .list('IngressClass')
      .map(({ metadata }) => metadata.name)
      .filter(each => absentController(each, cluster) === undefined)
    const [only, ...others] = classes
    const near =
      name === undefined || controller !== undefined
        ? undefined
        : nearestNamed(name, 'IngressClass', undefined, cluster)
    const suggestion = near ?? (others.length === 0 ? only : undefined)
    const path = by === 'annotation' ? `metadata.annotations['${CLASS_ANNOTATION}']` : 'spec.ingressClassName'
    return {
      facts: {
        ingress: ingress.metadata.name,
        namespaceFlag: namespaceFlag(ingress.metadata.namespace),
        className: name,
        controller,
        classes: classes.slice(0, 8),
        suggestion,
        isAnnotation: by === 'annotation',
      },
      subject: refOf(ingress),
      evidence: [
        fieldEvidence(ingress, path, name ?? 'not set'),
        fieldEvidence(ingress, 'status.loadBalancer', 'no address'),
      ],
      confidence: by === 'field' && controller === undefined ? 'certain' : 'likely',
      since: createdAt(ingress),
      usual: USUAL[by],
      field: {
        object: refOf(ingress),
        path,
        ...(name === undefined ? {} : { value: name }),
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    }
  },

  explain({ ingress, namespaceFlag, className, controller, classes, suggestion, isAnnotation }) {
    const patch = {
      ...(isAnnotation ? { metadata: { annotations: { [CLASS_ANNOTATION]: null } } } : {}),
      spec: { ingressClassName: suggestion },
    }
    return {
      title:
        controller !== undefined
          ? `no controller (${controller}) of ingress class ${className ?? ''} runs in the cluster`
          : className === undefined
            ? `Ingress ${ingress} has no class, and the cluster has no default class`
            : `ingress class ${className} of Ingress ${ingress} does not exist`,
      why: 'No ingress controller handles the Ingress, so its hosts are not served.',
      fix: [
        suggestion === undefined
          ? classes.length === 0
            ? {
                kind: 'change',
                text:
                  controller === undefined
                    ? 'Install an ingress controller: the cluster has no ingress class.'
                    : `Install or start the ingress controller ${controller}.`,
              }
            : {
                kind: 'change',
                text: `Use one of the existing classes: ${classes.join(', ')}.`,
                command: sh`kubectl edit ingress ${ingress}${namespaceFlag}`,
              }
          : {
              kind: 'change',
              text: `Use class ${suggestion}, which exists.`,
              command: withPatch(sh`kubectl patch ingress ${ingress}${namespaceFlag}`, patch),
              patch,
            },
        ...(suggestion === undefined
          ? [{ kind: 'check' as const, text: 'List the ingress classes.', command: 'kubectl get ingressclass' }]
          : []),
      ],
    }
  },
})

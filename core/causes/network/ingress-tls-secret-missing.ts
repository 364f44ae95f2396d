import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { Names } from '../../nearest.ts'
import { BUDGETS } from '../../patience.ts'
import { refOf, refTo } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { certificateLack } from '../../workloads/network/ingresses.ts'
import { createdAt } from '../../workloads/pods.ts'
import { makerOf, makerStep, makerText } from '../../workloads/secret-makers.ts'

/** Annotations that ask a certificate manager to create the Secret. */
const MANAGED =
  /^(?:cert-manager\.io|acme\.cert-manager\.io|certmanager\.k8s\.io|cert\.gardener\.cloud)\/|^kubernetes\.io\/tls-acme$/
/** Milliseconds in which a certificate should be issued. */
const ISSUING = 10 * 60_000

/** Names of Secrets that may hold a certificate. */
function certificates(secrets: readonly Kube<'Secret'>[]): Names {
  const fitting = secrets.filter(({ type }) => type === undefined || type === 'kubernetes.io/tls')
  return new Names(fitting.map(({ metadata }) => metadata.name))
}

export default defineCause({
  id: 'ingress-tls-secret-missing',
  stage: 'network',
  owner: 'app',
  patience: {
    why: 'cert-manager takes to issue a requested certificate (10m), or another step to create the Secret (30s)',
    seconds: ({ isManaged }) => (isManaged ? ISSUING / 1000 : BUDGETS.soon.seconds),
  },
  text: {
    summary: 'The Ingress’s TLS Secret does not exist, or holds no certificate',
    shows:
      'Browsers get the controller’s default certificate; the controller’s log says that the Secret was not found.',
    happens:
      'The Secret was not created, has another name or is in another namespace, has its certificate under other keys than `tls.crt` and `tls.key`, or cert-manager failed to create it.',
    fix: 'Create a Secret of type `kubernetes.io/tls` in the Ingress’s namespace, or find out why no certificate is issued.',
    docs: ['https://kubernetes.io/docs/concepts/services-networking/ingress/#tls'],
  },
  on: ['Ingress'],
  reads: ['Secret', 'ExternalSecret', 'SealedSecret', 'Certificate'],

  detect(ingress, cluster) {
    const { namespace = '', annotations = {}, deletionTimestamp } = ingress.metadata
    if (deletionTimestamp !== undefined) return
    const entries = (ingress.spec?.tls ?? []).map(({ secretName, hosts = [] }, index) => ({ secretName, hosts, index }))
    const missing = entries.flatMap(({ secretName = '', ...entry }) => {
      const lacks = secretName === '' ? undefined : certificateLack(namespace, secretName, cluster)
      return lacks === undefined ? [] : [{ ...entry, secretName, lacks }]
    })
    const first = missing.find(({ lacks }) => lacks.length === 0) ?? missing[0]
    if (first === undefined) return
    const isAbsent = first.lacks.length === 0
    const suggestion = isAbsent
      ? cluster.of(cluster.list('Secret', namespace), certificates).nearest(first.secretName)
      : undefined
    const isManaged = Object.keys(annotations).some(key => MANAGED.test(key))
    const made = isAbsent ? makerOf(first.secretName, namespace, cluster) : undefined
    const path = `spec.tls[${first.index}].secretName`
    return {
      facts: {
        ingress: ingress.metadata.name,
        namespaceFlag: namespaceFlag(namespace),
        secret: first.secretName,
        lacks: first.lacks,
        index: first.index,
        hosts: first.hosts.slice(0, 4),
        more: missing.length - 1,
        suggestion,
        isManaged: isManaged || made?.maker.kind === 'Certificate',
        maker: made?.maker,
      },
      subject: refOf(ingress),
      evidence: [
        ...missing
          .slice(0, 4)
          .flatMap(({ secretName, index, lacks }) => [
            fieldEvidence(ingress, `spec.tls[${index}].secretName`, secretName),
            ...(lacks.length === 0
              ? []
              : [fieldEvidence(refTo('Secret', namespace, secretName), 'data', `no ${lacks.join(', ')}`)]),
          ]),
        ...(made?.evidence ?? []),
      ],
      confidence: 'certain',
      since: createdAt(ingress),
      field: {
        object: refOf(ingress),
        path,
        value: first.secretName,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    }
  },

  explain({ ingress, namespaceFlag, secret, lacks, index, hosts, more, suggestion, isManaged, maker }) {
    const patch = [{ op: 'replace', path: `/spec/tls/${index}/secretName`, value: suggestion }]
    const also = more === 0 ? '' : ` (and ${more} more)`
    const served = hosts.length === 0 ? 'its hosts' : hosts.join(', ')
    return {
      title:
        lacks.length === 0
          ? `TLS Secret ${secret} of Ingress ${ingress} does not exist${also}`
          : `TLS Secret ${secret} of Ingress ${ingress} has no ${lacks.join(' and ')}${also}`,
      why: `The ingress controller has no certificate for ${served}, so clients get a different one and reject it.${maker === undefined ? '' : ` ${makerText(maker)}`}`,
      fix: [
        ...(suggestion === undefined
          ? []
          : [
              {
                kind: 'change' as const,
                text: `Use Secret ${suggestion}, which exists, if that is the one you meant.`,
                command: withPatch(sh`kubectl patch ingress ${ingress}${namespaceFlag}`, patch),
                patch,
              },
            ]),
        maker !== undefined
          ? makerStep(maker)
          : isManaged
            ? {
                kind: 'check',
                text: 'cert-manager issues it; check the progress.',
                command: sh`kubectl get certificates,certificaterequests,orders,challenges${namespaceFlag}`,
              }
            : lacks.length > 0
              ? {
                  kind: 'change',
                  text: 'Store the certificate as tls.crt and its key as tls.key, in a Secret of type kubernetes.io/tls.',
                  command: sh`kubectl edit secret ${secret}${namespaceFlag}`,
                }
              : {
                  kind: 'change',
                  text: `Create Secret ${secret} from the certificate and its key.`,
                  command: `${sh`kubectl create secret tls ${secret}${namespaceFlag}`} --cert=<file> --key=<file>`,
                },
      ],
    }
  },
})

import { fieldEvidence } from '../../evidence.ts'
import { CLUSTER, defineClusterCause } from '../../rule.ts'

/** How a connection fails, in words, and what to look at. */
const FAILURES = {
  name: {
    what: 'its host name cannot be resolved',
    fix: 'Check the server address of the kubeconfig and the DNS of the machine that asks; a private cluster’s name may resolve only inside its network.',
  },
  refused: {
    what: 'the connection is refused',
    fix: 'Check the address and port of the kubeconfig, and that the kube-apiserver runs.',
  },
  timeout: {
    what: 'it does not answer in time',
    fix: 'Check firewalls, authorised networks and VPN between the machine that asks and the API server, and the load of the API server.',
  },
  tls: {
    what: 'its certificate is rejected',
    fix: 'Check certificate-authority-data and the server name of the kubeconfig, and whether the API server’s certificate has expired.',
  },
  other: { what: 'the request fails', fix: 'See the message, and the log of the kube-apiserver.' },
} as const

export default defineClusterCause({
  id: 'api-server-unreachable',
  stage: 'control-plane',
  owner: 'platform',
  patience: 'none',
  text: {
    summary: 'The API server cannot be reached',
    shows:
      'Every kubectl command fails: `no such host`, `connection refused`, `i/o timeout`, `x509: certificate signed by unknown authority`.',
    happens:
      'The kubeconfig names another address, the network keeps the machine from it, the certificate does not fit, or the control plane is down.',
    fix: 'Make `kubectl get --raw /readyz` work from the machine that asks; on the control plane node look at the kube-apiserver’s container and log.',
    docs: [
      'https://kubernetes.io/docs/tasks/debug/debug-cluster/',
      'https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster/',
    ],
  },

  detect(cluster) {
    const failure = cluster.snapshot.controlPlane?.failure
    if (failure === undefined || failure.kind === 'unauthorized' || failure.kind === 'forbidden') return
    return {
      facts: {
        kind: failure.kind,
        request: failure.request,
        message: failure.message,
        isPartial: cluster.snapshot.objects.length > 0,
      },
      isOpen: true,
      evidence: [fieldEvidence(CLUSTER, failure.request, failure.message)],
    }
  },

  explain({ kind, request, message, isPartial }) {
    const { what, fix } = FAILURES[kind]
    return {
      title: `the API server cannot be reached: ${what}`,
      why: `${isPartial ? 'What was read is incomplete' : 'Nothing can be said of the workloads'}, because ${request} failed: ${message.slice(0, 300)}.`,
      fix: [
        { kind: 'check', text: fix },
        { kind: 'check', text: 'See whether it answers.', command: 'kubectl get --raw /readyz' },
      ],
    }
  },
})

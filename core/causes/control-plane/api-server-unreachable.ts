import { fieldEvidence } from '../../evidence.ts'
import { CLUSTER, defineClusterCause } from '../../rule.ts'

/** Connection failures in words, with what to check. */
const FAILURES = {
  name: {
    what: 'its host name does not resolve',
    fix: 'Check the server address in the kubeconfig and DNS on this machine; the name of a private cluster may resolve only inside its network.',
  },
  refused: {
    what: 'connection refused',
    fix: 'Check the address and port in the kubeconfig, and that kube-apiserver is running.',
  },
  timeout: {
    what: 'the request times out',
    fix: 'Check firewalls, authorized networks and VPN between this machine and the API server, and the API server’s load.',
  },
  tls: {
    what: 'its certificate is rejected',
    fix: 'Check certificate-authority-data and the server name in the kubeconfig, and whether the API server’s certificate has expired.',
  },
  other: { what: 'the request fails', fix: 'Read the error message and the kube-apiserver log.' },
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
      'The kubeconfig has another address, the network blocks the connection, the certificate does not match, or the control plane is down.',
    fix: 'Make `kubectl get --raw /readyz` work from the client machine; on the control-plane node check the kube-apiserver container and its log.',
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
      why: `${isPartial ? 'What was read is incomplete' : 'The workloads cannot be diagnosed'}, because ${request} failed: ${message.slice(0, 300)}.`,
      fix: [
        { kind: 'check', text: fix },
        { kind: 'check', text: 'Test whether it responds.', command: 'kubectl get --raw /readyz' },
      ],
    }
  },
})

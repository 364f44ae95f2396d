import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { parseImage } from '../../workloads/images/image-name.ts'
import { detectPull } from './image-pull-hit.ts'
import { sandboxWords } from './sandbox-image.ts'

export default defineCause({
  id: 'registry-tls-error',
  stage: 'image',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'The registry’s certificate is not trusted, or it speaks plain HTTP',
    shows:
      'The container waits in ErrImagePull or ImagePullBackOff; the event says `x509: …` or `server gave HTTP response to HTTPS client`.',
    happens:
      'A registry with a certificate of a private authority, an expired one, one for another name, or a registry without TLS.',
    fix: 'Give the nodes’ container runtime the authority’s certificate (containerd: `/etc/containerd/certs.d/HOST/hosts.toml`), renew the certificate, or declare the registry as plain HTTP there.',
    docs: ['https://kubernetes.io/docs/concepts/containers/images/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectPull(pod, cluster, 'registry-tls-error'),

  explain({ image, container, message, sandbox }) {
    if (sandbox !== undefined) return sandboxWords(sandbox, `registry ${parseImage(image).registry} is not trusted`)
    const { registry } = parseImage(image)
    const isPlain = /HTTP response to HTTPS client|does not look like a TLS handshake/i.test(message)
    return {
      title: `registry ${registry} is not trusted: ${isPlain ? 'it speaks plain HTTP' : 'its certificate is refused'}`,
      why: `The container runtime refuses to pull ${image} over this connection, so container ${container} does not start.`,
      fix: [
        {
          text: isPlain
            ? 'Serve the registry over TLS, or declare it as plain HTTP in the container runtime of every node.'
            : 'Give the container runtime of every node the certificate authority of the registry, or renew its certificate.',
          command: sh`openssl s_client -connect ${registry.includes(':') ? registry : `${registry}:443`} -servername ${registry.replace(/:.*$/, '')} </dev/null`,
        },
      ],
    }
  },
})

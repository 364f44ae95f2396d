import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectCrash } from './crash-hit.ts'

export default defineCause({
  id: 'app-certificate-invalid',
  stage: 'crash',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'The log says that TLS verification of a server that the program calls fails',
    shows:
      'The container crashes, or runs and fails at its job; its log says `x509: certificate signed by unknown authority`, `certificate has expired`, `CERTIFICATE_VERIFY_FAILED`, `PKIX path building failed`, …',
    happens:
      'The certificate has expired, is signed by a CA that the image does not trust, or is for another host name than the one that is called.',
    fix: 'Renew the certificate of the server, give the program the CA bundle that signed it, or call the server by a name that the certificate holds.',
    docs: ['https://kubernetes.io/docs/tasks/tls/managing-tls-in-a-cluster/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectCrash(pod, cluster, 'app-certificate-invalid'),

  explain({ container, named, pod, workload, isRunning, logOption }) {
    const host = named['host'] ?? named['address']
    const target = host === undefined ? 'a server' : `${host}${named['port'] === undefined ? '' : `:${named['port']}`}`
    return {
      title: `container ${container} does not trust the certificate of ${target}`,
      why: `TLS verification fails, so the program ${isRunning ? 'never gets an answer' : 'ends'}.`,
      fix: [
        {
          text: 'Renew the certificate if it has expired; otherwise mount the CA bundle that signed it, or use a host name that it holds.',
          ...(host !== undefined && {
            command: sh`kubectl exec ${pod} -c ${container}${workload.place} -- openssl s_client -connect ${`${host}:${named['port'] ?? '443'}`} -servername ${host}`,
          }),
        },
        {
          text: 'Read the whole log.',
          command: sh`kubectl logs ${pod} -c ${container}${logOption}${workload.place}`,
        },
      ],
    }
  },
})

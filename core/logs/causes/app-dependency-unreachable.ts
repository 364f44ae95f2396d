import { command as sh } from '../../shell.ts'
import { adviceFor } from '../../workloads/network/advice.ts'
import { consequence, defineLogCause } from '../log-cause.ts'

export default defineLogCause({
  id: 'app-dependency-unreachable',
  owner: 'app',
  patience: 'slow',
  specificity: 11,
  mayWait: true,
  running: 'other-end',
  isUnreached: true,
  explainedBy: {
    anywhere: [
      'rbac-forbidden',
      'app-heap-exhausted',
      'app-disk-full',
      'app-authentication-failed',
      'app-certificate-invalid',
      'app-name-resolution-failed',
    ],
  },
  text: {
    summary: 'A dependency refuses connections or times out',
    shows:
      'The container crashes, or runs without becoming ready; its log says `connection refused`, `ECONNREFUSED`, `i/o timeout` or `no route to host`.',
    happens:
      'The database, broker or service is not up yet, listens on another port, has no ready pods, or is blocked by a NetworkPolicy or firewall.',
    fix: 'Start the dependency or correct its address. If it starts later than the app, make the app wait and retry.',
    docs: ['https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/'],
  },
  atHop: (fault, said) =>
    fault.kind === 'service-port'
      ? {
          title: said,
          why: 'Connections to a port that the Service does not have are dropped or refused.',
          fix: [{ kind: 'change', text: adviceFor(fault) ?? 'Correct the port.' }],
        }
      : undefined,

  explain(facts) {
    const { container, named, pod, workload, logOption, deadEnd } = facts
    const host = named['host'] ?? named['address']
    const target =
      host === undefined
        ? (named['service'] ?? 'a dependency')
        : `${host}${named['port'] === undefined ? '' : `:${named['port']}`}`
    const status = named['status']
    return {
      title:
        status === undefined
          ? `container ${container} cannot reach ${target}`
          : `${target} answers container ${container} with HTTP ${status}`,
      why:
        deadEnd === undefined
          ? consequence(
              facts,
              status === undefined ? 'a dependency does not respond' : 'what it depends on answers with an error',
            )
          : consequence(facts, `nothing can respond there (${deadEnd.text})`),
      fix: [
        deadEnd === undefined
          ? {
              kind: 'check',
              text:
                status === undefined
                  ? 'Check that the dependency is running and ready, and listens on that address and port.'
                  : 'See in the log of what answers why it fails.',
            }
          : { kind: 'change', text: deadEnd.advice },
        {
          kind: 'check',
          text: 'Read the whole log.',
          command: sh`kubectl logs ${pod} -c ${container}${logOption}${workload.namespaceFlag}`,
        },
      ],
    }
  },
})

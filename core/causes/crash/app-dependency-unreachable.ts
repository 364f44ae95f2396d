import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { adviceFor, deadEndOf, reachedFrom } from '../../workloads/crashes/reach.ts'
import { detectCrash } from './crash-hit.ts'

export default defineCause({
  id: 'app-dependency-unreachable',
  stage: 'crash',
  owner: 'app',
  patience: 'slow',
  text: {
    summary: 'The log says that a dependency refuses connections or times out',
    shows:
      'The container crashes, or runs without becoming ready; its log says `connection refused`, `ECONNREFUSED`, `i/o timeout` or `no route to host`.',
    happens:
      'The database, broker or service is not there yet, listens on another port, has no ready pods, or a NetworkPolicy or firewall lies between.',
    fix: 'Bring the dependency up or correct its address. If it only comes up later, the program should wait and try again.',
    docs: ['https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/'],
  },
  atHop: (fault, said) =>
    fault.kind === 'service-port'
      ? {
          title: said,
          why: 'The Service drops or refuses connections to a port that it does not have.',
          fix: [{ text: adviceFor(fault) ?? 'Correct the port.' }],
        }
      : undefined,
  on: ['Pod'],
  reads: [
    'ReplicaSet',
    'Job',
    'Service',
    'EndpointSlice',
    'NetworkPolicy',
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'Namespace',
    'Node',
  ],

  detect(pod, cluster) {
    return detectCrash(pod, cluster, 'app-dependency-unreachable').map(hit => ({
      ...hit,
      facts: { ...hit.facts, deadEnd: deadEndOf(pod, hit.facts.container, hit.facts.named, cluster) },
      because: reachedFrom(pod, hit.facts.container, hit.facts.named, cluster),
    }))
  },

  explain({ container, named, pod, workload, isRunning, logOption, deadEnd }) {
    const host = named['host'] ?? named['address']
    const target =
      host === undefined
        ? (named['service'] ?? 'a dependency')
        : `${host}${named['port'] === undefined ? '' : `:${named['port']}`}`
    return {
      title: `container ${container} cannot reach ${target}`,
      why:
        deadEnd === undefined
          ? `The program ${isRunning ? 'waits' : 'ends'} because what it depends on does not answer.`
          : `The program ${isRunning ? 'waits' : 'ends'} because nothing can answer there: ${deadEnd.text}.`,
      fix: [
        { text: deadEnd?.advice ?? 'Check that the dependency runs, is ready, and listens on that address and port.' },
        {
          text: 'Read the whole log.',
          command: sh`kubectl logs ${pod} -c ${container}${logOption}${workload.place}`,
        },
      ],
    }
  },
})

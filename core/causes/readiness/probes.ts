import { defineFamily } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { reachedFrom } from '../../workloads/crashes/reach.ts'
import type { ProbeFacts } from '../../workloads/failing-probes.ts'
import { failingProbes, probePatience } from '../../workloads/failing-probes.ts'
import { shortAnswer } from '../../workloads/probes/messages.ts'
import { containerPatch } from '../../workloads/template-patch.ts'

const CAUSES = {
  port: 'probe-port-mismatch',
  path: 'probe-path-not-found',
  timeout: 'probe-timeout',
  answer: 'readiness-probe-failing',
} as const

const DOCS = ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/']

export default defineFamily<'Pod', Record<(typeof CAUSES)[keyof typeof CAUSES], ProbeFacts>>({
  family: 'probes',
  stage: 'readiness',
  on: ['Pod'],
  reads: [
    'ReplicaSet',
    'Job',
    'Service',
    'NetworkPolicy',
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'Namespace',
    'Node',
  ],

  /** A program's own answer to a liveness or startup probe is of the crash stage: the kubelet kills for it. */
  detect: (pod, cluster) =>
    failingProbes(pod, cluster).flatMap(({ fault, kind, hit }) => {
      if (fault !== 'answer') return { cause: CAUSES[fault], ...hit }
      if (kind !== 'readiness') return []
      const because = reachedFrom(pod, hit.container ?? '', {}, cluster)
      return { cause: CAUSES.answer, ...hit, ...(because.length > 0 && { because }) }
    }),

  causes: {
    'probe-port-mismatch': {
      owner: 'app',
      patience: probePatience(120),
      text: {
        summary: 'A probe asks a port that the container does not listen on',
        shows: 'The pod is not ready or restarts; events say `… probe failed: … connect: connection refused`.',
        happens: 'The program listens on another port than the probe asks, or only on 127.0.0.1.',
        fix: 'Set the probe’s port to the one that the program listens on; a named port keeps both in step.',
        docs: DOCS,
      },
      explain({ container, kind, port = '?', declared, listens, kills, workload, message }) {
        /** A name instead of a number is that of a declared port. */
        const isOther = declared.length === 1 && /^\d+$/.test(port) && String(declared[0]) !== port
        const isUnknownName = /strconv\.Atoi|port "[^"]{1,63}" not found/.test(message)
        return {
          title: `the ${kind} probe of container ${container} asks port ${port}, ${isUnknownName ? 'a name that no port of the container has' : 'where nothing listens'}`,
          why: `${kills ? 'The kubelet kills the container for it' : 'The pod never becomes ready'}${declared.length === 0 ? '' : `; the container declares port ${declared.join(', ')}`}.`,
          fix: [
            listens !== undefined || isOther
              ? {
                  text: `Set the port of the probe to ${listens ?? declared[0]}${listens === undefined ? '' : ', on which the program’s log says that it listens'}.`,
                  command: sh`kubectl edit ${workload.kind.toLowerCase()}/${workload.name}${workload.namespaceFlag}`,
                }
              : isUnknownName
                ? { text: `Name a port of the container ${port}, or ask the probe’s port by its number.` }
                : {
                    text: 'Set the port of the probe to the one that the program listens on, on all addresses and not only on 127.0.0.1.',
                  },
          ],
        }
      },
    },

    'probe-path-not-found': {
      owner: 'app',
      patience: probePatience(),
      text: {
        summary: 'A probe asks a path that the application answers with 404',
        shows: 'The pod is not ready or restarts; events say `… probe failed: HTTP probe failed with statuscode: 404`.',
        happens: 'The path was renamed, has a prefix, or the probe asks another server in the container.',
        fix: 'Set the probe’s path to one that the application serves.',
        docs: DOCS,
      },
      explain: ({ container, kind, path, kills }) => ({
        title: `the ${kind} probe of container ${container} asks ${path ?? '/'}, which answers 404`,
        why: `${kills ? 'The kubelet kills the container for it.' : 'The pod never becomes ready, and the rollout waits for it.'}`,
        fix: [{ text: `Set httpGet.path of the ${kind} probe to a path that the application serves.` }],
      }),
    },

    'probe-timeout': {
      owner: 'app',
      patience: probePatience(60),
      text: {
        summary: 'A probe times out',
        shows:
          'The pod is not ready or restarts; events say `… probe failed: … context deadline exceeded` or `command timed out`.',
        happens:
          'The application answers more slowly than `timeoutSeconds` (1 s unless set), is starved of CPU by its limit, or hangs.',
        fix: 'Make the endpoint faster, raise `timeoutSeconds`, or raise the CPU limit.',
        docs: DOCS,
      },
      explain: ({ container, list, kind, timeout, kills, workload }) => ({
        title: `the ${kind} probe of container ${container} gets no answer within ${timeout} s`,
        why: `${kills ? 'The kubelet kills the container for it.' : 'The pod never becomes ready, and the rollout waits for it.'}`,
        fix: [
          {
            text: 'Give the probe more time, or make the endpoint faster.',
            patch: containerPatch(
              { kind: workload.kind, list, container },
              { [`${kind}Probe`]: { timeoutSeconds: Math.max(5, timeout * 3) } },
            ),
          },
        ],
      }),
    },

    'readiness-probe-failing': {
      owner: 'app',
      patience: probePatience(60),
      text: {
        summary: 'The application answers the readiness probe with failure',
        shows:
          'The pod is Running but not ready; events say `Readiness probe failed: HTTP probe failed with statuscode: 503` or show the output of the command.',
        happens:
          'The application says itself that it is not ready: a dependency is missing, a migration is not done, or the probe asks for more than it should.',
        fix: 'Ask the probe’s endpoint by hand and read the log: the application knows why it is not ready.',
        docs: DOCS,
      },
      explain: ({ container, path, port, scheme, command, message, workload, pod, isStarting }) => ({
        title: `container ${container} does not pass its readiness probe${shortAnswer(message)}`,
        why: `The pod gets no traffic and the rollout waits for it.`,
        fix: [
          isStarting
            ? {
                kind: 'check',
                text: 'See in the log how far its start has got and what it waits for: it does not say that it listens.',
                command: sh`kubectl logs ${pod} -c ${container}${workload.namespaceFlag}`,
              }
            : path === undefined
              ? {
                  text:
                    command === undefined
                      ? 'Ask the application why it is not ready.'
                      : `Run the command of the probe by hand: ${command}`,
                }
              : {
                  text: 'Ask the endpoint of the probe by hand and read what it answers.',
                  command: sh`kubectl port-forward pod/${pod} 8080:${port ?? '80'}${workload.namespaceFlag} & curl -ik ${scheme}://127.0.0.1:8080${path}`,
                },
        ],
      }),
    },
  },
})

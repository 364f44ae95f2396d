import { defineFamily } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { reachedFrom } from '../../workloads/crashes/reach.ts'
import type { ProbeFacts } from '../../workloads/failing-probes.ts'
import { failingProbes, probePatience } from '../../workloads/failing-probes.ts'
import { PATH_KINDS } from '../../workloads/network/path.ts'
import { shortAnswer } from '../../workloads/probes/messages.ts'
import { containerPatch, patchStep } from '../../workloads/template-patch.ts'

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
  reads: [...PATH_KINDS, 'Job'],

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
        summary: 'A probe targets a port that the container does not listen on',
        shows: 'The pod is not ready or restarts; events say `… probe failed: … connect: connection refused`.',
        happens: 'The program listens on another port than the probe targets, or only on 127.0.0.1.',
        fix: 'Set the probe’s port to the one that the program listens on; a named port keeps both in step.',
        docs: DOCS,
      },
      explain({ container, list, kind, port = '?', declared, listens, handler, kills, workload, message }) {
        /** A name instead of a number is that of a declared port. */
        const isOther = declared.length === 1 && /^\d+$/.test(port) && String(declared[0]) !== port
        const isUnknownName = /strconv\.Atoi|port "[^"]{1,63}" not found/.test(message)
        const only = declared.length === 1 && (isOther || isUnknownName) ? declared[0] : undefined
        const better = listens ?? only
        return {
          title: `the ${kind} probe of container ${container} targets port ${port}, ${isUnknownName ? 'a name that no port of the container has' : 'but nothing is listening'}`,
          why: `${kills ? 'The kubelet kills the container for it' : 'The pod never becomes ready'}${declared.length === 0 ? '' : `; the container declares port ${declared.join(', ')}`}.`,
          fix: [
            ...(better === undefined
              ? []
              : patchStep(
                  `Set the port of the probe to ${better}${listens === undefined ? ', which the container declares' : ', on which the program’s log says that it listens'}.`,
                  workload,
                  containerPatch(
                    { kind: workload.kind, list, container },
                    { [`${kind}Probe`]: { [Object.keys(handler)[0] ?? 'httpGet']: { port: better } } },
                  ),
                )),
            ...(better !== undefined
              ? []
              : [
                  {
                    kind: 'change' as const,
                    text: isUnknownName
                      ? `Name a port of the container ${port}, or set the probe’s port to a number.`
                      : 'Set the port of the probe to the one that the program listens on, on all addresses and not only on 127.0.0.1.',
                  },
                ]),
          ],
        }
      },
    },

    'probe-path-not-found': {
      owner: 'app',
      patience: probePatience(),
      text: {
        summary: 'A probe gets 404 for its path',
        shows: 'The pod is not ready or restarts; events say `… probe failed: HTTP probe failed with statuscode: 404`.',
        happens: 'The path was renamed, has a prefix, or the probe reaches another server in the container.',
        fix: 'Set the probe’s path to one that the application serves.',
        docs: DOCS,
      },
      explain: ({ container, kind, path, kills, workload }) => ({
        title: `the ${kind} probe of container ${container} on ${path ?? '/'} returns 404`,
        why: `${kills ? 'The kubelet kills the container for it.' : 'The pod never becomes ready, and the rollout waits for it.'}`,
        fix: [
          {
            kind: 'change',
            text: `Set httpGet.path of the ${kind} probe to a path that the application serves.`,
            command: sh`kubectl edit ${workload.kind.toLowerCase()}/${workload.name}${workload.namespaceFlag}`,
            changesWorkload: true,
          },
        ],
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
        title: `the ${kind} probe of container ${container} times out after ${timeout}s`,
        why: `${kills ? 'The kubelet kills the container for it.' : 'The pod never becomes ready, and the rollout waits for it.'}`,
        fix: [
          ...patchStep(
            `Give the probe ${Math.max(5, timeout * 3)}s to answer.`,
            workload,
            containerPatch(
              { kind: workload.kind, list, container },
              { [`${kind}Probe`]: { timeoutSeconds: Math.max(5, timeout * 3) } },
            ),
          ),
          { kind: 'change', text: 'Or make the endpoint faster, or raise the CPU limit if it is throttled.' },
        ],
      }),
    },

    'readiness-probe-failing': {
      owner: 'app',
      patience: probePatience(60),
      text: {
        summary: 'The application fails its readiness probe',
        shows:
          'The pod is Running but not ready; events say `Readiness probe failed: HTTP probe failed with statuscode: 503` or show the output of the command.',
        happens:
          'The application says itself that it is not ready: a dependency is missing, a migration is not done, or the probe asks for more than it should.',
        fix: 'Request the probe’s endpoint by hand and read the log: the application knows why it is not ready.',
        docs: DOCS,
      },
      explain: ({ container, path, port, scheme, command, message, workload, pod, isStarting }) => ({
        title: `container ${container} fails its readiness probe${shortAnswer(message)}`,
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
                  kind: 'check',
                  text:
                    command === undefined
                      ? 'See in the log why the application is not ready.'
                      : `Run the command of the probe by hand: ${command}`,
                  ...(command === undefined && {
                    command: sh`kubectl logs ${pod} -c ${container}${workload.namespaceFlag}`,
                  }),
                }
              : {
                  kind: 'check',
                  text: 'Request the endpoint of the probe from a debugging container in the pod, and read the answer.',
                  ...(/^\d+$/.test(port ?? '') && {
                    command: sh`kubectl debug ${pod}${workload.namespaceFlag} -it --image=curlimages/curl -- curl -isk ${scheme}://127.0.0.1:${port ?? ''}${path}`,
                  }),
                },
          { kind: 'change', text: 'Fix what the application waits for; the answer or its log names it.' },
        ],
      }),
    },
  },
})

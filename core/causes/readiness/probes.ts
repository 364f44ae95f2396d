import { defineFamily } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { reachedFrom } from '../../workloads/crashes/reach.ts'
import { PATH_KINDS } from '../../workloads/network/path.ts'
import type { ProbeFacts } from '../../workloads/probes/failing.ts'
import { failingProbes, probePatience } from '../../workloads/probes/failing.ts'
import { shortAnswer } from '../../workloads/probes/messages.ts'
import { probeRemedy, probeStep } from '../../workloads/probes/remedy.ts'

const CAUSES = {
  port: 'probe-port-mismatch',
  path: 'probe-path-not-found',
  timeout: 'probe-timeout',
  answer: 'readiness-probe-failing',
} as const

const DOCS = ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/']

type Consequence = Pick<ProbeFacts, 'kind' | 'kills' | 'isReady' | 'failureThreshold'>

/** The consequence for the container, a sentence without a full stop. */
function consequenceOf({ kind, kills, isReady, failureThreshold }: Consequence): string {
  if (kills) return 'The kubelet kills the container'
  if (!isReady) return 'The pod never becomes ready, so the rollout waits'
  return kind === 'liveness'
    ? `The container keeps running only because the probe may fail ${failureThreshold} times in a row`
    : 'While it fails, the pod gets no traffic'
}

export default defineFamily<'Pod', Record<(typeof CAUSES)[keyof typeof CAUSES], ProbeFacts>>({
  family: 'probes',
  stage: 'readiness',
  on: ['Pod'],
  reads: [...PATH_KINDS, 'Job'],

  /**
   * An app's own failing response to a liveness or startup probe belongs to the crash stage: the kubelet kills the
   * container.
   */
  detect: (pod, cluster) =>
    failingProbes(pod, cluster).flatMap(({ fault, kind, hit }) => {
      if (fault !== 'answer') return { cause: CAUSES[fault], ...hit }
      if (kind !== 'readiness') return []
      const because = reachedFrom(pod, hit.container ?? '', {}, cluster)
      return { cause: CAUSES.answer, ...hit, because }
    }),

  causes: {
    'probe-port-mismatch': {
      owner: 'app',
      patience: probePatience(120),
      text: {
        summary: 'A probe targets a port that the container does not listen on',
        shows: 'The pod is not ready or restarts; events say `… probe failed: … connect: connection refused`.',
        happens: 'The app listens on a different port than the probe targets, or only on 127.0.0.1.',
        fix: 'Set the probe’s port to the one the app listens on; a named port keeps them in sync.',
        docs: DOCS,
      },
      explain(facts) {
        const { container, kind, port = '?', declared, listens, isLoopback, handler, message } = facts
        /** A name instead of a number refers to a declared port. */
        const [first, ...others] = declared
        const isOther = /^\d+$/.test(port) && String(first) !== port
        const isUnknownName = /strconv\.Atoi|port "[^"]{1,63}" not found/.test(message)
        const only = others.length === 0 && (isOther || isUnknownName) ? first : undefined
        const better = listens ?? only
        const found = isUnknownName
          ? 'but the container has no port of that name'
          : isLoopback
            ? 'but the app listens only on the loopback address'
            : 'but nothing is listening'
        return {
          title: `the ${kind} probe of container ${container} targets port ${port}, ${found}`,
          why: `${consequenceOf(facts)}${declared.length === 0 ? '' : `; the container declares port ${declared.join(', ')}`}.`,
          fix: [
            ...(better === undefined
              ? []
              : probeStep(
                  `Set the probe’s port to ${better}${listens === undefined ? ', which the container declares' : ', which the app listens on according to its log'}.`,
                  facts,
                  { [Object.keys(handler)[0] ?? 'httpGet']: { port: better } },
                )),
            ...(better !== undefined
              ? []
              : [
                  {
                    kind: 'change' as const,
                    text: isLoopback
                      ? `Make the app listen on all addresses (0.0.0.0 or [::]) instead of 127.0.0.1: probes and Services connect to the pod’s address.`
                      : isUnknownName
                        ? `Name a port of the container ${port}, or set the probe’s port to a number.`
                        : 'Set the probe’s port to the one the app listens on; the app must listen on all addresses, not only on 127.0.0.1.',
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
        summary: 'A probe returns 404 for its path',
        shows: 'The pod is not ready or restarts; events say `… probe failed: HTTP probe failed with statuscode: 404`.',
        happens: 'The path was renamed, has a prefix, or the probe reaches another server in the container.',
        fix: 'Set the probe’s path to one that the app serves.',
        docs: DOCS,
      },
      explain: ({ container, kind, path, workload, ...facts }) => ({
        title: `the ${kind} probe of container ${container} on ${path ?? '/'} returns 404`,
        why: `${consequenceOf({ kind, ...facts })}.`,
        fix: [
          {
            kind: 'change',
            text: `Set httpGet.path of the ${kind} probe to a path that the app serves.`,
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
          'The app takes longer to respond than `timeoutSeconds` (1s by default), is throttled by its CPU limit, or hangs.',
        fix: 'Make the endpoint faster, raise `timeoutSeconds`, or raise the CPU limit.',
        docs: DOCS,
      },
      explain(facts) {
        const { container, kind, timeout } = facts
        const timeoutSeconds = Math.max(5, timeout * 3)
        return {
          title: `the ${kind} probe of container ${container} times out after ${timeout}s`,
          why: `${consequenceOf(facts)}.`,
          fix: [
            ...probeStep(`Raise the probe’s timeoutSeconds to ${timeoutSeconds}.`, facts, { timeoutSeconds }),
            { kind: 'change', text: 'Or make the endpoint faster, or raise the CPU limit if it is throttled.' },
          ],
        }
      },
    },

    'readiness-probe-failing': {
      owner: 'app',
      patience: probePatience(60),
      text: {
        summary: 'The app fails its readiness probe',
        shows:
          'The pod is Running but not ready; events say `Readiness probe failed: HTTP probe failed with statuscode: 503` or show the command’s output.',
        happens:
          'The app reports that it is not ready: a dependency is missing, a migration has not finished, or the probe checks too much.',
        fix: 'Request the probe’s endpoint yourself and read the response and the log; they usually say why the app is not ready.',
        docs: DOCS,
      },
      explain(facts) {
        const { container, path, port, scheme, command, workload, pod, isStarting } = facts
        return {
          title: `container ${container} fails its readiness probe${shortAnswer(facts)}`,
          why: facts.isReady ? `${consequenceOf(facts)}.` : 'The pod gets no traffic, so the rollout waits.',
          fix: probeRemedy(facts) ?? [
            isStarting
              ? {
                  kind: 'check',
                  text: 'Check the log to see how far startup has come and what the app is waiting for: it has not logged that it listens.',
                  command: sh`kubectl logs ${pod} -c ${container}${workload.namespaceFlag}`,
                }
              : path === undefined
                ? command === undefined
                  ? {
                      kind: 'check',
                      text: 'Check the log to see why the app is not ready.',
                      command: sh`kubectl logs ${pod} -c ${container}${workload.namespaceFlag}`,
                    }
                  : { kind: 'check', text: `Run the probe’s command yourself: ${command}` }
                : {
                    kind: 'check',
                    text: 'Request the probe’s endpoint from a debug container in the pod, and read the response.',
                    ...(/^\d+$/.test(port ?? '') && {
                      command: sh`kubectl debug ${pod}${workload.namespaceFlag} -it --image=curlimages/curl -- curl -isk ${scheme}://127.0.0.1:${port ?? ''}${path}`,
                    }),
                  },
            { kind: 'change', text: 'Fix what the app is waiting for; see the response or the log.' },
          ],
        }
      },
    },
  },
})

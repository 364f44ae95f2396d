import { defineFamily } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import type { ProbeFacts } from '../../workloads/failing-probes.ts'
import { failingProbes, probePatience } from '../../workloads/failing-probes.ts'
import { shortAnswer } from '../../workloads/probes/messages.ts'
import { containerPatch } from '../../workloads/template-patch.ts'

const DOCS = ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/']

export default defineFamily<'Pod', Record<'liveness-probe-failing' | 'startup-probe-failing', ProbeFacts>>({
  family: 'probe-kills',
  stage: 'crash',
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) =>
    failingProbes(pod, cluster).flatMap(({ fault, kind, hit }) =>
      fault === 'answer' && kind !== 'readiness' ? { cause: `${kind}-probe-failing` as const, ...hit } : [],
    ),

  causes: {
    'liveness-probe-failing': {
      owner: 'app',
      patience: probePatience(),
      text: {
        summary: 'The liveness probe fails and the kubelet kills the container',
        shows:
          'The container restarts again and again; events say `Container … failed liveness probe, will be restarted`.',
        happens:
          'The program hangs or answers with an error, the probe asks too much (a database behind it), or it begins before the program is up.',
        fix: 'Make the probe ask only whether the program lives, give it `initialDelaySeconds` or a startup probe, and find out why the program does not answer.',
        docs: DOCS,
      },
      explain({ container, list, message, budget, command, pod, workload, isStarting, handler }) {
        const logs = sh`kubectl logs ${pod} -c ${container} --previous${workload.namespaceFlag}`
        if (isStarting)
          return {
            title: `the liveness probe kills container ${container} before it has come up${shortAnswer(message)}`,
            why: `The program takes longer to start than the ${budget} s that its liveness probe allows, so each start ends like the one before.`,
            fix: [
              {
                text: 'Give it a startup probe that allows for the slowest start: until that succeeds the liveness probe is not asked.',
                patch: containerPatch(
                  { kind: workload.kind, list, container },
                  {
                    startupProbe: {
                      ...handler,
                      periodSeconds: 10,
                      failureThreshold: Math.max(30, Math.ceil((4 * budget) / 10)),
                    },
                  },
                ),
              },
              { kind: 'check', text: 'See in the log how far it gets before it is killed.', command: logs },
            ],
          }
        return {
          title: `the liveness probe of container ${container} fails${shortAnswer(message)}`,
          why: `The kubelet kills the container once the probe has failed for ${budget} s.`,
          fix: [
            {
              text: 'Find out why the program does not answer the probe; give it a startup probe if it only needs longer to start.',
              command: logs,
            },
            ...(command === undefined
              ? []
              : [{ text: `Run the command of the probe by hand: ${command.slice(0, 300)}` }]),
          ],
        }
      },
    },

    'startup-probe-failing': {
      owner: 'app',
      patience: probePatience(),
      text: {
        summary: 'The startup probe never succeeds',
        shows:
          'The container restarts again and again; events say `Container … failed startup probe, will be restarted`.',
        happens: 'The program needs longer to start than failureThreshold × periodSeconds allows, or never comes up.',
        fix: 'Raise `failureThreshold` or `periodSeconds` to cover the slowest start, and make sure that the probe asks the right port and path.',
        docs: DOCS,
      },
      explain: ({ container, list, budget, failureThreshold, workload: { kind }, message, kills }) => ({
        title: kills
          ? `container ${container} does not come up within the ${budget} s of its startup probe${shortAnswer(message)}`
          : `container ${container} has not passed its startup probe yet${shortAnswer(message)}`,
        why: kills
          ? 'The kubelet kills it before it is ready and starts it again, so it never gets further.'
          : `The kubelet waits ${budget} s for that and asks no other probe before, so the pod is not ready.`,
        fix: [
          ...(kills
            ? [
                {
                  text: 'Give it more time: raise failureThreshold.',
                  patch: containerPatch(
                    { kind, list, container },
                    { startupProbe: { failureThreshold: Math.max(30, 3 * failureThreshold) } },
                  ),
                },
              ]
            : []),
          { text: `Check in the log how far the program gets${kills ? ' before it is killed' : ''}.` },
        ],
      }),
    },
  },
})

import { defineFamily } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import type { ProbeFacts } from '../../workloads/failing-probes.ts'
import { failingProbes, probePatience } from '../../workloads/failing-probes.ts'
import { shortAnswer } from '../../workloads/probes/messages.ts'
import { containerPatch, patchStep } from '../../workloads/template-patch.ts'

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
          'The program hangs or answers with an error, the probe checks too much (a database behind it), or it begins before the program is up.',
        fix: 'Make the probe check only whether the program is alive, give it `initialDelaySeconds` or a startup probe, and find out why the program does not answer.',
        docs: DOCS,
      },
      explain({ container, list, message, budget, command, pod, workload, isStarting, handler }) {
        const logs = sh`kubectl logs ${pod} -c ${container} --previous${workload.namespaceFlag}`
        if (isStarting)
          return {
            title: `liveness probe kills container ${container} before it is up${shortAnswer(message)}`,
            why: `The program takes longer to start than the ${budget}s that its liveness probe allows, so it is killed on every start.`,
            fix: [
              ...patchStep(
                'Give it a startup probe that allows for the slowest start: the liveness probe does not run until that succeeds.',
                workload,
                containerPatch(
                  { kind: workload.kind, list, container },
                  {
                    startupProbe: {
                      ...handler,
                      periodSeconds: 10,
                      failureThreshold: Math.max(30, Math.ceil((4 * budget) / 10)),
                    },
                  },
                ),
              ),
              { kind: 'check', text: 'See in the log how far it gets before it is killed.', command: logs },
            ],
          }
        return {
          title: `the liveness probe of container ${container} fails${shortAnswer(message)}`,
          why: `The kubelet kills the container once the probe has failed for ${budget}s.`,
          fix: [
            {
              kind: 'check',
              text: 'See in the log why the program does not answer the probe.',
              command: logs,
            },
            ...(command === undefined
              ? []
              : [{ kind: 'check' as const, text: `Run the command of the probe by hand: ${command.slice(0, 300)}` }]),
            {
              kind: 'change',
              text: 'Fix what the log shows; give it a startup probe if it only needs longer to start.',
            },
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
        fix: 'Raise `failureThreshold` or `periodSeconds` to cover the slowest start, and make sure that the probe has the right port and path.',
        docs: DOCS,
      },
      explain: ({ container, list, budget, failureThreshold, workload, message, kills, pod }) => ({
        title: kills
          ? `container ${container} does not start within the ${budget}s of its startup probe${shortAnswer(message)}`
          : `container ${container} has not passed its startup probe yet${shortAnswer(message)}`,
        why: kills
          ? 'The kubelet kills it before it is ready and restarts it, so it never gets further.'
          : `The kubelet waits ${budget}s for that and runs no other probe before, so the pod is not ready.`,
        fix: [
          ...(kills
            ? [
                ...patchStep(
                  'Give it more time: raise failureThreshold.',
                  workload,
                  containerPatch(
                    { kind: workload.kind, list, container },
                    { startupProbe: { failureThreshold: Math.max(30, 3 * failureThreshold) } },
                  ),
                ),
              ]
            : []),
          {
            kind: 'check',
            text: `See in the log how far the program gets${kills ? ' before it is killed' : ''}.`,
            command: sh`kubectl logs ${pod} -c ${container}${kills ? ' --previous' : ''}${workload.namespaceFlag}`,
          },
        ],
      }),
    },
  },
})

import { defineFamily } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import type { ProbeFacts } from '../../workloads/probes/failing.ts'
import { failingProbes, probePatience } from '../../workloads/probes/failing.ts'
import { shortAnswer } from '../../workloads/probes/messages.ts'
import { probeRemedy } from '../../workloads/probes/remedy.ts'
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
        shows: 'The container keeps restarting; events say `Container … failed liveness probe, will be restarted`.',
        happens:
          'The app hangs or returns an error, the probe checks too much (such as a database), or it starts before the app is up.',
        fix: 'Make the probe check only whether the app is alive, add `initialDelaySeconds` or a startup probe, and find out why the app does not respond.',
        docs: DOCS,
      },
      explain(facts) {
        const { container, list, budget, command, pod, workload, isStarting, handler, hasEnded } = facts
        const logs = sh`kubectl logs ${pod} -c ${container}${hasEnded ? ' --previous' : ''}${workload.namespaceFlag}`
        if (isStarting)
          return {
            title: `liveness probe kills container ${container} before it is up${shortAnswer(facts)}`,
            why: `The app takes longer to start than the ${budget}s its liveness probe allows, so it is killed on every start.`,
            fix: [
              ...patchStep(
                'Add a startup probe that allows for the slowest start; the liveness probe does not run until it succeeds.',
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
              { kind: 'check', text: 'Check the log to see how far it gets before it is killed.', command: logs },
            ],
          }
        return {
          title: `the liveness probe of container ${container} fails${shortAnswer(facts)}`,
          why: `The kubelet kills the container once the probe has failed for ${budget}s.`,
          fix: probeRemedy(facts) ?? [
            {
              kind: 'check',
              text: 'Check the log to see why the app does not respond to the probe.',
              command: logs,
            },
            ...(command === undefined
              ? []
              : [{ kind: 'check' as const, text: `Run the probe’s command yourself: ${command.slice(0, 300)}` }]),
            {
              kind: 'change',
              text: 'Fix what the log shows; add a startup probe if the app only needs longer to start.',
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
        shows: 'The container keeps restarting; events say `Container … failed startup probe, will be restarted`.',
        happens: 'The app needs longer to start than failureThreshold × periodSeconds allows, or never starts.',
        fix: 'Raise `failureThreshold` or `periodSeconds` to cover the slowest start, and check the probe’s port and path.',
        docs: DOCS,
      },
      explain(facts) {
        const { container, list, budget, failureThreshold, workload, kills, pod, hasEnded } = facts
        return {
          title: kills
            ? `container ${container} does not start within the ${budget}s of its startup probe${shortAnswer(facts)}`
            : `container ${container} has not passed its startup probe yet${shortAnswer(facts)}`,
          why: kills
            ? 'The kubelet kills and restarts it before it is ready, so it never gets further.'
            : `The kubelet waits ${budget}s for it and runs no other probe until then, so the pod is not ready.`,
          fix: probeRemedy(facts) ?? [
            ...(kills
              ? patchStep(
                  'Raise failureThreshold to allow more time.',
                  workload,
                  containerPatch(
                    { kind: workload.kind, list, container },
                    { startupProbe: { failureThreshold: Math.max(30, 3 * failureThreshold) } },
                  ),
                )
              : []),
            {
              kind: 'check',
              text: `Check the log to see how far the app gets${kills ? ' before it is killed' : ''}.`,
              command: sh`kubectl logs ${pod} -c ${container}${hasEnded ? ' --previous' : ''}${workload.namespaceFlag}`,
            },
          ],
        }
      },
    },
  },
})

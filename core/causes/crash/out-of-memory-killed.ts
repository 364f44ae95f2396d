import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { containerPatch, isSettable, remake } from '../../workloads/template-patch.ts'
import { detectCrash } from './crash-hit.ts'

/** Twice a memory quantity in its own unit; undefined where it has no plain number. */
function doubled(quantity: string): string | undefined {
  const [, number, unit] = /^(\d{1,15})([A-Za-z]{0,2})$/.exec(quantity) ?? []
  return number === undefined ? undefined : `${Number(number) * 2}${unit ?? ''}`
}

export default defineCause({
  id: 'out-of-memory-killed',
  stage: 'crash',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The container exceeds its memory limit',
    shows: 'The container ends with reason OOMKilled and exit code 137, again and again.',
    happens:
      'The limit is below what the program needs at its start or under load, a runtime sizes its heap by the node instead of the limit, or the program leaks.',
    fix: 'Raise `resources.limits.memory`, or make the runtime respect it (`-XX:MaxRAMPercentage`, `--max-old-space-size`, `GOMEMLIMIT`).',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectCrash(pod, cluster, 'out-of-memory-killed').map(hit => ({
      ...hit,
      field: {
        object: hit.workload,
        path: `${hit.path}.resources.limits.memory`,
        ...(hit.facts.memoryLimit === undefined ? {} : { value: hit.facts.memoryLimit }),
      },
    }))
  },

  explain({ container, list, memoryLimit, workload }) {
    const limit = memoryLimit === undefined ? 'the memory of the node' : `its memory limit of ${memoryLimit}`
    const raised = memoryLimit === undefined ? undefined : doubled(memoryLimit)
    return {
      title: `container ${container} exceeds ${limit}`,
      why: `The kernel kills its process each time it goes beyond.`,
      fix: [
        ...(raised === undefined
          ? []
          : [
              {
                text: `Raise the limit to what the program needs, for example ${raised}.`,
                ...(isSettable(workload.kind) && {
                  command: sh`kubectl set resources ${workload.kind.toLowerCase()}/${workload.name} -c ${container} --limits=memory=${raised}${workload.place}`,
                }),
                patch: containerPatch(
                  { kind: workload.kind, list, container },
                  { resources: { limits: { memory: raised } } },
                ),
              },
            ]),
        ...(raised === undefined ? [] : remake(workload.kind)),
        { text: 'Or make the program need less: let its runtime size the heap by the limit of the container.' },
      ],
    }
  },
})

import { defineCause } from '../../rule.ts'
import { detectCrash } from './crash-hit.ts'

export default defineCause({
  id: 'app-heap-exhausted',
  stage: 'crash',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'The log says that the runtime ran out of heap within the container’s limit',
    shows:
      'The container crashes without OOMKilled; its log says `JavaScript heap out of memory`, `java.lang.OutOfMemoryError`, `MemoryError`, …',
    happens: 'The runtime’s own heap limit is below what the program needs, while the container’s limit has room.',
    fix: 'Raise the runtime’s heap limit (`--max-old-space-size`, `-Xmx`, `-XX:MaxRAMPercentage`) and, if needed, the container’s memory limit.',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectCrash(pod, cluster, 'app-heap-exhausted').map(hit => ({
      ...hit,
      field: {
        object: hit.workload,
        path: `${hit.path}.resources.limits.memory`,
        ...(hit.facts.memoryLimit === undefined ? {} : { value: hit.facts.memoryLimit }),
      },
    }))
  },

  explain({ container, memoryLimit }) {
    return {
      title: `the runtime in container ${container} runs out of heap`,
      why: `It ends at its own heap limit${memoryLimit === undefined ? '' : `, within the memory limit of ${memoryLimit}`}, before the kernel would kill it.`,
      fix: [
        {
          text: 'Raise the heap limit of the runtime (NODE_OPTIONS=--max-old-space-size, JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage), and the memory limit with it where it is too close.',
        },
      ],
    }
  },
})

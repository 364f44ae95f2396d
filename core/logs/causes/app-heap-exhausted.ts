import { defineLogCause } from '../log-cause.ts'

export default defineLogCause({
  id: 'app-heap-exhausted',
  owner: 'app',
  patience: 'stuck',
  specificity: 3,
  mayWait: false,
  running: 'own',
  field: ({ memoryLimit }) => ({ path: 'resources.limits.memory', value: memoryLimit }),
  text: {
    summary: 'The runtime runs out of heap within the container’s memory limit',
    shows:
      'The container crashes without OOMKilled; its log says `JavaScript heap out of memory`, `java.lang.OutOfMemoryError`, `MemoryError`, …',
    happens: 'The runtime’s own heap limit is below what the app needs, although the container’s limit has room.',
    fix: 'Raise the runtime’s heap limit (`--max-old-space-size`, `-Xmx`, `-XX:MaxRAMPercentage`) and, if needed, the container’s memory limit.',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/'],
  },

  wordings: [
    {
      // `rabbit_alarm` of RabbitMQ: publishers wait until it clears.
      id: 'rabbitmq-memory-alarm',
      words: ['alarm'],
      pattern: /\bmemory resource limit alarm set on node\b/,
    },
  ],

  explain({ container, memoryLimit, often }) {
    const within = memoryLimit === undefined ? '' : `, within the memory limit of ${memoryLimit}`
    return {
      title: `the runtime in container ${container} runs out of heap`,
      why:
        often === undefined
          ? `It exits at its own heap limit${within}, before the kernel would kill it.`
          : `It reaches its own heap limit${within}, and goes on after what it was doing has failed: ${often}.`,
      fix: [
        {
          kind: 'change',
          text: 'Raise the heap limit of the runtime (NODE_OPTIONS=--max-old-space-size, JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage), and the memory limit too if it is close to that.',
        },
      ],
    }
  },
})

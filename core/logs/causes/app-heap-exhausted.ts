import type { Words } from '../../words.ts'
import { consequence, defineLogCause, type ProgramFacts, readLog } from '../log-cause.ts'

/** The words for a limit other than the heap. */
function otherLimit(facts: ProgramFacts): Words | undefined {
  const { container, named } = facts
  const limit = named['limit'] ?? ''
  if (/native thread/.test(limit))
    return {
      title: `container ${container} cannot start another thread`,
      why: consequence(facts, 'it has reached its thread limit, or has no memory for another thread'),
      fix: [
        {
          kind: 'check',
          text: 'Find out which threads it keeps starting. The limit is the maximum number of processes, or the memory outside the heap.',
        },
        readLog(facts),
      ],
    }
  if (!limit.startsWith('fork')) return undefined
  return {
    title: `container ${container} lacks the memory to fork the process that saves its data`,
    why: consequence(facts, 'its data in memory cannot be copied'),
    fix: [
      { kind: 'change', text: 'Raise the memory limit, or keep less data: the copy may need as much memory again.' },
      readLog(facts),
    ],
  }
}

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

  explain(facts) {
    const { container, memoryLimit, often } = facts
    const other = otherLimit(facts)
    if (other !== undefined) return other
    const within = memoryLimit === undefined ? '' : `, within the memory limit of ${memoryLimit}`
    return {
      title: `the runtime in container ${container} runs out of heap`,
      why:
        often === undefined
          ? `It exits at its own heap limit${within}, before the kernel would kill it.`
          : `It reaches its own heap limit${within}, fails what it is doing, and keeps running: ${often}.`,
      fix: [
        {
          kind: 'change',
          text: 'Raise the heap limit of the runtime (NODE_OPTIONS=--max-old-space-size, JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage), and the memory limit too if it is close to that.',
        },
      ],
    }
  },
})

import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectProbe } from '../../workloads/probes/probe-hit.ts'

export default defineCause({
  id: 'probe-port-mismatch',
  stage: 'readiness',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'A probe asks a port that the container does not listen on',
    shows: 'The pod is not ready or restarts; events say `… probe failed: … connect: connection refused`.',
    happens: 'The program listens on another port than the probe asks, or only on 127.0.0.1.',
    fix: 'Set the probe’s port to the one that the program listens on; a named port keeps both in step.',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectProbe(pod, cluster, 'probe-port-mismatch'),

  explain({ container, kind, port = '?', declared, kills, workload, message }) {
    /** A name instead of a number is that of a declared port. */
    const isOther = declared.length === 1 && /^\d+$/.test(port) && String(declared[0]) !== port
    const isUnknownName = /strconv\.Atoi|port "[^"]{1,63}" not found/.test(message)
    return {
      title: `the ${kind} probe of container ${container} asks port ${port}, ${isUnknownName ? 'a name that no port of the container has' : 'where nothing listens'}`,
      why: `${kills ? 'The kubelet kills the container for it' : 'The pod never becomes ready'}${declared.length === 0 ? '' : `; the container declares port ${declared.join(', ')}`}.`,
      fix: [
        isOther
          ? {
              text: `Set the port of the probe to ${declared[0]}.`,
              command: sh`kubectl edit ${workload.kind.toLowerCase()}/${workload.name}${workload.place}`,
            }
          : isUnknownName
            ? { text: `Name a port of the container ${port}, or ask the probe’s port by its number.` }
            : {
                text: 'Set the port of the probe to the one that the program listens on, on all addresses and not only on 127.0.0.1.',
              },
      ],
    }
  },
})

import { defineLogCause } from '../log-cause.ts'

export default defineLogCause({
  id: 'app-port-in-use',
  owner: 'app',
  patience: 'stuck',
  specificity: 9,
  mayWait: false,
  running: 'own',
  field: () => ({ path: 'ports' }),
  text: {
    summary: 'The address is already in use',
    shows: 'The container crashes; its log says `address already in use`, `EADDRINUSE` or `BindException`.',
    happens:
      'Two containers of the pod listen on one port (they share the network), a process is started twice, or with hostNetwork the port is taken on the node.',
    fix: 'Give each process its own port.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking'],
  },

  explain({ container, named, isOnHost, often }) {
    const { port } = named
    return {
      title: `container ${container} cannot listen: ${port === undefined ? 'its port' : `port ${port}`} is already in use`,
      why: `${
        isOnHost
          ? 'The pod uses its node’s network (hostNetwork), so another pod or a process on the node may already use the port.'
          : 'The containers of a pod share one network, so only one process can listen on a port.'
      }${often === undefined ? '' : ` It keeps trying: ${often}.`}`,
      fix: [
        {
          kind: 'change',
          text: isOnHost
            ? 'Use another port, stop what uses it on the node (`ss -ltnp` there lists it), or do without hostNetwork.'
            : 'Give each process in the pod its own port, or start the process only once.',
        },
      ],
    }
  },
})

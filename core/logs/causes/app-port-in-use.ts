import { defineLogCause } from '../log-cause.ts'

export default defineLogCause({
  id: 'app-port-in-use',
  owner: 'app',
  patience: 'stuck',
  specificity: 9,
  mayWait: false,
  running: 'start',
  field: () => ({ path: 'ports' }),
  text: {
    summary: 'The log says that the address is already in use',
    shows: 'The container crashes; its log says `address already in use`, `EADDRINUSE` or `BindException`.',
    happens:
      'Two containers of the pod listen on one port (they share the network), a program is started twice, or with hostNetwork the node already uses the port.',
    fix: 'Give each program its own port.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking'],
  },

  explain({ container, named }) {
    const { port } = named
    return {
      title: `${port === undefined ? 'a port' : `port ${port}`} that container ${container} wants is already in use`,
      why: `Containers of one pod share their network, so only one can listen on a port.`,
      fix: [{ kind: 'change', text: 'Give each program in the pod its own port, or start the program only once.' }],
    }
  },
})

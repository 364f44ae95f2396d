import { defineCause } from '../../rule.ts'
import { detectCrash } from './crash-hit.ts'

export default defineCause({
  id: 'app-port-in-use',
  stage: 'crash',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'The log says that the address is already in use',
    shows: 'The container crashes; its log says `address already in use`, `EADDRINUSE` or `BindException`.',
    happens:
      'Two containers of the pod listen on one port (they share the network), a program is started twice, or with hostNetwork the node already uses the port.',
    fix: 'Give each program its own port.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectCrash(pod, cluster, 'app-port-in-use').map(hit => ({
      ...hit,
      field: { object: hit.workload, path: `${hit.path}.ports` },
    }))
  },

  explain({ container, named }) {
    const { port } = named
    return {
      title: `${port === undefined ? 'a port' : `port ${port}`} that container ${container} wants is already in use`,
      why: `Containers of one pod share their network, so only one can listen on a port.`,
      fix: [{ text: 'Give each program in the pod its own port, or start the program only once.' }],
    }
  },
})

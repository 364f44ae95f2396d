import { fieldEvidence } from '../../evidence.ts'
import { refOf, refText } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { hostPortsOf, portsClash } from '../../workloads/placement/host-ports.ts'
import { usageOf } from '../../workloads/placement/node-usage.ts'
import { detectPending } from '../../workloads/placement/pending-hit.ts'
import { containerPath, workloadOf } from '../../workloads/workloads.ts'

export default defineCause({
  id: 'host-port-conflict',
  stage: 'scheduling',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'The hostPort is already taken on every fitting node',
    shows: "The pod stays Pending; FailedScheduling says `node(s) didn't have free ports for the requested pod ports`.",
    happens:
      'More replicas than nodes, a rolling update that starts the new pod before the old one has gone, or another workload with the same port.',
    fix: 'Use a Service in place of the hostPort, run no more replicas than nodes, or let the update remove the old pod first (maxSurge 0 or Recreate).',
    docs: ['https://kubernetes.io/docs/concepts/configuration/overview/'],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectPending(pod, cluster, 'host-port-conflict', ({ nodes }) => {
      const workload = workloadOf(pod, cluster)
      const wanted = hostPortsOf(pod)
      const holders = nodes.flatMap(node => usageOf(node, cluster).pods)
      const clashes = wanted.flatMap(port => {
        const holder = holders.find(other => hostPortsOf(other).some(taken => portsClash(port, taken)))
        return holder === undefined ? [] : [{ port, holder }]
      })
      const [clash] = clashes
      const port = clash?.port ?? wanted[0]
      return {
        facts: {
          port: port && `${port.port}/${port.protocol}`,
          holder: clash && refText(refOf(clash.holder)),
          isOwn: clash !== undefined && refText(workloadOf(clash.holder, cluster)) === refText(workload),
        },
        ...(port === undefined
          ? {}
          : {
              field: {
                object: workload,
                path: `${containerPath(workload, port.container)}.ports`,
                value: String(port.port),
              },
            }),
        evidence:
          clash === undefined ? [] : [fieldEvidence(clash.holder, 'spec.nodeName', clash.holder.spec?.nodeName)],
      }
    })
  },

  explain({ pod, port, holder, isOwn, workload, place, nodeCount, fate }) {
    const nodes = nodeCount === 1 ? 'the only fitting node' : 'every fitting node'
    const [what, need] = port === undefined ? ['the host port', 'a port'] : [`host port ${port}`, `port ${port}`]
    const isDeployment = workload.kind === 'Deployment'
    return {
      title: `${what} is already taken on ${nodes}`,
      why: `Pod ${pod} needs ${need} of its node${holder === undefined ? ', which another pod holds' : `, which ${holder} holds`}, so ${fate}.`,
      fix: [
        { text: 'Leave out hostPort (or hostNetwork) and reach the pods through a Service.' },
        ...(isOwn
          ? [
              {
                text: isDeployment
                  ? 'Or run no more replicas than nodes and let an update stop the old pod first.'
                  : 'Or run no more replicas than there are nodes that fit.',
                ...(isDeployment
                  ? {
                      command: sh`kubectl patch deployment ${workload.name}${place} -p '{"spec":{"strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":1}}}}'`,
                    }
                  : {}),
              },
            ]
          : holder === undefined
            ? []
            : [{ text: `Or let one of the two, this pod or ${holder}, use another port of the node.` }]),
      ],
    }
  },
})

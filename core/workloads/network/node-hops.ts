import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { isNetworkUnavailable, isNotReady } from '../nodes/node-state.ts'
import type { End } from './ends.ts'
import { broken, type Connection, type Hop, NOTHING, open } from './hops.ts'
import { droppingRule, settingOff } from './host-network.ts'
import { proxyFaultOf } from './kube-proxy.ts'
import { rangeConflictOf } from './range-conflict.ts'

function nodeFault(name: string, cluster: Cluster): { readonly ref: ObjectRef; readonly text: string } | undefined {
  const node = cluster.get({ kind: 'Node', name })
  if (node?.kind !== 'Node') return undefined
  const ref = refOf(node)
  if (isNetworkUnavailable(node)) return { ref, text: `the network of node ${name} is unavailable` }
  const off = settingOff(node, cluster)
  if (off !== undefined) return { ref, text: `${off.key} is 0 on node ${name}` }
  const drop = droppingRule(node, cluster)
  if (drop !== undefined) return { ref, text: `a firewall rule on node ${name} drops pod traffic` }
  const conflict = rangeConflictOf(node, cluster)
  return (
    conflict && {
      ref: refOf(conflict.at),
      text: `the pod range of node ${conflict.at.metadata.name} overlaps with ${conflict.other}`,
    }
  )
}

/** The nodes at both ends, as far as node conditions and host facts show; last, as they seldom break only one path. */
export function nodesHop(connection: Connection, loses: boolean, cluster: Cluster): Hop | undefined {
  const { from } = connection.question
  const isRemote = (name: string | undefined) => name !== undefined && name !== from.node
  const far = [
    ...new Set(connection.servers.map(({ end }) => (end.kind === 'pod' ? end.node : undefined)).filter(isRemote)),
  ]
  const names = [...(from.node === undefined || from.kind === 'host' ? [] : [from.node]), ...far].filter(
    name => name !== undefined,
  )
  if (names.length === 0) return undefined
  const faults = names.map(name => nodeFault(name, cluster)).filter(fault => fault !== undefined)
  const [first, ...more] = faults
  if (first !== undefined && loses)
    return broken(
      'nodes',
      first.text,
      { kind: 'node', subject: first.ref, because: more.map(({ ref }) => ref) },
      NOTHING,
    )
  const down = names
    .map(name => cluster.get({ kind: 'Node', name }))
    .find(node => node?.kind === 'Node' && isNotReady(node))
  if (down !== undefined && loses && far.includes(down.metadata.name))
    return broken(
      'nodes',
      `node ${down.metadata.name} is not ready`,
      { kind: 'node', subject: refOf(down), because: NOTHING },
      NOTHING,
    )
  const text = `${names.length === 1 ? `node ${names[0]} reports` : `nodes ${names.slice(0, 4).join(', ')} report`} no network problems`
  return open('nodes', text)
}

export function proxyHop(from: End, cluster: Cluster): Hop | undefined {
  const fault = from.pod === undefined ? undefined : proxyFaultOf(from.pod, cluster)
  if (fault === undefined) return undefined
  const { daemonSet, node, pod } = fault
  return broken(
    'kube-proxy',
    `kube-proxy is not running on node ${node}`,
    { kind: 'proxy', node, subject: daemonSet, because: pod === undefined ? NOTHING : [refOf(pod)] },
    pod === undefined
      ? [{ object: daemonSet, path: 'status', value: `no pod on node ${node}` }]
      : [fieldEvidence(pod, 'status.conditions[type=Ready].status', 'False')],
  )
}

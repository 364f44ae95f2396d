import { refText } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { volumeDeadlockOf } from '../../workloads/volumes/volume-deadlock.ts'
import { workloadOf } from '../../workloads/workloads.ts'
import { detectMount } from './mount-hit.ts'
import { onePodClaimOf } from './one-pod-claim.ts'
import { holderOf } from './volume-holders.ts'

/** Milliseconds until the controller detaches a volume by force from a node that does not answer: 6 minutes, and a little. */
const FORCED_DETACH = 7 * 60_000

export default defineCause({
  id: 'volume-multi-attach',
  stage: 'storage',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'The volume is still attached to another node',
    shows:
      'The pod stays in ContainerCreating with `Multi-Attach error for volume …`; the event comes once and is not repeated. With a ReadWriteOncePod claim it stays Pending: `access mode already in-use by another pod`.',
    happens:
      'Two pods on different nodes use one ReadWriteOnce volume, or the node that had it is lost and does not let go of it.',
    fix: 'Let one pod at a time use the volume (one replica, strategy Recreate), or use a volume that offers ReadWriteMany. For a lost node: delete it, or give it the out-of-service taint once it is surely off.',
    docs: [
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes',
      'https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown',
    ],
  },
  on: ['Pod'],
  reads: ['PersistentVolumeClaim', 'PersistentVolume', 'VolumeAttachment', 'Node', 'ReplicaSet', 'Job'],

  *detect(pod, cluster) {
    if (volumeDeadlockOf(pod, cluster) !== undefined) return
    yield* detectMount(pod, cluster, 'volume-multi-attach', (problem, waited) => {
      const { pod: holder, node, lostNode, isLeaving } = holderOf(pod, problem, cluster)
      const holderWorkload = holder && refText(workloadOf(holder, cluster))
      return {
        facts: {
          holder: holder?.metadata.name ?? (isLeaving ? undefined : problem.holders[0]),
          isLeaving,
          holderWorkload,
          isOwn: holderWorkload === refText(workloadOf(pod, cluster)),
          holderNode: node,
          lostNode: lostNode?.name,
          isForOnePod: false,
        },
        ...(isLeaving && waited < FORCED_DETACH ? { outlook: 'self-healing' as const } : {}),
        ...(lostNode === undefined ? {} : { because: [lostNode] }),
      }
    })
    const found = onePodClaimOf(pod, cluster)
    if (found === undefined) return
    const { claim, holder, evidence, since } = found
    const { kind, name } = workloadOf(pod, cluster)
    const holderWorkload = holder && refText(workloadOf(holder, cluster))
    yield {
      facts: {
        pod: pod.metadata.name,
        place: placeOf(pod.metadata.namespace),
        node: '',
        workload: { kind, name },
        volume: claim === undefined ? 'a claim' : `claim ${claim}`,
        message: '',
        holder: holder?.metadata.name,
        isLeaving: false,
        holderWorkload,
        isOwn: holderWorkload === refText(workloadOf(pod, cluster)),
        holderNode: undefined,
        lostNode: undefined,
        isForOnePod: true,
      },
      subject: workloadOf(pod, cluster),
      evidence,
      since,
    }
  },

  explain({
    volume,
    node,
    place,
    holder,
    isLeaving,
    holderWorkload,
    holderNode,
    isOwn,
    lostNode,
    workload,
    isForOnePod,
  }) {
    const by = holder === undefined ? '' : ` by pod ${holder}`
    const at = holderNode === undefined ? ' on another node' : ` on node ${holderNode}`
    const ownFix = {
      text: `Run one replica with strategy Recreate, or give each its own claim with a StatefulSet.`,
      command: sh`kubectl scale ${workload.kind.toLowerCase()}/${workload.name}${place} --replicas=1`,
    }
    if (isForOnePod) {
      return {
        title: `${volume} is for one pod at a time (ReadWriteOncePod) and in use${by}`,
        why: `The scheduler places no second pod on it, whatever the node, so the pod stays Pending until the other one has gone.`,
        fix: [
          isOwn
            ? ownFix
            : {
                text: `Stop what uses it${holderWorkload === undefined ? '' : ` (${holderWorkload})`}, or give this workload a claim of its own.`,
                command: sh`kubectl get pods${place} -o wide`,
              },
          { text: 'Or make the claim anew with ReadWriteOnce, where pods of one node may share it.' },
        ],
      }
    }
    return {
      title: `${volume} is in use${by}${at} and cannot be attached to node ${node}`,
      why: `The volume can be attached to one node at a time, so the pod waits until it is detached there.`,
      fix: [
        ...(lostNode === undefined
          ? []
          : [
              {
                text: `Node ${lostNode} does not answer: once the machine is surely off, let its volumes be detached.`,
                command: sh`kubectl taint nodes ${lostNode} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute`,
              },
            ]),
        isLeaving
          ? {
              text: 'No pod that stays uses it there: the controller detaches it by itself, from a node that does not answer after six minutes by force. If it does not, see its VolumeAttachment.',
              command: 'kubectl get volumeattachments',
            }
          : isOwn
            ? ownFix
            : {
                text: `Stop what uses it${holderWorkload === undefined ? '' : ` (${holderWorkload})`}, or make both run on the same node.`,
                command: sh`kubectl get pods${place} -o wide`,
              },
        {
          text: 'Or use a volume with access mode ReadWriteMany (a network file system).',
          command: 'kubectl get storageclass',
        },
      ],
    }
  },
})

import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { BUDGETS } from '../../patience.ts'
import { refOf, refText } from '../../ref.ts'
import type { FamilyHit, Member } from '../../rule.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { verdictOf } from '../../workloads/placement/verdict.ts'
import { changed, templateSteps } from '../../workloads/template-patch.ts'
import { volumeDeadlockOf } from '../../workloads/volumes/volume-deadlock.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import { holderOf, onePodClaimOf } from './holders.ts'
import type { MountFailure, MountProblem } from './mount.ts'
import { mountProblemOf } from './mount.ts'
import { driverError, driverRemedy, mountReason } from './mount-reasons.ts'

/** A volume that does not reach a pod, for the words of its cause. */
interface MountFacts {
  readonly pod: string
  /** ` -n NAMESPACE` for commands. */
  readonly namespaceFlag: string
  readonly node: string
  readonly workload: { readonly kind: string; readonly name: string }
  /** The claim or, without one, the volume. */
  readonly volume: string
  readonly message: string
}

type Detail<F> = Partial<Hit<unknown>> & { readonly facts: F }

interface MountCause<F> extends Member<MountFacts & F> {
  /** Adds facts and may set any part of the hit. */
  detail(pod: Kube<'Pod'>, problem: MountProblem, cluster: Cluster): Detail<F>
}

/** Lets the facts of a cause be inferred from its detail. */
function mountCause<F>(cause: MountCause<F>): MountCause<F> {
  return cause
}

function podFacts(pod: Kube<'Pod'>, cluster: Cluster): Pick<MountFacts, 'pod' | 'namespaceFlag' | 'workload'> {
  const { kind, name } = workloadOf(pod, cluster)
  return { pod: pod.metadata.name, namespaceFlag: namespaceFlag(pod.metadata.namespace), workload: { kind, name } }
}

function mountHit<F>(
  pod: Kube<'Pod'>,
  problem: MountProblem,
  detail: Detail<F>,
  cluster: Cluster,
): Hit<MountFacts & F> {
  const { claim, podVolume, volume, message, evidence, since, usual, confidence } = problem
  const workload = workloadOf(pod, cluster)
  const name = podVolume?.name
  return {
    subject: workload,
    explains: [refOf(pod)],
    evidence,
    confidence,
    since,
    usual,
    field:
      name === undefined
        ? undefined
        : { object: workload, path: `${podSpecPath(workload.kind)}.volumes[name=${name}]` },
    ...detail,
    facts: {
      ...podFacts(pod, cluster),
      node: pod.spec?.nodeName ?? '',
      volume: claim === undefined ? `volume ${volume ?? name ?? ''}` : `claim ${claim.name}`,
      message,
      ...detail.facts,
    },
  }
}

/** Seconds until the controller force-detaches a volume from an unresponsive node: 6 minutes, and a margin. */
const FORCED_DETACH = 7 * 60

/** Extra seconds for an attachment without a response. */
const UNANSWERED = 150

/** Reported after two minutes without a response of the driver (`pkg/volume/csi/csi_attacher.go`). */
const NO_ANSWER = /timed out waiting for external-attacher of (\S{1,253}) CSI driver/

/** The kubelet's own part of attaching, for Fibre Channel and iSCSI, which have no VolumeAttachment. */
const ON_NODE = /^MountVolume\.WaitForAttach failed/

const NAMES_LIMIT = 3

/** Kinds that `kubectl scale` changes. */
const SCALABLE: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'])

/** Nodes at their volume limit, as the start of `… reached that limit`. */
function fullNodes(names: readonly string[]): string {
  const [only] = names
  if (only === undefined) return 'all eligible nodes have'
  if (names.length === 1) return `${only} has`
  const more = names.length - NAMES_LIMIT
  const shown = names.slice(0, NAMES_LIMIT)
  return more > 0
    ? `${shown.join(', ')} and ${more} more have`
    : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)} have`
}

/** The most telling line: mount(8) prints it after `Output:`. */
function lineOf(message: string): string {
  const output = /\bOutput: ([^\n]{1,400})/.exec(message)?.[1]
  const [first = ''] = message.split('\n')
  return (output ?? first)
    .replace(/^\w+Volume\.\w+ failed for volume "[^"]*" ?: /, '')
    .replace(/(?<![\w./~-])\/[^\s:]{1,900}/g, path =>
      path.includes('/volumes/') ? `…${path.slice(path.lastIndexOf('/'))}` : path,
    )
}

/** A pod that waits for a single-pod claim. */
function onePodHit(pod: Kube<'Pod'>, cluster: Cluster) {
  const found = onePodClaimOf(pod, cluster)
  if (found === undefined) return undefined
  const { claim, holder, evidence, since, healing } = found
  const workload = workloadOf(pod, cluster)
  const holderWorkload = holder && refText(workloadOf(holder, cluster))
  return {
    facts: {
      ...podFacts(pod, cluster),
      node: '',
      volume: claim === undefined ? 'a claim' : `claim ${claim}`,
      message: '',
      holder: holder?.metadata.name,
      isLeaving: false,
      holderWorkload,
      isOwn: holderWorkload === refText(workload),
      holderNode: undefined,
      lostNode: undefined,
      isForOnePod: true,
    },
    subject: workload,
    evidence,
    since,
    healing,
  }
}

/** A pod that no node fits because all are at their volume limit. */
function fullHit(pod: Kube<'Pod'>, cluster: Cluster) {
  const verdict = verdictOf(pod, cluster)
  if (verdict?.obstacle !== 'volume-limit') return undefined
  return {
    facts: {
      ...podFacts(pod, cluster),
      full: fullNodes(verdict.nodes.map(({ metadata }) => metadata.name)),
      silent: undefined,
      isAnswered: true,
      node: '',
      volume: '',
      message: '',
    },
    subject: workloadOf(pod, cluster),
    evidence: verdict.evidence,
    confidence: verdict.confidence,
    since: verdict.since,
    healing: verdict.healing,
  }
}

const CAUSES = {
  'volume-multi-attach': mountCause({
    owner: 'app',
    text: {
      summary: 'The volume is still attached to another node',
      shows:
        'The pod stays in ContainerCreating with `Multi-Attach error for volume …`; the event comes once and is not repeated. With a ReadWriteOncePod claim it stays Pending: `access mode already in-use by another pod`.',
      happens:
        'Two pods on different nodes use one ReadWriteOnce volume, or the volume is still attached to a lost node.',
      fix: 'Let only one pod use the volume (one replica, strategy Recreate), or use a ReadWriteMany volume. For a lost node, add the out-of-service taint once the machine is certainly off.',
      docs: [
        'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes',
        'https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown',
      ],
    },
    detail(pod, problem, cluster) {
      const { pod: holder, node, lostNode, isLeaving, leaving } = holderOf(pod, problem, cluster)
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
        healing: leaving && `pod ${leaving} is terminating and will release it`,
        ...(lostNode === undefined ? {} : { because: [lostNode] }),
      }
    },

    patience: {
      why: 'a released volume may take to be detached, forcibly after 6m; otherwise 30s',
      seconds: ({ isLeaving }) => (isLeaving ? FORCED_DETACH : BUDGETS.stuck.seconds),
    },

    explain({
      volume,
      node,
      namespaceFlag,
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
      const one = { spec: { replicas: 1 } }
      const ownFix: Step = {
        kind: 'change',
        text: 'Run one replica with strategy Recreate, or give each pod its own claim with a StatefulSet.',
        ...(SCALABLE.has(workload.kind) && {
          command: sh`kubectl scale ${workload.kind.toLowerCase()}/${workload.name}${namespaceFlag} --replicas=1`,
          patch: one,
        }),
      }
      if (isForOnePod) {
        return {
          title: `${volume} is for one pod at a time (ReadWriteOncePod) and in use${by}`,
          why: `No second pod can use it, on any node, so the pod stays Pending until the other one is gone.`,
          fix: [
            isOwn
              ? ownFix
              : {
                  kind: 'change',
                  text: `Give this workload its own claim, or stop the workload that uses this one${holderWorkload === undefined ? '' : ` (${holderWorkload})`}.`,
                },
            {
              kind: 'destroy',
              text: 'Or recreate the claim with ReadWriteOnce, which pods on one node can share: back up its data first, it may be deleted with the claim.',
            },
            {
              kind: 'check',
              text: 'Find out which pods use it.',
              command: sh`kubectl get pods${namespaceFlag} -o wide`,
            },
          ],
        }
      }
      return {
        title: `${volume} is in use${by}${at} and cannot be attached to node ${node}`,
        why: `The volume can be attached to only one node at a time, so the pod waits until it is detached there.`,
        fix: [
          ...(lostNode === undefined
            ? []
            : [
                {
                  kind: 'check' as const,
                  text: `Node ${lostNode} does not respond: find out whether the machine comes back or is certainly off.`,
                  command: sh`kubectl describe node ${lostNode}`,
                },
                {
                  kind: 'destroy' as const,
                  text: 'Once it is certainly off, detach its volumes: its pods and their unsaved data are deleted, and if the machine still writes, data is corrupted.',
                  command: sh`kubectl taint nodes ${lostNode} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute`,
                },
              ]),
          isLeaving
            ? {
                kind: 'check',
                text: 'Check that its VolumeAttachment is removed: no remaining pod uses it there, and the controller detaches it, forcibly after 6m if the node does not respond.',
                command: 'kubectl get volumeattachments',
              }
            : isOwn
              ? ownFix
              : {
                  kind: 'change',
                  text: `Run both on the same node (pod affinity), or stop the workload that uses it${holderWorkload === undefined ? '' : ` (${holderWorkload})`}.`,
                },
          { kind: 'change', text: 'Or use a volume with access mode ReadWriteMany (a network file system).' },
          ...(isLeaving || isOwn
            ? []
            : [
                {
                  kind: 'check' as const,
                  text: 'List where the pods run.',
                  command: sh`kubectl get pods${namespaceFlag} -o wide`,
                },
              ]),
        ],
      }
    },
  }),

  'volume-attach-failed': mountCause({
    owner: 'platform',
    text: {
      summary: 'The volume cannot be attached to the node',
      shows:
        'The pod stays in ContainerCreating with `AttachVolume.Attach failed for volume …`, or Pending with `node(s) exceed max volume count`.',
      happens:
        'The disk was deleted or is in another zone, the driver lacks cloud permissions, its attacher is not running, or the node has reached its volume limit.',
      fix: 'Fix the error that the driver reports. VolumeAttachment objects have the latest error; the controller retries on its own.',
      docs: [
        'https://kubernetes.io/docs/concepts/storage/persistent-volumes/',
        'https://kubernetes.io/docs/concepts/storage/storage-limits/',
      ],
    },
    detail(_pod, { message, driver }, _cluster) {
      const silent = driver ?? NO_ANSWER.exec(message)?.[1]
      return {
        facts: { full: undefined as string | undefined, silent, isAnswered: message !== '' },
      }
    },

    patience: {
      why: 'an attachment commonly takes: 3m without a response, 1m if the driver reports an error',
      seconds: ({ silent, isAnswered }) =>
        isAnswered ? BUDGETS[silent === undefined ? 'slow' : 'none'].seconds : UNANSWERED,
    },

    explain({ volume, node, pod, namespaceFlag, workload, message, full, silent }) {
      const describe: Step = {
        kind: 'check',
        text: 'Show the pod’s events.',
        command: sh`kubectl describe pod ${pod}${namespaceFlag}`,
      }
      if (full !== undefined) {
        return {
          title: `no node can attach another volume for ${workload.kind} ${workload.name}`,
          why: `A driver can attach a limited number of volumes per node, and ${full} reached that limit, so pod ${pod} stays Pending.`,
          fix: [
            { kind: 'change', text: 'Add a node, or remove pods whose volumes are no longer needed.' },
            {
              kind: 'check',
              text: 'List the volumes attached to nodes.',
              command: 'kubectl get volumeattachments',
            },
            describe,
          ],
        }
      }
      const error = driverError(message.replace(/^\w+Volume\.\w+ failed for volume "[^"]*" ?: /, ''))
      const isOnNode = ON_NODE.test(message)
      const remedy =
        silent === undefined
          ? isOnNode
            ? /authorization failure|login failed/i.test(message)
              ? 'Correct the CHAP credentials in the Secret that the volume names, or the initiators that the target allows: it rejects the node’s login.'
              : 'Make the disk reachable from the node: its target must respond, and the node needs the client (open-iscsi, or a Fibre Channel adapter).'
            : (driverRemedy(error) ?? 'Fix the error that the driver reports; the controller retries on its own.')
          : 'Install the driver, or restore its controller pod, where the container csi-attacher attaches volumes.'
      return {
        title:
          silent === undefined
            ? `${volume} cannot be attached to node ${node}: ${error.slice(0, 160)}`
            : `${volume} is not attached to node ${node}: CSI driver ${silent} does not respond`,
        why: 'No container is created until all of the pod’s volumes are attached and mounted.',
        fix: [
          { kind: 'change', text: remedy },
          ...(isOnNode
            ? []
            : [
                {
                  kind: 'check' as const,
                  text: 'Show the driver’s latest error.',
                  command:
                    silent === undefined ? 'kubectl get volumeattachments' : 'kubectl get csidrivers,volumeattachments',
                },
              ]),
          describe,
        ],
      }
    },
  }),

  'csi-driver-missing': mountCause({
    owner: 'platform',
    patience: 'slow',
    text: {
      summary: 'The CSI driver of the volume is not registered on the node',
      shows:
        'The pod stays in ContainerCreating with `driver name … not found in the list of registered CSI drivers` or `CSINode … does not contain driver …`.',
      happens:
        'The driver is not installed, its DaemonSet is not running on this node (taints, node selector, image), it crashes, or it uses another kubelet directory.',
      fix: 'Make the driver’s DaemonSet run on the node. It registers itself, and the kubelet retries.',
      docs: [
        'https://kubernetes.io/docs/concepts/storage/volumes/#csi',
        'https://kubernetes.io/docs/concepts/storage/storage-limits/',
      ],
    },
    detail(pod, { driver, evidence }, cluster) {
      const node = pod.spec?.nodeName ?? ''
      const csiNode = cluster.find('CSINode', undefined, node)
      const drivers =
        csiNode.state === 'present' ? (csiNode.object.spec?.drivers ?? []).map(({ name = '' }) => name) : []
      const isBack = drivers.some(name => name === driver)
      const shown =
        csiNode.state === 'present' ? [fieldEvidence(csiNode.object, 'spec.drivers', drivers.join(', ') || 'none')] : []
      return {
        facts: {
          driver,
          isInstalled: cluster.find('CSIDriver', undefined, driver ?? '').state === 'present',
          isBack,
          elsewhere: cluster.of(cluster.list('CSINode'), nodesByDriver).get(driver ?? '') ?? [],
        },
        evidence: [...evidence, ...shown],
        healing: isBack ? 'the driver has registered, and the kubelet retries' : undefined,
      }
    },

    explain({ driver, node, volume, isBack, isInstalled, elsewhere }) {
      const name = driver ?? 'of the volume'
      const nodeDrivers: Step = {
        kind: 'check',
        text: 'List the drivers registered on the node.',
        command: sh`kubectl get csinode ${node} -o yaml`,
      }
      if (isBack) {
        return {
          title: `CSI driver ${name} was not registered on node ${node} when the pod started`,
          why: `It is now, and the kubelet mounts ${volume} on its next attempt; no container is created until then.`,
          fix: [nodeDrivers],
        }
      }
      return {
        title: `CSI driver ${name} is not registered on node ${node}`,
        why: `The kubelet cannot mount ${volume} without it, and no container is created until then.`,
        fix: [
          ...(isInstalled
            ? []
            : [
                {
                  kind: 'change' as const,
                  text: `Install ${driver === undefined ? 'the driver' : `driver ${driver}`}, or use a volume of an installed driver.`,
                },
              ]),
          {
            kind: 'check',
            text:
              elsewhere.length > 0
                ? `Find out why its DaemonSet has no ready pod on ${node}: the driver runs on ${elsewhere.join(', ')}.`
                : isInstalled
                  ? 'Find out why its DaemonSet has no ready pods: the driver is installed, but not registered on any node in the snapshot.'
                  : 'Then check that its DaemonSet has a ready pod on the node.',
            command: sh`kubectl get pods -A -o wide --field-selector spec.nodeName=${node}`,
          },
          nodeDrivers,
        ],
      }
    },
  }),

  'volume-mount-failed': mountCause({
    owner: 'platform',
    patience: 'stuck',
    text: {
      summary: 'The volume cannot be mounted on the node',
      shows:
        'The pod stays in ContainerCreating with `MountVolume.SetUp failed` or `MountVolume.MountDevice failed for volume …`.',
      happens:
        'The file server denies the node or does not respond, the exported path does not exist, the node lacks the mount helper, a mount option is wrong, or the file system is damaged.',
      fix: 'The line after `Output:` says which of these it is. Once it is fixed, the kubelet retries on its own.',
      docs: [
        'https://kubernetes.io/docs/concepts/storage/volumes/',
        'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#mount-options',
      ],
    },
    detail(pod, { message, podVolume }, cluster) {
      const { server, path } = podVolume?.nfs ?? {}
      const { id, meaning, remedy } = mountReason(message)
      const isOwning = id === 'ownership'
      return {
        facts: {
          reason: id,
          meaning,
          remedy,
          source: server === undefined ? undefined : `${server}:${path ?? ''}`,
          owned: isOwning ? changed(workloadOf(pod, cluster)) : undefined,
        },
        ...(isOwning && { healing: 'the kubelet goes on when it has changed all files' }),
      }
    },

    explain({ volume, node, pod, namespaceFlag, message, reason, meaning, remedy, source, owned }) {
      if (owned !== undefined) {
        return {
          title: `${volume} is mounted on node ${node}, and ${meaning}`,
          why: 'With fsGroup the kubelet changes the group of every file of a volume at each start, and creates no container until it has.',
          fix: templateSteps(remedy, owned, { securityContext: { fsGroupChangePolicy: 'OnRootMismatch' } }),
        }
      }
      const from = source === undefined ? '' : ` from ${source}`
      return {
        title: `${volume} cannot be mounted${from} on node ${node}: ${reason === 'other' ? lineOf(message).slice(0, 160) : meaning}`,
        why: `No container is created until all volumes are mounted; the kubelet reports: ${lineOf(message).slice(0, 300)}`,
        fix: [
          { kind: 'change', text: remedy },
          {
            kind: 'check',
            text: 'Show the error from mount(8) or the driver.',
            command: sh`kubectl describe pod ${pod}${namespaceFlag}`,
          },
        ],
      }
    },
  }),
}

type Causes = typeof CAUSES
type Facts = { [Id in keyof Causes]: Parameters<Causes[Id]['explain']>[0] }

const IDS: Readonly<Record<MountFailure, keyof Causes>> = {
  held: 'volume-multi-attach',
  attach: 'volume-attach-failed',
  driver: 'csi-driver-missing',
  mount: 'volume-mount-failed',
}

/** Nodes on which a driver is registered, for a short list. */
function nodesByDriver(nodes: readonly Kube<'CSINode'>[]): ReadonlyMap<string, readonly string[]> {
  const byDriver = new Map<string, string[]>()
  for (const { metadata, spec } of nodes) {
    for (const driver of new Set((spec?.drivers ?? []).map(({ name = '' }) => name))) {
      const known = byDriver.get(driver)
      if (known === undefined) byDriver.set(driver, [metadata.name])
      else if (known.length < 5) known.push(metadata.name)
    }
  }
  return byDriver
}

/** A volume that does not reach a pod. */
export default defineFamily<'Pod', Facts>({
  family: 'mounts',
  stage: 'storage',
  on: ['Pod'],
  reads: [
    'PersistentVolumeClaim',
    'PersistentVolume',
    'VolumeAttachment',
    'CSIDriver',
    'CSINode',
    'Node',
    'ReplicaSet',
    'Job',
  ],
  causes: CAUSES,

  *detect(pod, cluster) {
    const problem = mountProblemOf(pod, cluster)
    const isDeadlock = volumeDeadlockOf(pod, cluster) !== undefined
    if (problem !== undefined && !(isDeadlock && problem.failure === 'held')) {
      const cause = IDS[problem.failure]
      const detail: Detail<unknown> = CAUSES[cause].detail(pod, problem, cluster)
      yield { cause, ...mountHit(pod, problem, detail, cluster) } as FamilyHit<Facts>
    }
    const waiting = isDeadlock ? undefined : onePodHit(pod, cluster)
    if (waiting !== undefined) yield { cause: 'volume-multi-attach', ...waiting }
    const full = fullHit(pod, cluster)
    if (full !== undefined) yield { cause: 'volume-attach-failed', ...full }
  },
})

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
import { volumeDeadlockOf } from '../../workloads/volumes/volume-deadlock.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import { holderOf, onePodClaimOf } from './holders.ts'
import type { MountFailure, MountProblem } from './mount.ts'
import { mountProblemOf } from './mount.ts'
import { mountReason } from './mount-reasons.ts'

/** What the words about a volume that does not reach a pod need. */
interface MountFacts {
  readonly pod: string
  /** ` -n NAMESPACE` for commands. */
  readonly namespaceFlag: string
  readonly node: string
  readonly workload: { readonly kind: string; readonly name: string }
  /** The claim or, where there is none, the volume. */
  readonly volume: string
  readonly message: string
}

type Detail<F> = Partial<Hit<unknown>> & { readonly facts: F }

interface MountCause<F> extends Member<MountFacts & F> {
  readonly failure: MountFailure
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

/** Seconds until the controller detaches a volume by force from a node that does not answer: 6 minutes, and a little. */
const FORCED_DETACH = 7 * 60

/** Seconds that an attachment for which nobody answers gets beyond what is usual. */
const UNANSWERED = 150

/** Said after two minutes without any answer of the driver (`pkg/volume/csi/csi_attacher.go`). */
const NO_ANSWER = /timed out waiting for external-attacher of (\S{1,253}) CSI driver/

/** The kubelet's own part, for Fibre Channel and iSCSI: no VolumeAttachment tells of it. */
const ON_NODE = /^MountVolume\.WaitForAttach failed/

const NAMES_LIMIT = 3

/** Kinds that `kubectl scale` changes. */
const SCALABLE: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'])

/** Which nodes have all the volumes that they can have, to go on with `reached it`. */
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

/** The line that says most: mount(8) prints it after `Output:`. */
function lineOf(message: string): string {
  const output = /\bOutput: ([^\n]{1,400})/.exec(message)?.[1]
  const [first = ''] = message.split('\n')
  return (output ?? first)
    .replace(/^\w+Volume\.\w+ failed for volume "[^"]*" ?: /, '')
    .replace(/(?<![\w./~-])\/[^\s:]{1,900}/g, path =>
      path.includes('/volumes/') ? `…${path.slice(path.lastIndexOf('/'))}` : path,
    )
}

/** A pod that waits for a claim of one pod at a time. */
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

/** A pod that finds no node since each has all the volumes that it can have. */
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
    failure: 'held',
    owner: 'app',
    text: {
      summary: 'The volume is still attached to another node',
      shows:
        'The pod stays in ContainerCreating with `Multi-Attach error for volume …`; the event comes once and is not repeated. With a ReadWriteOncePod claim it stays Pending: `access mode already in-use by another pod`.',
      happens:
        'Two pods on different nodes use one ReadWriteOnce volume, or the node that had it is lost and does not let go of it.',
      fix: 'Let one pod at a time use the volume (one replica, strategy Recreate), or use a volume that offers ReadWriteMany. For a lost node: give it the out-of-service taint once the machine is surely off.',
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
        healing: leaving && `pod ${leaving} is stopping and lets go of it`,
        ...(lostNode === undefined ? {} : { because: [lostNode] }),
      }
    },

    patience: {
      why: 'a volume that its pods let go of may take to be detached, by force after six minutes; else 30s',
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
        text: 'Run one replica, with strategy Recreate; or give each its own claim with a StatefulSet.',
        ...(SCALABLE.has(workload.kind) && {
          command: sh`kubectl scale ${workload.kind.toLowerCase()}/${workload.name}${namespaceFlag} --replicas=1`,
          patch: one,
        }),
      }
      if (isForOnePod) {
        return {
          title: `${volume} is for one pod at a time (ReadWriteOncePod) and in use${by}`,
          why: `The scheduler places no second pod on it, whatever the node, so the pod stays Pending until the other one has gone.`,
          fix: [
            isOwn
              ? ownFix
              : {
                  kind: 'change',
                  text: `Give this workload a claim of its own, or stop what uses this one${holderWorkload === undefined ? '' : ` (${holderWorkload})`}.`,
                },
            {
              kind: 'destroy',
              text: 'Or recreate the claim with ReadWriteOnce, which pods of one node can share: back its data up first, it may be deleted with the claim.',
            },
            { kind: 'check', text: 'See who uses it.', command: sh`kubectl get pods${namespaceFlag} -o wide` },
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
                  kind: 'check' as const,
                  text: `Node ${lostNode} does not answer: see whether the machine comes back, or is surely off.`,
                  command: sh`kubectl describe node ${lostNode}`,
                },
                {
                  kind: 'destroy' as const,
                  text: 'Once it is surely off, let its volumes be detached: its pods are deleted with what they hold, and on a machine that still writes, data is corrupted.',
                  command: sh`kubectl taint nodes ${lostNode} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute`,
                },
              ]),
          isLeaving
            ? {
                kind: 'check',
                text: 'See that its VolumeAttachment goes: no pod that stays uses it there, and the controller detaches it on its own, from a node that does not answer by force after six minutes.',
                command: 'kubectl get volumeattachments',
              }
            : isOwn
              ? ownFix
              : {
                  kind: 'change',
                  text: `Make both run on the same node (pod affinity), or stop what uses it${holderWorkload === undefined ? '' : ` (${holderWorkload})`}.`,
                },
          { kind: 'change', text: 'Or use a volume with access mode ReadWriteMany (a network file system).' },
          ...(isLeaving || isOwn
            ? []
            : [
                {
                  kind: 'check' as const,
                  text: 'See where the pods run.',
                  command: sh`kubectl get pods${namespaceFlag} -o wide`,
                },
              ]),
        ],
      }
    },
  }),

  'volume-attach-failed': mountCause({
    failure: 'attach',
    owner: 'platform',
    text: {
      summary: 'The volume cannot be attached to the node',
      shows:
        'The pod stays in ContainerCreating with `AttachVolume.Attach failed for volume …`, or Pending with `node(s) exceed max volume count`.',
      happens:
        'The disk was deleted or is in another zone, the driver lacks permissions in the cloud, its attacher does not run, or the node already has as many volumes as it can have.',
      fix: 'Remove what the driver names. VolumeAttachment objects hold the newest error; the controller tries again by itself.',
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
      why: 'an attachment commonly takes: three minutes while nobody answers, one where the driver says what fails',
      seconds: ({ silent, isAnswered }) =>
        isAnswered ? (silent === undefined ? BUDGETS.slow.seconds : 0) : UNANSWERED,
    },

    explain({ volume, node, pod, namespaceFlag, workload, message, full, silent }) {
      const describe: Step = {
        kind: 'check',
        text: 'See the pod’s events.',
        command: sh`kubectl describe pod ${pod}${namespaceFlag}`,
      }
      if (full !== undefined) {
        return {
          title: `no node can take one more volume for ${workload.kind} ${workload.name}`,
          why: `Each node can have a limited number of volumes of a driver, and ${full} reached it, so pod ${pod} stays Pending.`,
          fix: [
            { kind: 'change', text: 'Add a node, or remove pods whose volumes are no longer needed.' },
            {
              kind: 'check',
              text: 'See which volumes the nodes have.',
              command: 'kubectl get volumeattachments',
            },
            describe,
          ],
        }
      }
      const error = message.replace(/^\w+Volume\.\w+ failed for volume "[^"]*" ?: /, '').replace(/\s+/g, ' ')
      const isOnNode = ON_NODE.test(message)
      const remedy =
        silent === undefined
          ? isOnNode
            ? 'Bring the disk to the node: its target has to answer, and the node needs the client (open-iscsi, or the adapter of the Fibre Channel).'
            : 'Remove what the driver names; the controller tries again by itself.'
          : 'Install the driver, or bring back the pod of its controller, in which the container csi-attacher attaches volumes.'
      return {
        title:
          silent === undefined
            ? `${volume} cannot be attached to node ${node}: ${error.slice(0, 160)}`
            : `${volume} is not attached to node ${node}: nothing answers for CSI driver ${silent}`,
        why: 'The containers are not created before all volumes of the pod are attached and mounted.',
        fix: [
          { kind: 'change', text: remedy },
          ...(isOnNode
            ? []
            : [
                {
                  kind: 'check' as const,
                  text: 'See the newest error of the driver.',
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
    failure: 'driver',
    owner: 'platform',
    patience: 'slow',
    text: {
      summary: 'The CSI driver of the volume is not registered on the node',
      shows:
        'The pod stays in ContainerCreating with `driver name … not found in the list of registered CSI drivers` or `CSINode … does not contain driver …`.',
      happens:
        'The driver is not installed, its DaemonSet does not run on this node (taints, node selector, image), it crashes, or it uses another kubelet directory.',
      fix: 'Make the driver’s DaemonSet run on the node. It registers itself, and the kubelet tries again.',
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
        healing: isBack ? 'the driver has registered, and the kubelet tries again' : undefined,
      }
    },

    explain({ driver, node, volume, isBack, isInstalled, elsewhere }) {
      const name = driver ?? 'of the volume'
      const nodeDrivers: Step = {
        kind: 'check',
        text: 'See which drivers the node has registered.',
        command: sh`kubectl get csinode ${node} -o yaml`,
      }
      if (isBack) {
        return {
          title: `CSI driver ${name} was not registered on node ${node} before`,
          why: `It is now, and the kubelet mounts ${volume} at its next attempt; the containers are not created before that.`,
          fix: [nodeDrivers],
        }
      }
      return {
        title: `CSI driver ${name} is not registered on node ${node}`,
        why: `The kubelet cannot mount ${volume} without it, and the containers are not created before that.`,
        fix: [
          ...(elsewhere.length > 0 || isInstalled
            ? []
            : [
                {
                  kind: 'change' as const,
                  text: `Install ${driver === undefined ? 'the driver' : `driver ${driver}`}, or use a volume of a driver that is there.`,
                },
              ]),
          {
            kind: 'check',
            text:
              elsewhere.length > 0
                ? `See why its DaemonSet has no ready pod on ${node}: the driver runs on ${elsewhere.join(', ')}.`
                : isInstalled
                  ? 'See why its DaemonSet has no ready pod: the driver is installed, but registered on no node that was read.'
                  : 'See that its DaemonSet has a ready pod on the node then.',
            command: sh`kubectl get pods -A -o wide --field-selector spec.nodeName=${node}`,
          },
          nodeDrivers,
        ],
      }
    },
  }),

  'volume-mount-failed': mountCause({
    failure: 'mount',
    owner: 'platform',
    patience: 'stuck',
    text: {
      summary: 'The volume cannot be mounted on the node',
      shows:
        'The pod stays in ContainerCreating with `MountVolume.SetUp failed` or `MountVolume.MountDevice failed for volume …`.',
      happens:
        'The file server refuses the node or does not answer, the exported path does not exist, the node lacks the client program, a mount option is wrong, or the file system is damaged.',
      fix: 'The line after `Output:` says which of these it is. The kubelet retries on its own once it is removed.',
      docs: [
        'https://kubernetes.io/docs/concepts/storage/volumes/',
        'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#mount-options',
      ],
    },
    detail(_pod, { message, podVolume }, _cluster) {
      const { server, path } = podVolume?.nfs ?? {}
      const { id, meaning, remedy } = mountReason(message)
      return {
        facts: { reason: id, meaning, remedy, source: server === undefined ? undefined : `${server}:${path ?? ''}` },
      }
    },

    explain({ volume, node, pod, namespaceFlag, message, reason, meaning, remedy, source }) {
      const from = source === undefined ? '' : ` from ${source}`
      return {
        title: `${volume} cannot be mounted${from} on node ${node}: ${reason === 'other' ? lineOf(message).slice(0, 160) : meaning}`,
        why: `The containers are not created before all volumes are mounted; the kubelet gets: ${lineOf(message).slice(0, 300)}`,
        fix: [
          { kind: 'change', text: remedy },
          {
            kind: 'check',
            text: 'See what the kubelet gets from mount(8) or the driver.',
            command: sh`kubectl describe pod ${pod}${namespaceFlag}`,
          },
        ],
      }
    },
  }),
}

type Causes = typeof CAUSES
type Facts = { [Id in keyof Causes]: Parameters<Causes[Id]['explain']>[0] }

const IDS = new Map(Object.entries(CAUSES).map(([id, { failure }]) => [failure, id as keyof Causes]))

/** A volume that does not reach a pod. */
/** Nodes on which a driver is registered, as many as are named. */
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
    const cause = problem && IDS.get(problem.failure)
    const isDeadlock = volumeDeadlockOf(pod, cluster) !== undefined
    if (problem !== undefined && cause !== undefined && !(isDeadlock && problem.failure === 'held')) {
      const detail: Detail<unknown> = CAUSES[cause].detail(pod, problem, cluster)
      yield { cause, ...mountHit(pod, problem, detail, cluster) } as FamilyHit<Facts>
    }
    const waiting = isDeadlock ? undefined : onePodHit(pod, cluster)
    if (waiting !== undefined) yield { cause: 'volume-multi-attach', ...waiting }
    const full = fullHit(pod, cluster)
    if (full !== undefined) yield { cause: 'volume-attach-failed', ...full }
  },
})

import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Words } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { formatAmount, parseQuantity } from '../../kube/quantity.ts'
import { refOf, refText } from '../../ref.ts'
import type { Field } from '../../report.ts'
import type { CauseText } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import type { HostPort } from '../../workloads/placement/host-ports.ts'
import { holdersOfPort, hostPortsOf } from '../../workloads/placement/host-ports.ts'
import type { NotScaled } from '../../workloads/placement/relief.ts'
import type { Obstacle } from '../../workloads/placement/unschedulable-message.ts'
import { allocatable, requestedOn, requestsOfPod, sawAllPods } from '../../workloads/placement/usage.ts'
import type { Verdict } from '../../workloads/placement/verdict.ts'
import type { ContainerList } from '../../workloads/template-patch.ts'
import { isSettable, noSurge, templateSteps } from '../../workloads/template-patch.ts'
import { containerPath, resourcePath, workloadOf } from '../../workloads/workloads.ts'
import type { Detail, Pending, PendingCause } from './pending.ts'
import { namedNode, nameList } from './pending.ts'

/** The container with the largest request for a resource, and its spec. */
interface LargestRequest {
  readonly name: string
  readonly init: boolean
  readonly value: string
  readonly list: 'requests' | 'limits'
  readonly amount: bigint
}

/** The largest request (or limit, if no request is set) for a resource. */
function largestRequestOf(pod: Kube<'Pod'>, resource: string): LargestRequest | undefined {
  const { containers = [], initContainers = [] } = pod.spec ?? {}
  const all = [
    ...containers.map(container => ({ container, init: false })),
    ...initContainers.map(container => ({ container, init: true })),
  ]
  const asked = all.flatMap(({ container, init }): readonly LargestRequest[] => {
    const { name = '', resources: { requests, limits } = {} } = container
    const value = requests?.[resource] ?? limits?.[resource]
    const amount = parseQuantity(value)
    if (amount === undefined) return []
    return [
      { name, init, value: String(value), list: requests?.[resource] === undefined ? 'limits' : 'requests', amount },
    ]
  })
  const [largest] = asked.toSorted((a, b) => Number(b.amount - a.amount))
  return largest
}

/** The field of a pod's workload with the largest request for a resource. */
function requestField(pod: Kube<'Pod'>, resource: string, cluster: Cluster): Field | undefined {
  const found = largestRequestOf(pod, resource)
  if (found === undefined) return undefined
  const object = workloadOf(pod, cluster)
  const path = `${containerPath(object, found.name, found.init)}.${resourcePath(found.list, resource)}`
  return { object, path, value: found.value }
}

interface Shortage {
  readonly amount: string | undefined
  /** The most that any eligible node offers, and which one. */
  readonly largest: { readonly node: string; readonly amount: string } | undefined
  /**
   * The most that any of them has free. Undefined if the pods of other namespaces were not read, or if no node could
   * ever fit.
   */
  readonly free: { readonly node: string; readonly amount: string } | undefined
  /** True if no eligible node could take the pod even when empty; undefined if the nodes were not read. */
  readonly never: boolean | undefined
  readonly container: string | undefined
  /**
   * The container, if `kubectl set resources` can change its request: not an init container, not a limit used as
   * request.
   */
  readonly settable: string | undefined
}

type ShortageFacts = Pending & Shortage

interface Most {
  readonly node: Kube<'Node'>
  readonly amount: bigint
}

function most(nodes: readonly Kube<'Node'>[], amountOf: (node: Kube<'Node'>) => bigint): Most | undefined {
  const offers = nodes.map(node => ({ node, amount: amountOf(node) }))
  const [best] = offers.toSorted((a, b) => Number(b.amount - a.amount))
  return best
}

function largestKnown(): Map<string, Most | undefined> {
  return new Map()
}

/** The node that offers the most of a resource. Cached, as all replicas share the list of eligible nodes. */
function largestOf(nodes: readonly Kube<'Node'>[], resource: string, cluster: Cluster): Most | undefined {
  const known = cluster.of(nodes, largestKnown)
  if (!known.has(resource))
    known.set(
      resource,
      most(nodes, node => allocatable(node, resource, cluster)),
    )
  return known.get(resource)
}

function measure(pod: Kube<'Pod'>, { nodes, resource = '' }: Verdict, cluster: Cluster): Shortage {
  const wanted = requestsOfPod(pod, cluster).get(resource)
  if (wanted === undefined)
    return {
      amount: undefined,
      largest: undefined,
      free: undefined,
      never: undefined,
      container: undefined,
      settable: undefined,
    }
  const say = (found: Most | undefined) =>
    found && { node: found.node.metadata.name, amount: formatAmount(resource, found.amount < 0n ? 0n : found.amount) }
  const largest = largestOf(nodes, resource, cluster)
  const never = largest === undefined ? undefined : wanted > largest.amount
  // Adding up all pods' requests costs as much as the rest of a diagnosis: skipped if no node could ever fit.
  const free =
    sawAllPods(cluster) && never !== true
      ? most(nodes, node => allocatable(node, resource, cluster) - (requestedOn(node, cluster).get(resource) ?? 0n))
      : undefined
  const asking = largestRequestOf(pod, resource)
  return {
    amount: formatAmount(resource, wanted),
    largest: say(largest),
    free: say(free),
    never,
    container: asking?.name,
    settable: asking?.init === false && asking.list === 'requests' ? asking.name : undefined,
  }
}

function shortageDetail(pod: Kube<'Pod'>, verdict: Verdict, cluster: Cluster): Detail<Shortage> {
  const facts = measure(pod, verdict, cluster)
  const { resource = '' } = verdict
  const node = verdict.nodes.find(({ metadata }) => metadata.name === facts.largest?.node)
  const offered = node?.status?.allocatable?.[resource] ?? 'not offered'
  return {
    facts,
    field: requestField(pod, resource, cluster),
    evidence: node === undefined ? [] : [fieldEvidence(node, `status.allocatable[${resource}]`, offered)],
  }
}

function arithmetic({ largest, free, never, nodeCount }: ShortageFacts, resource: string): string {
  if (largest === undefined) return 'no node has that much free'
  const nodes = nodeCount === 1 ? 'the only eligible node' : `the largest of ${nodeCount} eligible nodes`
  if (never === true) return `${nodes}, ${largest.node}, has only ${largest.amount} ${resource} even when empty`
  if (free === undefined) return `the eligible nodes are full now (${largest.node} has ${largest.amount} in total)`
  return `no eligible node has more than ${free.amount} free (${free.node})`
}

/** Messages about reached limits: cluster autoscaler (`core/scaleup/orchestrator/skippedreasons.go`) and Karpenter. */
const AT_LIMIT = /\bmax\b.{0,60}\b(?:reached|exceeded)\b|max limit|exceeds? limits? for (?:node ?pool|provisioner)/i

/** Why a cloud provides no node, in the words of GKE, AWS and Azure, with the fix. */
const OF_CLOUDS: readonly (readonly [RegExp, string])[] = [
  [
    /quota (?:was )?exceeded|QuotaExceeded|quota\b.{0,60}(?:reached|exceeded)|LimitExceeded/i,
    "Raise the cloud's quota",
  ],
  [
    /out of resources|RESOURCE_POOL_EXHAUSTED|InsufficientInstanceCapacity|AllocationFailed|SkuNotAvailable|no capacity/i,
    'Allow another machine type or zone, where the cloud has capacity',
  ],
]

function scaleSteps(notScaled: NotScaled | undefined): readonly Step[] {
  if (notScaled === undefined) return []
  const said = notScaled.said.slice(0, 200)
  const limit = notScaled.said.split(', ').find(reason => AT_LIMIT.test(reason))
  if (limit !== undefined) {
    const text = `Raise the autoscaler's limit for this node group: it adds no node (${limit.slice(0, 200)}).`
    return [{ kind: 'change', text }]
  }
  const words = said.replace(/\.$/, '')
  const remedy = OF_CLOUDS.find(([pattern]) => pattern.test(notScaled.said))?.[1]
  if (remedy !== undefined) return [{ kind: 'change', text: `${remedy}: the autoscaler cannot add a node (${words}).` }]
  return [
    {
      kind: 'check',
      text: `Find out why the autoscaler adds no node: ${words === '' ? 'it does not say why' : words}.`,
      command:
        notScaled.by === 'karpenter'
          ? 'kubectl get nodepools,nodeclaims'
          : 'kubectl get configmap cluster-autoscaler-status -n kube-system -o yaml',
    },
  ]
}

/** `resource` in words: `CPU`. */
function shortageWords(facts: ShortageFacts, obstacle: Obstacle, resource: string): Words {
  const { amount, never, pod, nodes, nodeCount, container, settable, workload, namespaceFlag, notScaled } = facts
  const what = amount === undefined ? `the requested ${resource}` : `${amount} ${resource}`
  const where = container === undefined ? '' : ` for container ${container}`
  return {
    title:
      never === true
        ? `a pod requests ${what}, more than any eligible node has`
        : `no eligible node has ${what} free for a pod`,
    why: `Pod ${pod} requests ${what}, and ${arithmetic(facts, resource)}, so ${facts.fate}.`,
    fix: [
      ...scaleSteps(notScaled),
      {
        kind: 'change',
        text: never
          ? `Request less ${resource}${where} than the largest node has, or add a larger node.`
          : `Request less ${resource}${where}, scale down other workloads, or add a node.`,
        ...(settable !== undefined &&
          obstacle !== 'extended-resource' &&
          isSettable(workload.kind) && {
            command: sh`kubectl set resources ${workload.kind.toLowerCase()}/${workload.name} -c ${settable} --requests=${obstacle}=<value>${namespaceFlag}`,
            changesWorkload: true as const,
          }),
      },
      {
        kind: 'check',
        text: `Show what is reserved on ${nodeCount === 0 ? 'the nodes' : nameList(nodes, nodeCount)}.`,
        command: nodes.length === 1 ? sh`kubectl describe node ${nodes[0] ?? ''}` : 'kubectl describe node',
      },
    ],
  }
}

function shortage(obstacle: Obstacle, resource: string, text: CauseText): PendingCause<Shortage> {
  return {
    obstacle,
    owner: 'app',
    patience: 'stuck',
    text,
    detail: shortageDetail,
    explain: facts => shortageWords(facts, obstacle, resource),
  }
}

export const cpu = shortage('cpu', 'CPU', {
  summary: 'No node has the requested CPU free',
  shows: 'The pod stays Pending; the event FailedScheduling says `Insufficient cpu`.',
  happens:
    'The request is larger than any node, other requests fill the nodes (requests count, not usage), or a node group is at its limit.',
  fix: 'Lower the request to what the container needs, scale down something else, or add a node that is large enough.',
  docs: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
})

export const memory = shortage('memory', 'memory', {
  summary: 'No node has the requested memory free',
  shows: 'The pod stays Pending; the event FailedScheduling says `Insufficient memory`.',
  happens:
    'The request is larger than any node, other requests fill the nodes (requests count, not usage), or a node group is at its limit.',
  fix: 'Lower the request to what the container needs, scale down something else, or add a node that is large enough.',
  docs: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
})

export const ephemeralStorage = shortage('ephemeral-storage', 'ephemeral storage', {
  summary: 'No node has the requested ephemeral storage free',
  shows: 'The pod stays Pending; the event FailedScheduling says `Insufficient ephemeral-storage`.',
  happens: 'The request is larger than a node’s root disk, or other pods have reserved the nodes’ disks.',
  fix: 'Lower the request to what the container needs, scale down something else, or add a node that is large enough.',
  docs: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
})

/** Steps for a claim of devices, by the message of the scheduler's plugin (`dynamicresources/dynamicresources.go`). */
function claimSteps(said: string, namespaceFlag: string): readonly Step[] {
  const listClaims: Step = {
    kind: 'check',
    text: 'Show the claims, and which pods have reserved them.',
    command: sh`kubectl get resourceclaims -o wide${namespaceFlag}`,
  }
  const missing = /device class (\S{1,253}) does not exist/.exec(said)?.[1]
  if (missing !== undefined) {
    const text = `Install the driver that provides DeviceClass ${missing}, or correct deviceClassName in the claim.`
    return [
      { kind: 'change', text },
      { kind: 'check', text: 'List the device classes.', command: 'kubectl get deviceclasses' },
    ]
  }
  if (/not found|could not find|not created/i.test(said)) {
    return [
      {
        kind: 'change',
        text: "Create the ResourceClaim or its template, or correct its name in the pod's resourceClaims.",
      },
      listClaims,
    ]
  }
  if (/\bin use\b/i.test(said)) {
    return [
      {
        kind: 'change',
        text: 'Give the pod a claim of its own with a ResourceClaimTemplate, or stop the pods that hold this one.',
      },
      listClaims,
    ]
  }
  return [{ kind: 'change', text: 'Free devices that other pods hold, or add a node.' }, listClaims]
}

export const extendedResource: PendingCause<Shortage> = {
  obstacle: 'extended-resource',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'No node offers enough of an extended resource (GPU, hugepages, device plugin)',
    shows:
      'The pod stays Pending; FailedScheduling says `Insufficient nvidia.com/gpu` or `cannot allocate all claims`.',
    happens:
      'No node has such a device, its device plugin is not running there, all devices are in use, or the resource’s name has a typo.',
    fix: 'Check the name, run the device plugin on the nodes that have the device, free a device, or add a node with more.',
    docs: [
      'https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/',
      'https://kubernetes.io/docs/tasks/configure-pod-container/extended-resource/',
    ],
  },

  detail: shortageDetail,

  explain(facts) {
    const { resource = 'none is free', amount, largest, pod } = facts
    if (amount === undefined) {
      return {
        title: `the devices that the pod claims cannot be allocated: ${resource}`,
        why: `The scheduler places pod ${pod} only with its devices, so it stays Pending.`,
        fix: [
          ...claimSteps(resource, facts.namespaceFlag),
          {
            kind: 'check',
            text: 'Show what the pod requests.',
            command: sh`kubectl describe pod ${pod}${facts.namespaceFlag}`,
          },
        ],
      }
    }
    if (largest?.amount !== '0') return shortageWords(facts, 'extended-resource', resource)
    return {
      title: `no eligible node offers ${resource}`,
      why: `Pod ${pod} requests ${amount} ${resource}, which no eligible node offers at all, so ${facts.fate}.`,
      fix: [
        {
          kind: 'change',
          text: resource.startsWith('hugepages-')
            ? `Reserve huge pages of that size on a node (sysctl vm.nr_hugepages, or hugepages= at boot) and restart its kubelet, or request a size that nodes have.`
            : `Run the device plugin for ${resource} on a node that has the device, add such a node, or correct the resource's name.`,
        },
        {
          kind: 'check',
          text: 'List what the nodes offer.',
          command: `kubectl get nodes -o custom-columns='NAME:.metadata.name,OFFERS:.status.allocatable'`,
        },
      ],
    }
  },
}

export const podLimit: PendingCause<{ readonly limit: string | undefined }> = {
  obstacle: 'pods',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'Every eligible node already runs its maximum number of pods',
    shows: 'The pod stays Pending; FailedScheduling says `Too many pods`.',
    happens:
      'A node accepts at most `maxPods` pods (110 by default; on EKS as many as its network interfaces have addresses for), and DaemonSets and small pods add up.',
    fix: 'Delete pods that are not needed, add a node, or raise maxPods if the node’s pod range has room.',
    docs: [
      'https://kubernetes.io/docs/setup/best-practices/cluster-large/',
      'https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/',
    ],
  },

  detail(pod, { nodes }, cluster) {
    const [node] = nodes
    const limit = node?.status?.allocatable?.['pods']
    return {
      facts: { limit: limit === undefined ? undefined : String(limit) },
      subject: namedNode(pod, nodes) ?? workloadOf(pod, cluster),
      evidence: node === undefined ? [] : [fieldEvidence(node, 'status.allocatable.pods', limit ?? '')],
    }
  },

  explain({ pod, nodes, nodeCount, limit }) {
    const [node] = nodes
    return {
      title:
        nodeCount < 2
          ? `${node === undefined ? 'every node that fits' : `node ${node}`} is at its pod limit${limit === undefined ? '' : ` (${limit})`}`
          : `${nameList(nodes, nodeCount)} are at their pod limit`,
      why: `Every eligible node for pod ${pod} has reached its pod limit.`,
      fix: [
        { kind: 'change', text: 'Add a node, or scale down what is not needed.' },
        ...(node === undefined
          ? []
          : [
              {
                kind: 'check' as const,
                text: 'List the pods on the node.',
                command: sh`kubectl get pods --all-namespaces --field-selector spec.nodeName=${node}`,
              },
            ]),
        {
          kind: 'change',
          text: "Or raise maxPods in the kubelet's configuration, if the node's pod range has room.",
        },
      ],
    }
  },
}

/** The path of a host port; none with hostNetwork, where every port is one. */
function declaredPort({ spec }: Kube<'Pod'>, port: HostPort): PortFacts['declared'] {
  if (spec?.hostNetwork === true) return undefined
  for (const list of ['containers', 'initContainers'] as const) {
    const ports = spec?.[list]?.find(({ name }) => name === port.container)?.ports
    const found = ports?.find(({ hostPort, protocol = 'TCP' }) => hostPort === port.port && protocol === port.protocol)
    if (found !== undefined)
      return { list, container: port.container, port: { containerPort: found.containerPort, hostPort: null } }
  }
  return undefined
}

interface PortFacts {
  /** Where the pod template sets it as hostPort, and what to set instead. */
  readonly declared: { readonly list: ContainerList; readonly container: string; readonly port: object } | undefined
  /** True if a rolling update blocks itself. */
  readonly isRolling: boolean
  readonly port: string | undefined
  readonly holder: string | undefined
  readonly isOwn: boolean
}

export const hostPort: PendingCause<PortFacts> = {
  obstacle: 'host-port',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'The hostPort is already taken on every eligible node',
    shows: "The pod stays Pending; FailedScheduling says `node(s) didn't have free ports for the requested pod ports`.",
    happens:
      'There are more replicas than nodes, a rolling update starts the new pod before the old one is gone, or another workload has the same port.',
    fix: 'Use a Service instead of hostPort, run no more replicas than nodes, or let the update remove the old pod first (maxSurge 0 or Recreate).',
    docs: ['https://kubernetes.io/docs/concepts/configuration/overview/'],
  },

  detail(pod, { nodes }, cluster) {
    const workload = workloadOf(pod, cluster)
    const wanted = hostPortsOf(pod)
    const clashes = wanted.flatMap(port => {
      const node = nodes.find(each => holdersOfPort(port, each, cluster).length > 0)
      const holder = node && holdersOfPort(port, node, cluster)[0]
      return holder === undefined ? [] : [{ port, holder }]
    })
    const [clash] = clashes
    const port = clash?.port ?? wanted[0]
    const isOwn = clash !== undefined && refText(workloadOf(clash.holder, cluster)) === refText(workload)
    return {
      facts: {
        port: port && `${port.port}/${port.protocol}`,
        declared: port && declaredPort(pod, port),
        isRolling:
          isOwn &&
          workload.kind === 'Deployment' &&
          clash?.holder.metadata.labels?.['pod-template-hash'] !== pod.metadata.labels?.['pod-template-hash'],
        holder: clash && refText(refOf(clash.holder)),
        isOwn,
      },
      field: port && {
        object: workload,
        path: `${containerPath(workload, port.container)}.ports`,
        value: String(port.port),
      },
      evidence: clash === undefined ? [] : [fieldEvidence(clash.holder, 'spec.nodeName', clash.holder.spec?.nodeName)],
    }
  },

  explain({ pod, port, declared, holder, isOwn, isRolling, workload, namespaceFlag, nodeCount, fate }) {
    const nodes = nodeCount === 1 ? 'the only eligible node' : 'every eligible node'
    const [what, need] = port === undefined ? ['the host port', 'a port'] : [`host port ${port}`, `port ${port}`]
    return {
      title: `${what} is already taken on ${nodes}`,
      why: `Pod ${pod} needs ${need} on its node, which ${holder ?? 'another pod'} uses, so ${fate}.`,
      fix: [
        ...(isRolling
          ? [
              noSurge(
                'Set maxSurge 0, so that the update stops an old pod before it starts a new one.',
                workload.name,
                namespaceFlag,
              ),
            ]
          : []),
        ...(declared === undefined
          ? [
              {
                kind: 'change' as const,
                text: 'Remove hostPort (or hostNetwork) and reach the pods through a Service.',
              },
            ]
          : templateSteps(
              'Remove hostPort and reach the pods through a Service.',
              { ...workload, namespaceFlag },
              { [declared.list]: [{ name: declared.container, ports: [declared.port] }] },
            )),
        ...(isOwn
          ? [{ kind: 'change' as const, text: 'Or run no more replicas than there are eligible nodes.' }]
          : holder === undefined
            ? []
            : [
                {
                  kind: 'change' as const,
                  text: `Or use a different host port for this pod or for ${holder}.`,
                },
              ]),
      ],
    }
  },
}

import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import type { Words } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import type { Confidence } from '../../report.ts'
import type { PullFault } from '../../workloads/images/messages.ts'
import { pullFaultOf } from '../../workloads/images/messages.ts'
import { failingSandbox } from '../../workloads/nodes/sandbox-failure.ts'

/** A node and the image of its pods' sandbox container, which the runtime's configuration names. */
export interface SandboxImage {
  readonly image: string
  readonly node: string
}

/** How the pull of a sandbox's image fails. */
export interface SandboxPull extends SandboxImage {
  readonly fault: PullFault
  readonly event: ClusterEvent
  readonly since: number | undefined
  readonly confidence: Confidence
}

/**
 * containerd `internal/cri/server/podsandbox/sandbox_run.go`, CRI-O `error creating pod sandbox with name …: initializing
 * source docker://…` (cri-o/cri-o issue 3915), cri-dockerd `core/image.go`.
 */
const NAMED =
  /failed to get sandbox image "([^"]{1,500})"|creating pod sandbox with name .{0,400}?initializing source docker:\/\/([^\s"]{1,500}?): |failed pulling image "([^"]{1,500})"/i

/** The sandbox image that the runtime cannot pull according to a kubelet's message, and what is at fault. */
export function readSandboxPull(message: string): { readonly image: string; readonly fault: PullFault } | undefined {
  const image = NAMED.exec(message)
    ?.slice(1)
    .find(name => name !== undefined)
  if (image === undefined) return undefined
  const fault = pullFaultOf(message, image)
  return fault && { image, fault }
}

function read(pod: Kube<'Pod'>, cluster: Cluster): SandboxPull | undefined {
  const failing = failingSandbox(pod, cluster)
  const pull = failing && readSandboxPull(failing.event.message)
  return pull && { ...failing, ...pull, node: pod.spec?.nodeName ?? '' }
}

/** How the pull of a pod's sandbox image fails, if that keeps the pod from starting. */
export function sandboxPullOf(pod: Kube<'Pod'>, cluster: Cluster): SandboxPull | undefined {
  return cluster.of(pod, read)
}

/** The words for a sandbox image that cannot be pulled: the runtime's configuration has to change. */
export function sandboxWords({ image, node }: SandboxImage, reason: string): Words {
  return {
    title: `sandbox image ${image} of node ${node} cannot be pulled: ${reason}`,
    why: `The container runtime on ${node} creates every pod's sandbox from this image, so no new pod starts there without it.`,
    fix: [
      {
        kind: 'change',
        text: 'On the node, set an image that it can pull in the container runtime’s configuration, and restart the runtime: `sandbox` of pinned_images (containerd 2) or sandbox_image (containerd 1) in /etc/containerd/config.toml, pause_image in /etc/crio/crio.conf.',
      },
      {
        kind: 'change',
        text: `Or load the image onto the node: run \`crictl pull ${image}\` there.`,
      },
    ],
  }
}

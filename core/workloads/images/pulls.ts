import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Evidence } from '../../report.ts'
import { earliest, parseTime } from '../../time.ts'
import type { ContainerView } from '../containers.ts'
import { createdAt } from '../pods.ts'
import { workloadOf } from '../workloads.ts'
import type { PullFault } from './messages.ts'
import { pullFaultOf } from './messages.ts'

export type { PullFault } from './messages.ts'

/** Waiting reasons of a container whose image is missing (kubelet `images/types.go`, `cri-api/pkg/errors`). */
export const PULL_REASONS: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ImageInspectError',
  'ErrImageNeverPull',
  'InvalidImageName',
  'RegistryUnavailable',
  'SignatureValidationFailed',
])

/** A failing pull. */
export interface PullProblem {
  readonly image: string
  /** The image volume, if it is not a container's image. */
  readonly volume: string | undefined
  /** Undefined if no message has the reason: only the back-off is left. */
  readonly fault: PullFault | undefined
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  /** Milliseconds in which an ongoing pull is normal. */
  readonly usual: number
  /** True if the pull has not failed, but does not end. */
  readonly isRunning: boolean
}

/** Milliseconds that a pull may take: a large image over a slow link. */
const PULLING = 10 * 60_000

/** When the Deployment's own progress deadline passed, if that was during the pull of the pod's image. */
function deadlineAfter({ pod }: ContainerView, began: number, cluster: Cluster): number | undefined {
  const workload = cluster.get(workloadOf(pod, cluster))
  const progress =
    workload?.kind === 'Deployment'
      ? workload.status?.conditions?.find(({ type }) => type === 'Progressing')
      : undefined
  if (progress?.status !== 'False' || progress.reason !== 'ProgressDeadlineExceeded') return undefined
  const passed = parseTime(progress.lastTransitionTime)
  return passed !== undefined && passed > began ? passed : undefined
}

/** The kubelet reports the beginning of a pull (`Pulling`), and its end with `Pulled` or `Failed`. */
function readRunning(view: ContainerView, cluster: Cluster): PullProblem | undefined {
  const { waiting, spec, events } = view
  const newest =
    waiting?.reason === 'ContainerCreating' || waiting?.reason === 'PodInitializing' ? events.at(-1) : undefined
  if (newest?.reason !== 'Pulling') return undefined
  const since = newest.last ?? createdAt(view.pod)
  const deadline = since === undefined ? undefined : deadlineAfter(view, since, cluster)
  return {
    image: spec.image ?? '',
    volume: undefined,
    fault: 'timeout',
    message: newest.message,
    evidence: [eventEvidence(newest)],
    since,
    usual: since === undefined || deadline === undefined ? PULLING : Math.min(PULLING, deadline - since),
    isRunning: true,
  }
}

/** A back-off does not give the reason. Since Kubernetes 1.31 the error may follow a colon. */
const BACK_OFF = /^Back-off pulling image "[^"]{0,1000}"(?:: )?/

/**
 * The image volume that the kubelet fails to pull for a container, which waits for it as for its own image
 * (`kuberuntime_manager.go`).
 */
function imageVolumeOf({
  pod,
  waiting,
  spec,
}: ContainerView): { readonly name: string; readonly image: string } | undefined {
  for (const { name = '', image } of pod.spec?.volumes ?? []) {
    const reference = image?.reference
    if (reference === undefined || reference === '' || reference === spec.image) continue
    if (waiting?.message?.includes(`"${reference}"`) === true) return { name, image: reference }
  }
  return undefined
}

function read(view: ContainerView, cluster: Cluster): PullProblem | undefined {
  const { waiting, spec, pod, statusPath } = view
  if (waiting?.reason === undefined || !PULL_REASONS.has(waiting.reason)) return readRunning(view, cluster)
  const volume = imageVolumeOf(view)
  const image = volume?.image ?? spec.image ?? ''
  const events =
    volume === undefined ? view.events : cluster.events(pod).filter(({ message }) => message.includes(`"${image}"`))
  const failed = events.filter(
    ({ reason, message }) =>
      reason === 'InspectFailed' ||
      reason === 'ErrImageNeverPull' ||
      (reason === 'Failed' && /pull|image/i.test(message) && !/^Error: /.test(message)),
  )
  const state = (waiting.message ?? '').replace(BACK_OFF, '')
  const candidates = [
    ...failed.toReversed().map(event => ({ text: event.message, evidence: eventEvidence(event) })),
    { text: state, evidence: fieldEvidence(pod, `${statusPath}.state.waiting.message`, waiting.message ?? '') },
    { text: waiting.reason, evidence: fieldEvidence(pod, `${statusPath}.state.waiting.reason`, waiting.reason) },
  ]
  const telling = candidates.find(({ text }) => text !== '' && pullFaultOf(text, image) !== undefined)
  const best = telling ?? candidates.find(({ text }) => text !== '')
  return {
    image: volume?.image ?? spec.image ?? view.status.image ?? '',
    volume: volume?.name,
    fault: telling === undefined ? undefined : pullFaultOf(telling.text, image),
    message: best?.text ?? '',
    evidence: [
      ...(best === undefined ? [] : [best.evidence]),
      fieldEvidence(pod, `${statusPath}.state.waiting.reason`, waiting.reason),
    ],
    since:
      earliest(failed.map(({ first }) => first)) ??
      cluster.events(pod).find(({ reason }) => reason === 'Pulling')?.first ??
      createdAt(pod),
    usual: 0,
    isRunning: false,
  }
}

/** What is wrong with a container's pull; undefined if its image is present. */
export function pullProblemOf(view: ContainerView, cluster: Cluster): PullProblem | undefined {
  return cluster.of(view, read)
}

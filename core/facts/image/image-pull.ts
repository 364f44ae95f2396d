import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Evidence } from '../../report.ts'
import { isEarly } from '../freshness.ts'
import type { ContainerView } from '../pods/containers.ts'
import { parseImage } from './image-name.ts'

/** Why an image does not reach the node: the ids of the image stage's causes, and a node without room for it. */
export type PullFailure =
  | 'image-not-found'
  | 'image-name-invalid'
  | 'image-pull-unauthorized'
  | 'image-pull-rate-limited'
  | 'image-pull-timeout'
  | 'image-never-pulled'
  | 'image-platform-mismatch'
  | 'registry-unreachable'
  | 'registry-tls-error'
  | 'node-disk-full'

/**
 * What runtimes and registries print, the telling before the vague. Order matters: a missing platform ends in `not found`
 * too, a registry that hides private repositories says both `does not exist` and `may require authorization`, and the reason
 * of a failed token request stands inside `failed to authorize`.
 * Sources: containerd `core/remotes/docker`, CRI-O and `containers/image`, cri-dockerd, Go's `net` and `crypto/x509`.
 */
const CLASSES: readonly (readonly [PullFailure, RegExp])[] = [
  [
    'image-name-invalid',
    /invalid reference format|couldn't parse image (?:name|reference)|InvalidImageName|repository name .{0,300}must be|short-name .{0,300} did not resolve|short name mode is enforcing|pull an unqualified image/i,
  ],
  ['image-never-pulled', /pull policy of never|ErrImageNeverPull/i],
  [
    'image-platform-mismatch',
    /no match(?:ing manifest)? for (?:platform|\S{1,80} in the manifest list)|no image found in (?:manifest list|image index) for|no matching manifest for|cannot be used on this platform|image operating system .{0,80} cannot be used/i,
  ],
  ['image-pull-rate-limited', /\b429\b|too ?many ?requests|rate limit/i],
  [
    'registry-unreachable',
    /no such host|server misbehaving|temporary failure in name resolution|i\/o timeout while resolving|lookup \S{1,300}(?: on \S{1,100})?: (?:no such host|i\/o timeout|read udp)/i,
  ],
  [
    'registry-tls-error',
    /x509:|tls: |certificate (?:signed by unknown authority|has expired|is not valid|verify failed)|server gave HTTP response to HTTPS client|first record does not look like a TLS handshake|remote error: tls/i,
  ],
  [
    'registry-unreachable',
    /connection refused|no route to host|network is unreachable|connection reset by peer|dial tcp \S{1,200} i\/o timeout|dial tcp \S{1,200} connect: |proxyconnect tcp|host is down|registry is unavailable|RegistryUnavailable|TLS handshake timeout|request canceled while waiting for connection/i,
  ],
  [
    'image-pull-unauthorized',
    /\b401\b|unauthorized|\b403\b|forbidden|no basic auth credentials|authentication required|authorization failed|pull access denied|access (?:to the resource )?(?:is )?denied|insufficient_scope|denied: |permission .{0,100}denied|may require authorization|may require 'docker login'|credentials? .{0,80}(?:expired|invalid)|invalid username\/password/i,
  ],
  [
    'image-not-found',
    /manifest unknown|MANIFEST_UNKNOWN|name unknown|NAME_UNKNOWN|repository .{0,300}(?:not found|does not exist)|not found|\b404\b|does not exist|failed to resolve reference .{0,300}: .{0,300}: not found/i,
  ],
  ['node-disk-full', /no space left on device/i],
  [
    'registry-unreachable',
    /\b50[0-4] (?:Internal Server Error|Not Implemented|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out)|(?:HEAD|GET|Head|Get) "?https?:\/\/\S{1,1000}: EOF/,
  ],
  [
    'image-pull-timeout',
    /context deadline exceeded|i\/o timeout|timed? ?out|context canceled|Client\.Timeout|unexpected EOF|progress deadline/i,
  ],
]

/** The kubelet reaches the runtime of its own node over a socket; that it does not answer says nothing of the registry. */
const RUNTIME_GONE = /dial unix \S{1,300}/

/** Takes what a kubelet or runtime says of a failed pull; returns the class of failure, or undefined where it names none. */
export function classifyPull(message: string): PullFailure | undefined {
  if (RUNTIME_GONE.test(message)) return undefined
  return CLASSES.find(([, pattern]) => pattern.test(message))?.[0]
}

/** Waiting reasons of a container whose image is not there (kubelet `images/types.go`, `cri-api/pkg/errors`). */
export const PULL_REASONS: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ImageInspectError',
  'ErrImageNeverPull',
  'InvalidImageName',
  'RegistryUnavailable',
  'SignatureValidationFailed',
])

/** A pull that fails as the snapshot shows it. */
export interface PullProblem {
  readonly image: string
  /** Undefined where no message says why: only the back-off is left. */
  readonly failure: PullFailure | undefined
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  /** True where the pull has not failed: it goes on and on. */
  readonly isRunning?: boolean
}

/** Milliseconds after which a pull that goes on is no stage of a normal start any more. */
const PATIENCE = 10 * 60_000

/** The kubelet says when it begins to pull (`Pulling`), and with `Pulled` or `Failed` when that is over. */
function readRunning({ waiting, spec, events }: ContainerView, cluster: Cluster): PullProblem | undefined {
  const newest =
    waiting?.reason === 'ContainerCreating' || waiting?.reason === 'PodInitializing' ? events.at(-1) : undefined
  if (newest?.reason !== 'Pulling' || isEarly(newest.last, PATIENCE, cluster)) return undefined
  return {
    image: spec.image ?? '',
    failure: 'image-pull-timeout',
    message: newest.message,
    evidence: [eventEvidence(newest)],
    since: newest.last,
    isRunning: true,
  }
}

/** A back-off tells nothing of why. Since Kubernetes 1.31 it may carry the error behind a colon. */
const BACK_OFF = /^Back-off pulling image "[^"]{0,1000}"(?:: )?/

function read(view: ContainerView, cluster: Cluster): PullProblem | undefined {
  const { waiting, spec, pod, events, statusPath } = view
  if (waiting?.reason === undefined || !PULL_REASONS.has(waiting.reason)) return readRunning(view, cluster)
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
  const telling = candidates.find(
    ({ text }) => text !== '' && classifyPull(withoutNames(text, spec.image ?? '')) !== undefined,
  )
  const best = telling ?? candidates.find(({ text }) => text !== '')
  return {
    image: spec.image ?? view.status.image ?? '',
    failure: telling === undefined ? undefined : failureOf(telling.text, spec.image ?? ''),
    message: best?.text ?? '',
    evidence: [
      ...(best === undefined ? [] : [best.evidence]),
      fieldEvidence(pod, `${statusPath}.state.waiting.reason`, waiting.reason),
    ],
    since: failed[0]?.first ?? cluster.events(pod).find(({ reason }) => reason === 'Pulling')?.first,
  }
}

/** What Docker Hub answers for what is private and for what is not there. Its official images are all public. */
const HIDDEN = /does not exist or may require|requested access to the resource is denied/i

function failureOf(message: string, image: string): PullFailure | undefined {
  const failure = classifyPull(withoutNames(message, image))
  if (failure !== 'image-pull-unauthorized' || !HIDDEN.test(message)) return failure
  const { registry, repository } = parseImage(image)
  return registry === 'docker.io' && /^(?:library\/)?[^/]+$/.test(repository) ? 'image-not-found' : failure
}

/** The image's own name is chosen by people: `not-found:404` must decide nothing. */
function withoutNames(message: string, image: string): string {
  const bare = image.replace(/@sha256:.*$/, '')
  const path = bare.replace(/:[^:/]*$/, '')
  return [bare, path, path.replace(/^[^/]*\//, '')]
    .filter(name => name.length > 1)
    .reduce((text, name) => text.replaceAll(name, 'IMAGE'), message)
}

/** Takes a container; returns what is wrong with its pull, or undefined where its image is there. */
export function pullProblemOf(view: ContainerView, cluster: Cluster): PullProblem | undefined {
  return cluster.of(view, read)
}

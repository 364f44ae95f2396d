import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { BUDGETS } from '../../patience.ts'
import type { FamilyHit } from '../../rule.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { type ContainerView, containersOf, listOf } from '../../workloads/containers.ts'
import { parseImage } from '../../workloads/images/image-name.ts'
import { SERVER_ERROR } from '../../workloads/images/messages.ts'
import type { PullFault, PullProblem } from '../../workloads/images/pulls.ts'
import { pullProblemOf } from '../../workloads/images/pulls.ts'
import { previousTemplate } from '../../workloads/replica-sets.ts'
import { startFailureOf } from '../../workloads/start/failures.ts'
import type { ContainerList } from '../../workloads/template-patch.ts'
import {
  changed,
  containerPatch,
  isSettable,
  patchCommand,
  patchStep,
  templatePatch,
} from '../../workloads/template-patch.ts'
import { containerPath, podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import { ignoredType, type MissingSecret, nearestSecret, pullSecretsOf } from './pull-secrets.ts'
import type { SandboxImage, SandboxPull } from './sandbox-image.ts'
import { sandboxPullOf, sandboxWords } from './sandbox-image.ts'

/** A failed pull, for the words of its cause. */
interface PullFacts {
  readonly image: string
  readonly container: string
  /** The image volume, if it is not the container's own image. */
  readonly volume: string | undefined
  readonly list: ContainerList
  readonly message: string
  /** True if the pull has not failed, but does not end. */
  readonly isRunning: boolean
  readonly workload: { readonly kind: string; readonly name: string; readonly namespaceFlag: string }
  /** The previous revision's image, if it was a different one. */
  readonly previous: string | undefined
  readonly architecture: string | undefined
  readonly node: string
  /** The reference as it was probably meant, if it is invalid. */
  readonly corrected: string | undefined
  /** The pod's pull secrets. */
  readonly secrets: readonly string[]
  /** The type for which the kubelet ignores all of them. */
  readonly ignoredType: string | undefined
  /** Set if the runtime pulls the image for the pod's sandbox, not for a container. */
  readonly sandbox: SandboxImage | undefined
}

interface SecretFacts {
  readonly image: string
  readonly secret: string
  readonly namespaceFlag: string
  /** What references it: the workload or its service account. */
  readonly via: { readonly kind: string; readonly name: string; readonly namespaceFlag: string }
  readonly suggestion: string | undefined
  /** Another namespace that has a Secret with this name. */
  readonly elsewhere: string | undefined
}

/** Cause by fault. A full disk is a problem of the node. */
const CAUSES = {
  missing: 'image-not-found',
  name: 'image-name-invalid',
  never: 'image-never-pulled',
  platform: 'image-platform-mismatch',
  credentials: 'image-pull-unauthorized',
  limit: 'image-pull-rate-limited',
  timeout: 'image-pull-timeout',
  unreachable: 'registry-unreachable',
  tls: 'registry-tls-error',
} as const satisfies Record<Exclude<PullFault, 'disk'>, string>

type Fault = keyof typeof CAUSES
type Causes = Record<(typeof CAUSES)[Fault], PullFacts> & { 'image-pull-secret-missing': SecretFacts }

/** The command that creates a pull secret. Docker Hub's credentials use the address of its v1 API. */
function credentials(secret: string, flag: string, registry: string): string {
  const server = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry
  return `${sh`kubectl create secret docker-registry ${secret}${flag} --docker-server=${server}`} --docker-username=<user> --docker-password=<value>`
}

/** Cloud registries that nodes read with their own identity, and what grants that. */
const IDENTITIES: readonly (readonly [RegExp, string])[] = [
  [
    /\.dkr[.-]ecr[.-][\w-]{1,40}\.(?:amazonaws\.com|on\.aws)/,
    "the nodes' IAM role needs AmazonEC2ContainerRegistryPullOnly, and a repository of another account a policy that allows it",
  ],
  [/(?:^|\.)(?:gcr\.io|pkg\.dev)$/, "the nodes' service account needs roles/artifactregistry.reader on the repository"],
  [
    /\.azurecr\.(?:io|cn|us)$/,
    'attach the registry with `az aks update --attach-acr`, or grant AcrPull to the kubelet identity',
  ],
]

function byIdentity(registry: string): readonly Step[] {
  const how = IDENTITIES.find(([pattern]) => pattern.test(registry))?.[1]
  return how === undefined ? [] : [{ kind: 'change', text: `Let the nodes read the registry: ${how}.` }]
}

/** The unreachable host, from errors of Go's `net` and `net/http`. */
function unreachedHost(message: string): string | undefined {
  return (
    /dial tcp: lookup ([a-z0-9.-]{1,253})(?: on \S{1,100})?: /i.exec(message)?.[1] ??
    /(?:Get|Head|Post) "https?:\/\/([^/\s":]{1,253})(?::\d{1,5})?\/[^"]{0,1000}": (?:dial tcp|read tcp|EOF|net\/http)/i.exec(
      message,
    )?.[1]
  )
}

/** The host that refuses the layers to which the registry redirects (containerd `httpReadSeeker`). */
function layerStore(message: string, registry: string): string | undefined {
  const host =
    /httpReadSeeker: failed open: unexpected status (?:code |from GET request to )https?:\/\/([^/\s:]{1,253}).{0,2000}\b403\b/s.exec(
      message,
    )?.[1]
  return host === undefined || host === registry || registry === 'docker.io' ? undefined : host
}

/**
 * An image that was pulled but cannot run on the node: one for another Windows version (hcsshim,
 * `hcs::CreateComputeSystem`: `The container operating system does not match the host operating system`).
 */
function mismatchedImage(view: ContainerView, cluster: Cluster): PullProblem | undefined {
  const failure = startFailureOf(view, cluster)
  if (failure?.fault !== 'platform') return undefined
  const { message, evidence, since } = failure
  const image = view.spec.image ?? ''
  return { image, volume: undefined, fault: 'platform', message, evidence, since, usual: 0, isRunning: false }
}

function isHere(fault: PullFault | undefined): fault is Fault {
  return Object.hasOwn(CAUSES, fault ?? '')
}

/**
 * The message of a kubelet that verifies credentials for images on its node (KEP-2535,
 * `KubeletEnsureSecretPulledImages`): the image is present, and pulling is not allowed.
 */
const UNVERIFIED = /(?<!not )\bpresent with pull policy|credentials?\b.{0,80}\bimage/i

const SHORT = /short[- ]name|unqualified image/i
/** The response of registries that hide private repositories. */
const HIDDEN = /does not exist or may require/i
const PROVEN = /no basic auth credentials|\b401\b|unauthorized/i

/** The reference as it was probably meant: without a scheme, in lower case. */
function corrected(image: string): string | undefined {
  const lower = image
    .replace(/^[a-z]+:\/\//i, '')
    .trim()
    .toLowerCase()
  return lower !== image && /^[a-z0-9][a-z0-9._/:@-]*$/.test(lower) ? lower : undefined
}

/** The field that has to change. */
function fieldOf(fault: Fault, view: ContainerView, facts: PullFacts, cluster: Cluster): Hit<PullFacts>['field'] {
  const object = workloadOf(view.pod, cluster)
  const container = containerPath(object, view.name, view.role !== 'main')
  const ofVolume = `${podSpecPath(object.kind)}.volumes[name=${facts.volume ?? ''}].image`
  if (fault === 'never' && facts.volume !== undefined)
    return { object, path: `${ofVolume}.pullPolicy`, value: 'Never', suggestion: 'IfNotPresent' }
  if (fault === 'never')
    return { object, path: `${container}.imagePullPolicy`, value: 'Never', suggestion: 'IfNotPresent' }
  if (fault === 'credentials')
    return facts.secrets.length > 0 ? undefined : { object, path: `${podSpecPath(object.kind)}.imagePullSecrets` }
  const suggestion = facts.corrected ?? facts.previous
  return {
    object,
    path: facts.volume === undefined ? `${container}.image` : `${ofVolume}.reference`,
    value: facts.image,
    ...(suggestion === undefined ? {} : { suggestion }),
  }
}

function hitOf(view: ContainerView, problem: PullProblem, fault: Fault, cluster: Cluster): Hit<PullFacts> {
  const { pod } = view
  const workload = workloadOf(pod, cluster)
  const before = previousTemplate(workload, cluster)?.spec?.[listOf(view)]?.find(
    ({ name }) => name === view.name,
  )?.image
  const node = cluster.find('Node', undefined, pod.spec?.nodeName ?? '')
  const { image, volume, message, isRunning, evidence, since, usual } = problem
  const named = fault === 'credentials' ? pullSecretsOf(pod, cluster).named : []
  const facts: PullFacts = {
    image,
    volume,
    container: view.name,
    list: listOf(view),
    message,
    isRunning,
    workload: { kind: workload.kind, name: workload.name, namespaceFlag: namespaceFlag(workload.namespace) },
    previous: before === image || volume !== undefined ? undefined : before,
    architecture: node.state === 'present' ? node.object.status?.nodeInfo?.architecture : undefined,
    node: pod.spec?.nodeName ?? '',
    corrected: fault === 'name' ? corrected(image) : undefined,
    secrets: named.map(({ name }) => name),
    ignoredType: ignoredType(named, cluster),
    sandbox: undefined,
  }
  const isLikely = isRunning || (HIDDEN.test(message) && !PROVEN.test(message))
  return {
    facts,
    subject: { ...workload, container: view.name },
    container: view.name,
    evidence,
    ...(isLikely && { confidence: 'likely' as const }),
    since,
    usual,
    field: fieldOf(fault, view, facts, cluster),
  }
}

/** A pod without a sandbox has no container that could pull. */
function sandboxHit(pod: Kube<'Pod'>, pull: SandboxPull, cluster: Cluster): Hit<PullFacts> {
  const { image, node, event, since, confidence } = pull
  const workload = workloadOf(pod, cluster)
  return {
    facts: {
      image,
      volume: undefined,
      container: '',
      list: 'containers',
      message: event.message,
      isRunning: false,
      workload: { kind: workload.kind, name: workload.name, namespaceFlag: namespaceFlag(workload.namespace) },
      previous: undefined,
      architecture: undefined,
      node,
      corrected: undefined,
      secrets: [],
      ignoredType: undefined,
      sandbox: { image, node },
    },
    subject: workload,
    evidence: [eventEvidence(event), fieldEvidence(pod, 'spec.nodeName', node)],
    owner: 'platform',
    confidence,
    since,
  }
}

/** A missing Secret that the pod or its account names, if the registry refuses the pull. */
function secretHit(
  pod: Kube<'Pod'>,
  refused: Hit<PullFacts>,
  { secret, via, event }: MissingSecret,
  cluster: Cluster,
): Hit<SecretFacts> {
  const workload = workloadOf(pod, cluster)
  const isOwn = via.kind === 'Pod'
  const index = pod.spec?.imagePullSecrets?.findIndex(({ name }) => name === secret.name)
  const suggestion = nearestSecret(secret, cluster)
  return {
    ...refused,
    facts: {
      secret: secret.name,
      namespaceFlag: namespaceFlag(secret.namespace),
      via: changed(isOwn ? workload : via),
      image: refused.facts.image,
      suggestion,
      elsewhere: cluster.named('Secret', secret.name).find(({ metadata }) => metadata.namespace !== secret.namespace)
        ?.metadata.namespace,
    },
    subject: secret,
    evidence: [
      ...(event === undefined ? [] : [eventEvidence(event)]),
      { object: via, path: isOwn ? `spec.imagePullSecrets[${index}].name` : 'imagePullSecrets', value: secret.name },
      ...refused.evidence,
    ],
    field: {
      object: isOwn ? workload : via,
      path: `${isOwn ? `${podSpecPath(workload.kind)}.` : ''}imagePullSecrets[name=${secret.name}].name`,
      value: secret.name,
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  }
}

function* detect(pod: Kube<'Pod'>, cluster: Cluster): Generator<FamilyHit<Causes>> {
  const failing = containersOf(pod, cluster).flatMap(view => {
    const problem = pullProblemOf(view, cluster) ?? mismatchedImage(view, cluster)
    return problem === undefined ? [] : [{ view, problem }]
  })
  const sandbox = failing.length === 0 ? sandboxPullOf(pod, cluster) : undefined
  if (isHere(sandbox?.fault)) yield { cause: CAUSES[sandbox.fault], ...sandboxHit(pod, sandbox, cluster) }
  for (const { view, problem } of failing) {
    if (!isHere(problem.fault)) continue
    const hit = hitOf(view, problem, problem.fault, cluster)
    const missing = problem.fault === 'credentials' ? pullSecretsOf(pod, cluster).missing : []
    for (const secret of missing) yield { cause: 'image-pull-secret-missing', ...secretHit(pod, hit, secret, cluster) }
    if (missing.length === 0)
      yield {
        cause: CAUSES[problem.fault],
        ...hit,
        ...(problem.fault === 'limit' && {
          healing: 'the kubelet retries, and the registry lifts its limit after a while',
        }),
      }
  }
}

export default defineFamily<'Pod', Causes>({
  family: 'pulls',
  stage: 'image',
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job', 'Secret', 'ServiceAccount'],
  detect,

  causes: {
    'image-not-found': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'The repository or the tag of the image does not exist',
        shows:
          'The container waits in ErrImagePull or ImagePullBackOff; the first event says `not found` or `manifest unknown`.',
        happens:
          'The name or tag has a typo, the tag was never pushed or has been deleted, the build failed before the push, or the digest is from another registry.',
        fix: 'Set the image to a tag that exists, or push the missing one. `crane ls <repository>` or `skopeo list-tags docker://<repository>` lists the tags.',
        docs: ['https://kubernetes.io/docs/concepts/containers/images/'],
      },
      explain({ image, container, volume, workload, sandbox }) {
        if (sandbox !== undefined) return sandboxWords(sandbox, 'it does not exist')
        const { repository, tag, digest, registry } = parseImage(image)
        const what =
          digest !== undefined
            ? `${repository} with digest ${digest.slice(0, 19)}…`
            : tag === undefined
              ? repository
              : `${repository}:${tag}`
        return {
          title: `image ${image}${volume === undefined ? '' : ` of volume ${volume}`} does not exist`,
          why: `Registry ${registry} has no ${what}, so container ${container} can never start.`,
          fix: [
            {
              kind: 'change',
              text: 'Set the image to an existing tag, or push this one.',
              ...(volume === undefined &&
                isSettable(workload.kind) && {
                  command: `${sh`kubectl set image ${workload.kind.toLowerCase()}/${workload.name}${workload.namespaceFlag} ${container}=`}<image>`,
                  changesWorkload: true,
                }),
            },
            {
              kind: 'check',
              text: 'List the repository’s tags.',
              command: sh`skopeo list-tags docker://${registry}/${repository}`,
            },
          ],
        }
      },
    },

    'image-name-invalid': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'The image reference cannot be parsed',
        shows:
          'The container waits in InvalidImageName; the event says `couldn’t parse image name` or `invalid reference format`.',
        happens:
          'The reference has upper-case letters, a space, a scheme such as `https://`, an empty tag, or an unset template variable. CRI-O also rejects a short name (`kong:3.9`) if `registries.conf` does not say which registry to use.',
        fix: 'Write the reference as `[registry/]repository[:tag][@digest]`, with the repository in lower case.',
        docs: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
      },
      explain({ image, container, volume, list, message, workload, corrected: meant }) {
        const isShort = SHORT.test(message)
        const holder = volume === undefined ? `container ${container}` : `volume ${volume}`
        return {
          title: isShort
            ? `image ${image} has no registry, and the node's runtime has no default registry`
            : `invalid image reference "${image}"`,
          why: `The ${isShort ? 'runtime cannot resolve' : 'kubelet cannot parse'} the image of ${holder}, so it is never pulled.`,
          fix: [
            ...(meant === undefined || volume !== undefined
              ? []
              : patchStep(
                  `Write it as ${meant}.`,
                  workload,
                  containerPatch({ kind: workload.kind, list, container }, { image: meant }),
                )),
            {
              kind: 'change',
              text: isShort
                ? 'Write the image with its registry: docker.io/library/… for a Docker Hub official image.'
                : 'Write the image as [registry/]repository[:tag], with the repository in lower case and without a scheme or spaces.',
            },
          ],
        }
      },
    },

    'image-never-pulled': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'imagePullPolicy is Never and the image is not on the node',
        shows: 'The container waits in ErrImageNeverPull.',
        happens:
          'A manifest for a local cluster, where images are loaded onto the node manually, was applied elsewhere; or the image was loaded onto another node.',
        fix: 'Set `imagePullPolicy: IfNotPresent` and push the image to a registry, or load it onto every node (`kind load docker-image`, `minikube image load`).',
        docs: ['https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy'],
      },
      explain({ image, container, volume, list, workload, message }) {
        const [policy, holder] =
          volume === undefined ? ['imagePullPolicy', `container ${container}`] : ['pullPolicy', `volume ${volume}`]
        const isThere = UNVERIFIED.test(message)
        return {
          title: isThere
            ? `the pod's credentials for image ${image} are not verified on the node, and ${policy} is Never`
            : `image ${image} is not on the node, and ${policy} is Never`,
          why: isThere
            ? `The image is there, but it was pulled with other credentials; ${policy} of ${holder} is Never, so the kubelet cannot ask the registry whether this pod may use it.`
            : `${policy} of ${holder} is Never, so the kubelet does not pull the image.`,
          fix: [
            ...(volume === undefined
              ? patchStep(
                  'Let the kubelet pull the image.',
                  workload,
                  containerPatch({ kind: workload.kind, list, container }, { imagePullPolicy: 'IfNotPresent' }),
                )
              : [{ kind: 'change' as const, text: `Set pullPolicy IfNotPresent in volume ${volume}.` }]),
            {
              kind: 'change',
              text: isThere
                ? 'Then give the pod imagePullSecrets that can pull the image, if it does not have them.'
                : 'Or load the image onto every node (`kind load docker-image`, `minikube image load`).',
            },
          ],
        }
      },
    },

    'image-platform-mismatch': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'The image has no variant for the node’s platform',
        shows:
          'The container waits in ErrImagePull or ImagePullBackOff; the event says `no match for platform in manifest`, or `no matching manifest for linux/…`.',
        happens: 'The image was built for only one architecture, often on an Arm laptop, and the nodes have another.',
        fix: 'Build the image for all of the nodes’ platforms (`docker buildx build --platform linux/amd64,linux/arm64`), or select nodes with the right architecture.',
        docs: ['https://kubernetes.io/docs/concepts/containers/images/#multi-architecture-images-with-image-indexes'],
      },
      explain({ image, container, architecture, message }) {
        if (/host operating system/.test(message)) {
          return {
            title: `image ${image} is for a different Windows version than the node's`,
            why: `Container ${container} can never start on this node.`,
            fix: [
              {
                kind: 'change',
                text: 'Use the image variant for the node’s Windows version (a tag such as ltsc2022), or build on that base image.',
              },
              {
                kind: 'change',
                text: 'Or schedule the pod on nodes with the image’s Windows version (nodeSelector node.kubernetes.io/windows-build).',
              },
              {
                kind: 'check',
                text: 'List the nodes’ Windows versions.',
                command: 'kubectl get nodes -L node.kubernetes.io/windows-build',
              },
            ],
          }
        }
        return {
          title: `image ${image} has no variant for the node's platform${architecture === undefined ? '' : ` ${architecture}`}`,
          why: `Container ${container} can never start on this node.`,
          fix: [
            {
              kind: 'change',
              text: `Build the image for ${architecture === undefined ? 'the nodes’ platform' : `linux/${architecture}`} too, and push it under a new tag.`,
              command: `${sh`docker buildx build --platform linux/${architecture ?? 'amd64'} --push .`} --tag <image>`,
            },
            {
              kind: 'check',
              text: 'List the image’s platforms.',
              command: sh`docker buildx imagetools inspect ${image}`,
            },
            {
              kind: 'change',
              text: 'Or schedule the pod on nodes of the image’s platform, with nodeSelector kubernetes.io/arch.',
            },
          ],
        }
      },
    },

    'image-pull-unauthorized': {
      owner: 'app',
      patience: 'soon',
      text: {
        summary: 'The registry requires credentials or rejects the ones provided',
        shows:
          'The container waits in ErrImagePull or ImagePullBackOff; the event says `401 Unauthorized`, `403 Forbidden`, `pull access denied` or `no basic auth credentials`.',
        happens:
          'A private repository has no imagePullSecret, the Secret has an old password or another host, or the node’s cloud identity cannot read the registry. Registries that hide private repositories respond the same way for one that does not exist.',
        fix: 'Create a Secret of type kubernetes.io/dockerconfigjson for this registry host and list it in imagePullSecrets of the pod or its service account.',
        docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/'],
      },
      explain({ image, container, secrets, ignoredType: type, workload, message, sandbox }) {
        if (sandbox !== undefined) return sandboxWords(sandbox, `registry ${parseImage(image).registry} refuses access`)
        const { registry } = parseImage(image)
        const [secret = 'registry-credentials'] = secrets
        const store = layerStore(message, registry)
        if (/client with IP \S{1,60} is not allowed/i.test(message)) {
          return {
            title: `registry ${registry} does not allow access from the node's address`,
            why: `Its firewall rejects the node before it asks for credentials, so container ${container} does not start.`,
            fix: [
              {
                kind: 'change',
                text: 'Allow the nodes’ outbound address in the registry’s network rules, or give the cluster a private endpoint to it; the address is in the evidence.',
              },
            ],
          }
        }
        if (store !== undefined) {
          return {
            title: `the layers of ${image} are refused by ${store}`,
            why: `Registry ${registry} gave the manifest and sends the node to ${store} for the layers, which denies access, so container ${container} does not start.`,
            fix: [
              {
                kind: 'change',
                text: `Let the nodes read ${store}: its policy, that of a VPC endpoint, or a proxy or firewall denies it; the pod's own credentials are not the cause.`,
              },
            ],
          }
        }
        if (type !== undefined) {
          const replacement = `${secret}-docker`
          return {
            title: `image pull secret ${secret} is of type ${type}, from which the kubelet reads no credentials`,
            why: `Registry ${registry} requires credentials for ${image}, so container ${container} does not start.`,
            fix: [
              {
                kind: 'change',
                text: 'Create a Secret of type kubernetes.io/dockerconfigjson under another name: the type of an existing one cannot be changed.',
                command: credentials(replacement, workload.namespaceFlag, registry),
              },
              ...patchStep(
                'Then add that Secret to imagePullSecrets in the pod template.',
                workload,
                templatePatch(workload.kind, { imagePullSecrets: [{ name: replacement }] }),
              ),
            ],
          }
        }
        return {
          title:
            secrets.length === 0
              ? `registry ${registry} requires credentials for ${image}; no imagePullSecrets set`
              : `registry ${registry} rejects the credentials in ${secrets.join(', ')} for ${image}`,
          why: `Container ${container} cannot start without its image${HIDDEN.test(message) ? '; the registry responds the same way for a repository that does not exist, so check the name too' : ''}.`,
          fix: [
            ...byIdentity(secrets.length === 0 ? registry : ''),
            {
              kind: 'change',
              text:
                secrets.length === 0
                  ? `${byIdentity(registry).length === 0 ? 'Create' : 'Or create'} a Secret with credentials for the registry.`
                  : `Replace the credentials in Secret ${secret}.`,
              command: `${credentials(secret, workload.namespaceFlag, registry)}${secrets.length === 0 ? '' : ' --dry-run=client -o yaml | kubectl apply -f -'}`,
            },
            ...(secrets.length > 0
              ? []
              : patchStep(
                  'Then add the Secret to imagePullSecrets in the pod template.',
                  workload,
                  templatePatch(workload.kind, { imagePullSecrets: [{ name: secret }] }),
                )),
          ],
        }
      },
    },

    'image-pull-secret-missing': {
      owner: 'app',
      patience: 'soon',
      text: {
        summary: 'An imagePullSecret of the pod or its service account does not exist, and the pull is refused',
        shows:
          'The container waits in ImagePullBackOff with an authorization error; an event FailedToRetrieveImagePullSecret names the Secret.',
        happens:
          'The Secret was never created in this namespace (Secrets are not shared between namespaces), or its name has a typo.',
        fix: 'Create the Secret in the pod’s namespace, or reference one that exists.',
        docs: ['https://kubernetes.io/docs/concepts/containers/images/#specifying-imagepullsecrets-on-a-pod'],
      },
      explain({ secret, namespaceFlag: flag, via, image, suggestion, elsewhere }) {
        const { registry } = parseImage(image)
        const names = { imagePullSecrets: [{ name: secret, $patch: 'delete' }, { name: suggestion }] }
        const patch = via.kind === 'ServiceAccount' ? names : templatePatch(via.kind, names)
        return {
          title: `image pull secret ${secret} does not exist`,
          why: `Registry ${registry} refuses to serve ${image} without it.`,
          fix: [
            ...(suggestion === undefined
              ? []
              : [
                  {
                    kind: 'change' as const,
                    text: `Use Secret ${suggestion}, which exists, if that is the one you meant.`,
                    command: patchCommand(via, patch),
                    patch,
                  },
                ]),
            {
              kind: 'change',
              text: `Create Secret ${secret}.`,
              command: credentials(secret, flag, registry),
            },
            ...(elsewhere === undefined
              ? []
              : [
                  {
                    kind: 'check' as const,
                    text: `Namespace ${elsewhere} has a Secret ${secret}, but pods can only use those of their own namespace.`,
                    command: sh`kubectl get secret ${secret} -n ${elsewhere}`,
                  },
                ]),
          ],
        }
      },
    },

    'image-pull-rate-limited': {
      owner: 'registry',
      patience: 'long',
      text: {
        summary: 'The registry returns 429 (rate limit)',
        shows:
          'The container waits in ErrImagePull or ImagePullBackOff; the event says `429 Too Many Requests` or `toomanyrequests`.',
        happens:
          'Too many anonymous pulls came from one address; Docker Hub counts pulls by address and account. A rollout over many nodes, or repeated pulls of `latest`, uses up the quota.',
        fix: 'Pull with credentials, through a pull-through cache or mirror, and with `imagePullPolicy: IfNotPresent`. The kubelet retries on its own.',
        docs: ['https://kubernetes.io/docs/concepts/containers/images/'],
      },
      explain({ image, container, workload, sandbox }) {
        if (sandbox !== undefined)
          return sandboxWords(sandbox, `rate limit of registry ${parseImage(image).registry} hit`)
        const { registry } = parseImage(image)
        return {
          title: `registry ${registry}: rate limit hit (429) for ${image}`,
          why: `The kubelet retries with back-off; container ${container} starts once the limit is lifted.`,
          fix: [
            {
              kind: 'change',
              text: `Pull with credentials for ${registry}: accounts have a higher limit than anonymous pulls.`,
              command: credentials('registry-credentials', workload.namespaceFlag, registry),
            },
            ...patchStep(
              'Then add the Secret to imagePullSecrets in the pod template.',
              workload,
              templatePatch(workload.kind, { imagePullSecrets: [{ name: 'registry-credentials' }] }),
            ),
            { kind: 'change', text: 'Or pull through a mirror or cache inside your network.' },
          ],
        }
      },
    },

    'image-pull-timeout': {
      owner: 'platform',
      patience: {
        why: 'a large image may take to pull (10m)',
        seconds: ({ isRunning }) => BUDGETS[isRunning ? 'none' : 'long'].seconds,
      },
      text: {
        summary: 'The pull times out',
        shows:
          'The container waits in ErrImagePull or ImagePullBackOff; the event says `context deadline exceeded`, `context canceled`, `i/o timeout` or `TLS handshake timeout`.',
        happens:
          'The image is very large, the connection to the registry is slow, the node’s disk is busy, or a proxy cuts off long transfers.',
        fix: 'Make the image smaller, pull it from a registry closer to the nodes, or pre-pull it. The kubelet retries on its own and keeps the layers it already has.',
        docs: ['https://kubernetes.io/docs/concepts/containers/images/'],
      },
      explain({ image, container, node, isRunning, message, sandbox }) {
        if (sandbox !== undefined) return sandboxWords(sandbox, 'the pull times out')
        const isMute = message.includes('TLS handshake timeout')
        return {
          title: isRunning ? `the pull of ${image} does not finish` : `the pull of ${image} times out`,
          why: isMute
            ? `Container ${container} starts once a pull succeeds; the registry accepts connections but does not respond in time.`
            : `Container ${container} starts once a pull succeeds, which may never happen with a large image.`,
          fix: [
            isMute
              ? {
                  kind: 'check',
                  text: 'Check the registry’s load, proxies and firewalls in between, and the MTU of the node’s network.',
                }
              : { kind: 'change', text: 'Make the image smaller, or serve it from a registry close to the nodes.' },
            {
              kind: 'check',
              text: 'Pull the image manually on the node and watch the progress.',
              command: sh`kubectl debug node/${node} -it --image=busybox --profile=sysadmin -- chroot /host crictl pull ${image}`,
            },
          ],
        }
      },
    },

    'registry-unreachable': {
      owner: 'registry',
      patience: 'slow',
      text: {
        summary: 'The registry host does not resolve or cannot be reached',
        shows:
          'The container waits in ErrImagePull or ImagePullBackOff; the event says `no such host`, `connection refused`, `no route to host` or `i/o timeout` on dial.',
        happens:
          'The host has a typo, the registry is down, a firewall or proxy is in between, or the node’s DNS server does not know the name.',
        fix: 'Check from the node that the host resolves and its port responds; use a mirror if the network has no internet access.',
        docs: ['https://kubernetes.io/docs/concepts/containers/images/'],
      },
      explain({ image, container, node, message, sandbox }) {
        if (sandbox !== undefined)
          return sandboxWords(sandbox, `registry ${parseImage(image).registry} cannot be reached`)
        const { registry } = parseImage(image)
        const proxy = /proxyconnect tcp: dial tcp (?:lookup )?([^\s:]{1,253}(?::\d{1,5})?)/.exec(message)?.[1]
        if (proxy !== undefined) {
          return {
            title: `proxy ${proxy} of node ${node} cannot be reached, so registry ${registry} cannot either`,
            why: `The node pulls ${image} through the proxy, so container ${container} does not start.`,
            fix: [
              {
                kind: 'change',
                text: 'Restore the proxy, or correct HTTPS_PROXY and NO_PROXY of the container runtime on the node, and restart the runtime.',
              },
            ],
          }
        }
        const status = SERVER_ERROR.exec(message)?.[1]
        const api = registry === 'docker.io' ? 'registry-1.docker.io' : registry
        const host = unreachedHost(message)
        if (host !== undefined && host !== api.replace(/:\d{1,5}$/, '')) {
          return {
            title: `${host}, which registry ${registry} refers the node to, cannot be reached`,
            why: `The node cannot pull ${image} without it, so container ${container} does not start.`,
            fix: [
              {
                kind: 'check',
                text: `Check that node ${node} can resolve and reach it (with the node's DNS and proxy, not your machine's): \`curl -sv https://${host}/\`.`,
              },
              {
                kind: 'change',
                text: 'Allow the connection in the firewall or proxy, or use a mirror that the nodes can reach.',
              },
            ],
          }
        }
        const address = `https://${api}/v2/`
        const isNode = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::|$)/.test(registry)
        return {
          title: `registry ${registry} ${status === undefined ? 'cannot be reached' : `fails with HTTP status ${status}`}`,
          why: `The node cannot pull ${image} from it, so container ${container} does not start.`,
          fix: [
            ...(isNode
              ? [
                  {
                    kind: 'change' as const,
                    text: `Push the image to a registry that the nodes can reach: when a node pulls, ${registry} is the node itself, not your machine.`,
                  },
                ]
              : []),
            {
              kind: 'check',
              text: `Check the registry's name, and that node ${node} can reach it (with the node's DNS and proxy, not your machine's): \`curl -sv ${address}\`.`,
              // The debug pod's own image comes from Docker Hub.
              ...(registry === 'docker.io'
                ? {}
                : {
                    command: sh`kubectl debug node/${node} -it --image=busybox --profile=sysadmin -- chroot /host curl -sv ${address} -o /dev/null`,
                  }),
            },
            {
              kind: 'change',
              text: 'Correct the name, allow the connection, or use a mirror that the nodes can reach.',
            },
          ],
        }
      },
    },

    'registry-tls-error': {
      owner: 'platform',
      patience: 'stuck',
      text: {
        summary: 'The registry’s certificate is not trusted, or the registry serves plain HTTP',
        shows:
          'The container waits in ErrImagePull or ImagePullBackOff; the event says `x509: …` or `server gave HTTP response to HTTPS client`.',
        happens:
          'The registry’s certificate is from a private CA, has expired or is for another name, or the registry does not serve TLS.',
        fix: 'Add the CA certificate to the container runtime of the nodes (containerd: `/etc/containerd/certs.d/<host>/hosts.toml`), renew the certificate, or configure the registry as plain HTTP there.',
        docs: ['https://kubernetes.io/docs/concepts/containers/images/'],
      },
      explain({ image, container, message, sandbox }) {
        if (sandbox !== undefined) return sandboxWords(sandbox, `registry ${parseImage(image).registry} is not trusted`)
        const { registry } = parseImage(image)
        const isPlain = /HTTP response to HTTPS client|does not look like a TLS handshake/i.test(message)
        return {
          title: `registry ${registry} is not trusted: ${isPlain ? 'it serves plain HTTP' : 'its certificate is rejected'}`,
          why: `The container runtime refuses to pull ${image} over this connection, so container ${container} does not start.`,
          fix: [
            {
              kind: 'change',
              text: isPlain
                ? 'Serve the registry over TLS. Only in a network you trust, configure it as plain HTTP in the container runtime of every node.'
                : 'Add the registry’s CA certificate to the container runtime of every node, or renew the registry’s certificate.',
            },
            {
              kind: 'check',
              text: 'Show what the registry presents.',
              command: sh`openssl s_client -connect ${registry.includes(':') ? registry : `${registry}:443`} -servername ${registry.replace(/:.*$/, '')} </dev/null`,
            },
          ],
        }
      },
    },
  },
})

import { describe, expect, it } from 'vitest'
import { readSandboxPull } from '../../core/causes/image/sandbox-image.ts'
import { classifyPull } from '../../core/workloads/images/messages.ts'

/** Messages of other versions, runtimes and registries, each with where it was reported. */
const MESSAGES: readonly (readonly [string, string, string])[] = [
  [
    'unreachable',
    'image pull failed for registry.example.com/app:1 because the registry is unavailable',
    'pkg/kubelet/images/image_manager.go, evalCRIPullErr',
  ],
  [
    'credentials',
    'rpc error: code = Unknown desc = failed to pull and unpack image "123456789101.dkr.ecr.ap-southeast-2.amazonaws.com/k8s-example/pause@sha256:70": failed to resolve reference "123456789101.dkr.ecr.ap-southeast-2.amazonaws.com/k8s-example/pause@sha256:70": pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials',
    'kubernetes/kops#16762, containerd 1.7',
  ],
  [
    'credentials',
    'rpc error: code = Unknown desc = Error response from daemon: Get https://XXXXXX.dkr.ecr.ap-southeast-1.amazonaws.com/v2/webbook/webbook/manifests/latest: no basic auth credentials',
    'kubernetes/community#4003, Docker',
  ],
  [
    'credentials',
    'rpc error: code = Unknown desc= Error reading manifest v2.1.0 in 602401143452.dkr.ecr.us-west-2.amazonaws.com/amazon/aws-load-balancer-controller: unauthorized: authentication required',
    'kubernetes-sigs/aws-load-balancer-controller#1736, CRI-O',
  ],
  [
    'credentials',
    'failed to resolve ref 366590864501.dkr.ecr.us-west-2.amazonaws.com/bedrock-proxy-api-ecs:latest: unexpected status from HEAD request to https://366590864501.dkr.ecr.us-west-2.amazonaws.com/v2/bedrock-proxy-api-ecs/blobs/sha256:5d: 403 Forbidden',
    'aws-samples/bedrock-access-gateway#114, ECR',
  ],
  [
    'missing',
    'rpc error: code = Unknown desc = Error reading manifest latest in registry.mydomain/image: manifest unknown: manifest unknown',
    'cri-o/cri-o#4388, CRI-O',
  ],
  [
    'missing',
    'rpc error: code = Unknown desc = Error response from daemon: manifest for drainnode/leader:v1.0-rc9 not found: manifest unknown: manifest unknown',
    'mattmattox/drain-node-on-crash#7, Docker',
  ],
  [
    'limit',
    'rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/jaegertracing/all-in-one@sha256:8d": failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/jaegertracing/all-in-one/manifests/sha256:8d: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading',
    'namespacelabs/foundation#846, containerd',
  ],
  [
    'limit',
    'rpc error: code = Unknown desc = Error reading manifest latest in docker.io/obsidiandynamics/kafdrop: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
    'red-hat-storage/ocs-ci#4494, CRI-O',
  ],
  [
    'limit',
    'rpc error: code = Unknown desc = reading manifest v3.6.0 in docker.io/openshift/hello-openshift: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
    'arquillian/arquillian-cube#1423, CRI-O',
  ],
  [
    'timeout',
    'rpc error: code = Unknown desc = Error response from daemon: Get https://registry-1.docker.io/v2/: net/http: TLS handshake timeout',
    'kubernetes/kubernetes#107340, Docker',
  ],
  [
    'unreachable',
    'Error response from daemon: Head "https://registry-1.docker.io/v2/moby/buildkit/manifests/buildx-stable-1": received unexpected HTTP status: 503 Service Unavailable',
    'docker/hub-feedback#2499, Docker',
  ],
  [
    'unreachable',
    'Error response from daemon: Get https://registry-1.docker.io/v2/regclient/regctl/manifests/sha256:f88439e5: EOF',
    'docker/hub-feedback#2082, Docker',
  ],
  [
    'unreachable',
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    'Go net/http transport.go, Docker',
  ],
  [
    'name',
    'Failed to inspect image "": rpc error: code = Unknown desc = short name mode is enforcing, but image name fusionauth/fusionauth-app:1.60.2 returns ambiguous list',
    'FusionAuth/charts#118, CRI-O 1.34',
  ],
  [
    'name',
    'Failed to inspect image "": rpc error: code = Unknown desc = short-name "kong:3.9" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
    'kubernetes-retired/dashboard#10423, CRI-O 1.34',
  ],
  [
    'name',
    'Failed to inspect image "alpine": rpc error: code = Unknown desc = no registries configured while trying to pull an unqualified image, add at least one in either /etc/crio/crio.conf or /etc/containers/registries.conf',
    'kvaps/kubectl-node-shell#6, CRI-O',
  ],
]

/** What says nothing of a registry. */
const OTHERS: readonly (readonly [string, string])[] = [
  [
    'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"',
    'grpc/grpc-go with the runtime’s socket, as kubelets pass it on',
  ],
]

describe('a failed pull is told by what registries and runtimes print', () => {
  it.each(MESSAGES)('%s: %s (%s)', (cause, message) => {
    expect(classifyPull(message)).toBe(cause)
  })

  it.each(['Error: ErrImagePull', 'Error: ImagePullBackOff', 'ImagePullBackOff'])('%s tells nothing', message => {
    expect(classifyPull(message)).toBeUndefined()
  })

  it.each(OTHERS)('nothing: %s (%s)', message => {
    expect(classifyPull(message)).toBeUndefined()
  })
})

/** What keeps a sandbox from being made for want of its image, and what does not. */
const SANDBOXES: readonly (readonly [string | undefined, string | undefined, string, string])[] = [
  [
    'unreachable',
    'k8s.gcr.io/pause:3.1',
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image "k8s.gcr.io/pause:3.1": failed to pull image "k8s.gcr.io/pause:3.1": failed to pull and unpack image "k8s.gcr.io/pause:3.1": failed to resolve reference "k8s.gcr.io/pause:3.1": failed to do request: Head https://k8s.gcr.io/v2/pause/manifests/3.1: dial tcp 108.177.97.82:443: i/o timeout',
    'containerd internal/cri/server/podsandbox/sandbox_run.go',
  ],
  [
    'unreachable',
    'k8s.gcr.io/pause:3.2',
    'Failed to create pod sandbox: rpc error: code = Unknown desc = error creating pod sandbox with name "k8s_kube-controller-manager-node-name_kube-system_c78971ef2a4b13e277e268a33bdd029f_0": Error initializing source docker://k8s.gcr.io/pause:3.2: error pinging docker registry k8s.gcr.io: Get "https://k8s.gcr.io/v2/": dial tcp 10.254.3.15:443: connect: connection refused',
    'cri-o/cri-o issue 3915',
  ],
  [
    undefined,
    undefined,
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "fbb1638f5f6f": plugin type="calico" failed (add): failed to find plugin "calico" in path [/usr/lib/cni]',
    'the recording cni-bad-plugin',
  ],
]

describe('the image of a sandbox', () => {
  it.each(SANDBOXES)('%s: %s: %s (%s)', (fault, image, message) => {
    expect(readSandboxPull(message)).toEqual(fault && { image, fault })
  })
})

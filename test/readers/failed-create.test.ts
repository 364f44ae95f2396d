import { describe, expect, it } from 'vitest'
import { hardenedPodSpec, levelThatAdmits } from '../../core/causes/admission/pod-security-violation.ts'
import { Cluster } from '../../core/cluster/cluster.ts'
import type { Snapshot } from '../../core/index.ts'
import { exactQuantity } from '../../core/kube/quantity.ts'
import { failedCreateOf } from '../../core/workloads/creation/failed-create.ts'
import { classifyRefusal } from '../../core/workloads/creation/refusal.ts'
import { readRecording } from '../support/scenarios.ts'

/** Messages as they stand in the named source or issue. */
const WORDINGS: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
  [
    'plugin/pkg/admission/resourcequota/controller.go: several resources at once',
    'pods "x" is forbidden: exceeded quota: q, requested: limits.cpu=1,pods=1, used: limits.cpu=1,pods=9, limited: limits.cpu=1,pods=9',
    {
      kind: 'quota-exceeded',
      quota: 'q',
      shortages: [
        { resource: 'limits.cpu', requested: '1', used: '1', limited: '1' },
        { resource: 'pods', requested: '1', used: '9', limited: '9' },
      ],
    },
  ],
  [
    'sysnet4admin/_Book_k8sInfra issue 34: a claim',
    'persistentvolumeclaims "jenkins" is forbidden: exceeded quota: storagequota, requested: requests.storage=10Gi, used: requests.storage=10Mi, limited: requests.storage=25Mi',
    {
      kind: 'quota-exceeded',
      quota: 'storagequota',
      shortages: [{ resource: 'requests.storage', requested: '10Gi', used: '10Mi', limited: '25Mi' }],
    },
  ],
  [
    'plugin/pkg/admission/resourcequota admission_test.go: no quota covers the priority class',
    'pods "x" is forbidden: insufficient quota to match these scopes: [{PriorityClass Exists []}]',
    { kind: 'quota-scope-uncovered', scopes: '[{PriorityClass Exists []}]' },
  ],
  [
    'percona/percona-helm-charts issue 460: newer releases name the containers',
    'create Pod app-db-ps-db-orc-0 in StatefulSet app-db-ps-db-orc failed error: pods "app-db-ps-db-orc-0" is forbidden: failed quota: compute-resources-app: must specify limits.cpu for: orc-init; limits.memory for: orc-init,b',
    {
      kind: 'quota-requires-resources',
      quota: 'compute-resources-app',
      demands: [
        { resource: 'limits.cpu', containers: ['orc-init'] },
        { resource: 'limits.memory', containers: ['orc-init', 'b'] },
      ],
    },
  ],
  [
    'hmcts/cnp-flux-config pull request 13765: older releases do not',
    'create Pod es-master-0 in StatefulSet es-master failed error: pods "es-master-0" is forbidden: failed quota: fpl-quota: must specify requests.cpu,requests.memory',
    {
      kind: 'quota-requires-resources',
      quota: 'fpl-quota',
      demands: [
        { resource: 'requests.cpu', containers: [] },
        { resource: 'requests.memory', containers: [] },
      ],
    },
  ],
  [
    'openshift-qe/v3-testfiles pull request 581: several bounds, each with a full stop',
    'Error creating: pods "rails-ex-1-" is forbidden: [minimum memory usage per Pod is 204Mi, but request is 62914560., minimum cpu usage per Container is 39m, but request is 11m.]',
    {
      kind: 'limit-range-violation',
      breaches: [
        { bound: 'min', resource: 'memory', type: 'Pod', allowed: '204Mi', actual: '62914560', of: 'request' },
        { bound: 'min', resource: 'cpu', type: 'Container', allowed: '39m', actual: '11m', of: 'request' },
      ],
    },
  ],
  [
    'plugin/pkg/admission/limitranger/admission.go: no limit is set',
    'pods "x" is forbidden: maximum cpu usage per Container is 800m.  No limit is specified',
    {
      kind: 'limit-range-violation',
      breaches: [{ bound: 'max', resource: 'cpu', type: 'Container', allowed: '800m', actual: undefined, of: 'limit' }],
    },
  ],
  [
    'kubernetes.io LimitRange tutorial: the ratio',
    'pods "busybox3" is forbidden: memory max limit to request ratio per Pod is 2, but provided ratio is 3.000000.',
    {
      kind: 'limit-range-violation',
      breaches: [{ bound: 'ratio', resource: 'memory', type: 'Pod', allowed: '2', actual: '3', of: undefined }],
    },
  ],
  [
    'pulp/pulp-operator issue 1319: OpenShift',
    'create Pod ocp-example-database-0 in StatefulSet ocp-example-database failed error: pods "ocp-example-database-0" is forbidden: unable to validate against any security context constraint: [provider "anyuid": Forbidden: not usable by user or serviceaccount]',
    {
      kind: 'pod-security-violation',
      by: 'SecurityContextConstraints',
      level: undefined,
      violations: '[provider "anyuid": Forbidden: not usable by user or serviceaccount]',
    },
  ],
  [
    'plugin/pkg/admission/security/podsecuritypolicy (removed in 1.25)',
    'pods "x" is forbidden: PodSecurityPolicy: unable to admit pod: [spec.containers[0].hostPort: Invalid value: 80: Host port 80 is not allowed to be used.]',
    {
      kind: 'pod-security-violation',
      by: 'PodSecurityPolicy',
      level: undefined,
      violations: '[spec.containers[0].hostPort: Invalid value: 80: Host port 80 is not allowed to be used.]',
    },
  ],
  [
    'streamdal/streamdal pull request 306: Gatekeeper',
    'Error creating: admission webhook "validation.gatekeeper.sh" denied the request: [container-must-have-limits] container <streamdal-console> has no resource limits',
    {
      kind: 'admission-webhook-denied',
      webhook: 'validation.gatekeeper.sh',
      message: '[container-must-have-limits] container <streamdal-console> has no resource limits',
    },
  ],
  [
    'apiserver pkg/admission/plugin/webhook/errors: no explanation',
    'admission webhook "x.acme.io" denied the request without explanation',
    { kind: 'admission-webhook-denied', webhook: 'x.acme.io', message: 'without explanation' },
  ],
  [
    'gopaddle-io/configurator issue 74: older releases, without "failed to call webhook"',
    'Error creating: Internal error occurred: failed calling webhook "podcontroller.configurator.gopaddle.io": Post "https://configurator-controllerwebhook.gopaddle-servers.svc:443/podcontroller?timeout=10s": no endpoints available for service "configurator-controllerwebhook"',
    {
      kind: 'admission-webhook-unavailable',
      webhook: 'podcontroller.configurator.gopaddle.io',
      url: 'https://configurator-controllerwebhook.gopaddle-servers.svc:443/podcontroller?timeout=10s',
      error: 'no endpoints available for service "configurator-controllerwebhook"',
    },
  ],
  [
    'istio documentation: the oldest form, without quotes',
    'Error creating: Internal error occurred: failed calling admission webhook "sidecar-injector.istio.io": Post https://istio-sidecar-injector.istio-system.svc:443/inject?timeout=30s: EOF',
    {
      kind: 'admission-webhook-unavailable',
      webhook: 'sidecar-injector.istio.io',
      url: 'https://istio-sidecar-injector.istio-system.svc:443/inject?timeout=30s',
      error: 'EOF',
    },
  ],
  [
    'apiserver pkg/admission/plugin/namespace/lifecycle',
    'pods "x" is forbidden: unable to create new content in namespace shop because it is being terminated',
    { kind: 'namespace-terminating', namespace: 'shop' },
  ],
  [
    'apiserver pkg/admission/plugin/policy/generic, PolicyError, of a mutating policy',
    "policy 'add-sidecar' with binding 'add-sidecar-all' denied request: no such key: labels",
    {
      kind: 'admission-policy-denied',
      by: 'MutatingAdmissionPolicy',
      policy: 'add-sidecar',
      binding: 'add-sidecar-all',
      message: 'no such key: labels',
    },
  ],
  [
    'plugin/pkg/admission/runtimeclass',
    'pods "x" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
    { kind: 'runtime-class-missing', name: 'gvisor' },
  ],
  [
    'ansible/awx-operator issue 995',
    'Error creating pod: Pod "automation-job-5483-cq9mn" is invalid: [spec.containers[0].resources.requests: Invalid value: "250m": must be less than or equal to cpu limit, spec.containers[0].resources.requests: Invalid value: "100Mi": must be less than or equal to memory limit]',
    {
      kind: 'pod-template-invalid',
      faults: [
        {
          path: 'spec.containers[0].resources.requests',
          detail: 'Invalid value: "250m": must be less than or equal to cpu limit',
        },
        {
          path: 'spec.containers[0].resources.requests',
          detail: 'Invalid value: "100Mi": must be less than or equal to memory limit',
        },
      ],
    },
  ],
]

describe('classifyRefusal', () => {
  it.each(WORDINGS)('reads %s', (_, message, expected) => {
    expect(classifyRefusal(message)).toEqual(expected)
  })

  it('says nothing of what no plugin wrote', () => {
    const rbac =
      'pods is forbidden: User "system:serviceaccount:kube-system:replicaset-controller" cannot create resource "pods" in API group "" in the namespace "shop"'
    expect(classifyRefusal(rbac)).toBeUndefined()
    expect(classifyRefusal('pods "x" is forbidden: status unknown for quota: q, resources: pods')).toBeUndefined()
  })
})

/** The refused ReplicaSet of a recording, with some of its objects changed or left out. */
function failedIn(id: string, change: (object: Record<string, unknown>) => unknown = object => object) {
  const recording = readRecording(id)
  const objects = recording.objects
    .map(object => change(object as Record<string, unknown>))
    .filter(object => object !== undefined)
  const snapshot: Snapshot = { ...recording, objects }
  const cluster = new Cluster(snapshot)
  const found = cluster.list('ReplicaSet').map(set => failedCreateOf(set, cluster))
  return found.find(failed => failed !== undefined)
}

const isEvent = (object: Record<string, unknown>) => object['kind'] === 'Event'

describe('failedCreateOf', () => {
  it('counts what is missing now', () => {
    expect(failedIn('quota-exceeded')).toMatchObject({ missing: 2, refusal: { kind: 'quota-exceeded' } })
  })

  it('reads the condition when the events have expired', () => {
    const failed = failedIn('limit-range', object => (isEvent(object) ? undefined : object))
    expect(failed?.refusal?.kind).toBe('limit-range-violation')
    expect(failed?.evidence[0]?.path).toBe('status.conditions[type=ReplicaFailure].message')
  })

  it('says nothing of a refusal after which all pods were made', () => {
    expect(failedIn('crash-rbac')).toBeUndefined()
  })
})

describe('the fix of a Pod Security violation', () => {
  const violations =
    'allowPrivilegeEscalation != false (containers "a", "b" must set securityContext.allowPrivilegeEscalation=false), runAsNonRoot != true (pod or containers "a", "b" must set securityContext.runAsNonRoot=true)'

  it('sets what each container and the pod lack (wording: pod-security-admission/policy)', () => {
    expect(hardenedPodSpec(violations, { initContainers: [{ name: 'b' }] })).toEqual({
      securityContext: { runAsNonRoot: true },
      containers: [{ name: 'a', securityContext: { allowPrivilegeEscalation: false } }],
      initContainers: [{ name: 'b', securityContext: { allowPrivilegeEscalation: false } }],
    })
    expect(levelThatAdmits(violations)).toBe('baseline')
  })

  it('is none where settings do not help', () => {
    const paths = 'hostPath volumes (volume "d"), hostPort (container "a" uses hostPort 80)'
    expect(hardenedPodSpec(paths, undefined)).toBeUndefined()
    expect(levelThatAdmits(paths)).toBe('privileged')
  })
})

describe('exactQuantity', () => {
  it.each([
    [400_000n / 1000n, '200m', '400m'],
    [3000n, '2', '3'],
    [1536n * 1024n * 1024n * 1000n, '1Gi', '1536Mi'],
    [2n * 1024n ** 3n * 1000n, '1Gi', '2Gi'],
  ])('writes %s after %s as %s', (milli, like, expected) => {
    expect(exactQuantity(milli, like)).toBe(expected)
  })
})

import type { Cases } from '../../support/cases.ts'
import { notRead, worded, write } from '../../support/variation.ts'

const LABEL = 'pod-security.kubernetes.io/enforce'
const enforced = (level: string) => write('Namespace', 'team-d', ['metadata', 'labels', LABEL], level)

const violates = (violations: string) =>
  worded(/(violates PodSecurity "restricted:latest": ).*$/, `$1${violations}`, 'pod-security-admission/policy')

const refused = (words: string, source: string) =>
  worded(/violates PodSecurity "restricted:latest": .*$/, words, source)

const CAPABILITIES =
  'unrestricted capabilities (container "node-tuner" must set securityContext.capabilities.drop=["ALL"])'

const SCC = refused(
  'unable to validate against any security context constraint: [provider "anyuid": Forbidden: not usable by user or serviceaccount]',
  'pulp/pulp-operator issue 1319',
)

export default {
  'one check is named': {
    recording: 'pod-security',
    varied: [violates(CAPABILITIES)],
    found: 1,
  },
  'six of many checks are named': {
    recording: 'pod-security',
    varied: [
      violates(
        `host namespaces (hostNetwork=true, hostPID=true), privileged (container "node-tuner" must not set securityContext.privileged=true), hostPath volumes (volume "proc"), hostPort (container "node-tuner" uses hostPort 9100), allowPrivilegeEscalation != false (container "node-tuner" must set securityContext.allowPrivilegeEscalation=false), ${CAPABILITIES}, runAsNonRoot != true (pod or container "node-tuner" must set securityContext.runAsNonRoot=true)`,
      ),
    ],
    found: 1,
  },
  'a namespace that was relabelled to a level that admits the pods lets the next one pass': {
    recording: 'pod-security',
    varied: [violates(CAPABILITIES), enforced('baseline')],
    found: 1,
  },
  'a namespace that was relabelled to a level that still refuses the pods does not': {
    recording: 'pod-security',
    varied: [enforced('baseline')],
    found: 1,
  },
  'a namespace that was relabelled to allow all lets the next one pass, whatever it asks': {
    recording: 'pod-security',
    varied: [violates(CAPABILITIES), enforced('privileged')],
    found: 1,
  },
  'the level of the namespace does not change what OpenShift’s constraints refuse': {
    recording: 'pod-security',
    varied: [SCC, enforced('privileged')],
    found: 1,
  },
  'a PodSecurityPolicy refuses on its own account': {
    recording: 'pod-security',
    varied: [
      refused(
        'PodSecurityPolicy: unable to admit pod: [spec.containers[0].hostPort: Invalid value: 80: Host port 80 is not allowed to be used.]',
        'plugin/pkg/admission/security/podsecuritypolicy (removed in 1.25)',
      ),
    ],
    found: 1,
  },
  'an init container is hardened in its own list': {
    recording: 'pod-security',
    varied: [
      write(
        'ReplicaSet',
        'node-tuner-7fc7cd4fd7',
        ['spec', 'template', 'spec', 'initContainers'],
        [{ name: 'prepare', image: 'busybox:1.36' }],
      ),
      violates(CAPABILITIES.replace('node-tuner', 'prepare')),
    ],
    found: 1,
  },
  'of checks that are not known none is known to be passed now': {
    recording: 'pod-security',
    varied: [violates('see the policy of the cluster'), enforced('baseline')],
    found: 1,
  },
  'events alone tell of a ReplicaSet that was not read': {
    recording: 'pod-security',
    varied: [notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
} satisfies Cases

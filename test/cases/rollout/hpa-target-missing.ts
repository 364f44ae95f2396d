import type { Cases } from '../../support/cases.ts'
import { added, borrowed, gone, later, notRead, unsaid, worded, write } from '../../support/variation.ts'

const recording = 'hpa-target'
const NAMESPACE = 'autoscale'
const AUTOSCALER = 'HorizontalPodAutoscaler'
const target = (field: string, value: string | undefined) =>
  write(AUTOSCALER, 'api', ['spec', 'scaleTargetRef', field], value)
/** An autoscaler that no controller has handled. */
const untouched = unsaid(AUTOSCALER, 'api', ['status'])
const NO_KIND = 'k8s.io/apimachinery/pkg/api/meta/errors.go'
const CLIENT = 'k8s.io/apimachinery/pkg/api/errors/errors.go'
const NOT_FOUND = 'deployments.apps "api-server" not found'
const controller = added({ kind: 'ReplicationController', metadata: { name: 'api-server', namespace: NAMESPACE } } as {
  kind: string
})

export default {
  'a target that is absent is missing without anybody saying so': {
    recording,
    varied: [untouched, later(-44)],
    found: 1,
  },
  'a target may be applied after its autoscaler': { recording, varied: [untouched, later(-65)], found: 1 },
  'an autoscaler that is being deleted needs no target': {
    recording,
    varied: [untouched, write(AUTOSCALER, 'api', ['metadata', 'deletionTimestamp'], '2026-11-23T21:39:40Z')],
    found: 0,
  },
  'a target needs a name': { recording, varied: [target('name', undefined)], found: 0 },
  'a target needs a kind': { recording, varied: [target('kind', undefined)], found: 0 },
  'a target that could not be read is not missing': {
    recording,
    varied: [
      notRead('Deployment'),
      worded(NOT_FOUND, 'etcdserver: request timed out', 'etcd, api/v3rpc/rpctypes/error.go'),
    ],
    found: 0,
  },
  'a kind that was not read may have the target': { recording, varied: [untouched, notRead('Deployment')], found: 0 },
  'a workload of the same name and another kind may be meant': {
    recording,
    varied: [
      target('kind', 'StatefulSet'),
      target('name', 'api'),
      worded(NOT_FOUND, 'statefulsets.apps "api" not found', 'names only'),
    ],
    found: 1,
  },
  'a ReplicationController is of the core API': { recording, varied: [controller], found: 1 },
  'the ReplicaSet of a Deployment is not meant': {
    recording,
    varied: [target('kind', 'ReplicaSet'), target('name', 'api-7d7674c678')],
    found: 1,
  },
  'a Deployment by the name of a ReplicaSet is not meant': {
    recording,
    varied: [target('name', 'api-7d7674c677')],
    found: 1,
  },
  'a ReplicaSet that nothing owns may be meant': {
    recording,
    varied: [target('kind', 'ReplicaSet'), target('name', 'api-7d7674c678'), gone('Deployment')],
    found: 1,
  },
  'a target that was made since is found within seconds': {
    recording,
    varied: [target('name', 'api'), worded(NOT_FOUND, 'deployments.apps "api" not found', 'names only')],
    found: 1,
  },
  'an API may not have the kind': {
    recording,
    varied: [
      target('name', 'api'),
      target('apiVersion', 'extensions/v1beta1'),
      worded(NOT_FOUND, 'no matches for kind "Deployment" in group "extensions"', NO_KIND),
    ],
    found: 1,
  },
  'no API may be named': {
    recording,
    varied: [
      target('name', 'api'),
      target('apiVersion', undefined),
      worded(NOT_FOUND, 'no matches for kind "Deployment" in group ""', NO_KIND),
    ],
    found: 1,
  },
  'a DaemonSet cannot be scaled': {
    recording,
    varied: [
      borrowed('image-never', 'DaemonSet', 'agent', NAMESPACE),
      target('kind', 'DaemonSet'),
      target('name', 'agent'),
      worded(NOT_FOUND, 'the server could not find the requested resource', CLIENT),
    ],
    found: 1,
  },
} satisfies Cases

import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { worded, write } from '../../support/variation.ts'

const logs = (text: string, source: string): Variation => worded(/^\{\s+"kind": "Status"[\s\S]*$/, text, source)

const refused = (request: string): Variation =>
  logs(
    `Error from server (Forbidden): User "system:serviceaccount:operators:leader" cannot ${request}`,
    'staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go',
  )

const PYTHON = logs('kubernetes.client.exceptions.ApiException: (403)\nReason: Forbidden', 'kubernetes/client/rest.py')

export default {
  'the core group is not written out': {
    recording: 'crash-rbac',
    varied: [refused('list resource "pods" in API group "" in the namespace "operators"')],
    found: 1,
  },
  'a subresource stands after the group': {
    recording: 'crash-rbac',
    varied: [refused('patch resource "deployments/scale" in API group "apps" in the namespace "shop"')],
    found: 1,
  },
  'what is asked of the whole cluster takes a ClusterRole': {
    recording: 'crash-rbac',
    varied: [refused('list resource "nodes" in API group "" at the cluster scope')],
    found: 1,
  },
  'a path of the API server is no resource': {
    recording: 'crash-rbac',
    varied: [refused('get path "/metrics"')],
    found: 1,
  },
  'a log that names no account is about that of the pod': {
    recording: 'crash-rbac',
    varied: [PYTHON],
    found: 1,
  },
  'a pod that names no account has the default one': {
    recording: 'crash-rbac',
    varied: [PYTHON, write('Pod', /^leader/, ['spec', 'serviceAccountName'], undefined)],
    found: 1,
  },
} satisfies Cases

import type { Cases } from '../../support/cases.ts'
import { applied, discovered, given, gone, notListed, worded } from '../../support/variation.ts'

/** The resource that people apply; the cluster serves what every cluster does and what is said besides. */
const manifest = (apiVersion: string, kind: string, more: Readonly<Record<string, unknown>> = {}) => ({
  apiVersion,
  kind,
  metadata: { name: 'shop' },
  ...more,
})

const INGRESS = 'networking.k8s.io/v1/Ingress'
const KNATIVE = 'networking.internal.knative.dev/v1alpha1/Ingress'
const AUTOSCALERS = ['autoscaling/v1/HorizontalPodAutoscaler', 'autoscaling/v2/HorizontalPodAutoscaler']

const definition = (group: string, kind: string) =>
  manifest('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { spec: { group, names: { kind } } })

const WIDGET = manifest('acme.io/v1', 'Widget')
const SERVES_DEFINITIONS = discovered(
  'apiextensions.k8s.io/v1/CustomResourceDefinition',
  'apiextensions.crossplane.io/v1/CompositeResourceDefinition',
)

/** The sender as a program that exits because the API server has no match for a kind. */
const asks = (kind: string, version: string) =>
  worded(
    /KeyError: 'SMTP_URL'/g,
    `no matches for kind "${kind}" in version "${version}"`,
    'apimachinery pkg/api/meta/errors.go, NoKindMatchError',
  )

/** The operator, watching a kind for which the API server has no match. */
const KEEPS_ASKING = worded(
  /"msg": "error retrieving resource lock"[^\n]*/g,
  '"msg": "if kind is a CRD, it should be installed before calling Start", "kind": "Berth.marina.example.com", "error": "no matches for kind \\"Berth\\" in version \\"marina.example.com/v1\\""}',
  'open-telemetry/opentelemetry-operator issue 2314',
)

const local = (annotation: string, value: string) => ({
  ...manifest('example.com/v1', 'Generator'),
  metadata: { name: 'generator', annotations: { [annotation]: value } },
})

export default {
  'a program that asks for a kind of a definition that is not installed': {
    recording: 'crash-missing-env',
    varied: [asks('Certificate', 'cert-manager.io/v1')],
    found: 1,
  },
  'a program that asks for a version that was removed': {
    recording: 'crash-missing-env',
    varied: [asks('PodDisruptionBudget', 'policy/v1beta1')],
    found: 1,
  },
  'a program that asked for what is served by now': {
    recording: 'crash-missing-env',
    varied: [discovered('cert-manager.io/v1/Certificate'), asks('Certificate', 'cert-manager.io/v1')],
    found: 0,
  },
  'a program that goes on without a kind that it asks for': {
    recording: 'ready-rbac-lease',
    varied: [KEEPS_ASKING],
    found: 1,
  },
  'a program that goes on asking for what is served by now': {
    recording: 'ready-rbac-lease',
    varied: [discovered('marina.example.com/v1/Berth'), KEEPS_ASKING],
    found: 0,
  },
  'what is served is no problem': {
    recording: 'healthy-rolled',
    varied: [discovered(), applied(manifest('apps/v1', 'Deployment'), manifest('v1', 'Service'))],
    found: 0,
  },
  'with neither discovery nor APIServices nothing is known to be missing': {
    recording: 'healthy-rolled',
    varied: [notListed('APIService'), gone('APIService'), applied(WIDGET)],
    found: 0,
  },
  'every version that is served has an APIService': {
    recording: 'healthy-rolled',
    varied: [applied(WIDGET, manifest('apps/v1', 'Deployment'), manifest('v1', 'Service'))],
    found: 1,
  },
  'without discovery a removed version has the successor of the deprecation guide': {
    recording: 'healthy-rolled',
    varied: [applied(manifest('policy/v1beta1', 'PodDisruptionBudget'))],
    found: 1,
  },
  'without discovery a removed version has no successor that is not served': {
    recording: 'healthy-rolled',
    varied: [gone('APIService', 'v1.policy'), applied(manifest('policy/v1beta1', 'PodDisruptionBudget'))],
    found: 1,
  },
  'discovery knows kinds, not versions alone': {
    recording: 'healthy-rolled',
    varied: [given({ served: ['v1/Pod'] }), applied(manifest('v1', 'Pod'), manifest('v1', 'Service'))],
    found: 1,
  },
  'some of the APIServices do not tell what the others serve': {
    recording: 'healthy-rolled',
    varied: [gone('APIService', 'v1.apps'), applied(WIDGET)],
    found: 0,
  },
  'what serves APIServices has none itself': {
    recording: 'healthy-rolled',
    varied: [applied(manifest('apiregistration.k8s.io/v1', 'APIService'))],
    found: 0,
  },
  'a removed version has a successor, whatever else is called so': {
    recording: 'healthy-rolled',
    varied: [discovered(KNATIVE, INGRESS), applied(manifest('extensions/v1beta1', 'Ingress'))],
    found: 1,
  },
  'the successor of a removed version comes before the others of its group': {
    recording: 'healthy-rolled',
    varied: [discovered(...AUTOSCALERS), applied(manifest('autoscaling/v2beta2', 'HorizontalPodAutoscaler'))],
    found: 1,
  },
  'a removed version whose kind has no successor': {
    recording: 'healthy-rolled',
    varied: [discovered('policy/v1/PodDisruptionBudget'), applied(manifest('policy/v1beta1', 'PodSecurityPolicy'))],
    found: 1,
  },
  'another version of the same group is served': {
    recording: 'healthy-rolled',
    varied: [
      discovered('cert-manager.io/v1/Certificate', 'acme.io/v1/Certificate', 'acme.io/v1/CertificateRequest'),
      applied(manifest('acme.io/v2', 'Certificate')),
    ],
    found: 1,
  },
  'a kind of Kubernetes in the wrong group': {
    recording: 'healthy-rolled',
    varied: [discovered(KNATIVE, INGRESS), applied(manifest('v1', 'Deployment'), manifest('v1', 'Ingress'))],
    found: 2,
  },
  'a kind of somebody else’s that has the name of one of Kubernetes': {
    recording: 'healthy-rolled',
    varied: [discovered(), applied(manifest('serving.knative.dev/v1', 'Service'))],
    found: 1,
  },
  'a misspelt kind': {
    recording: 'healthy-rolled',
    varied: [discovered('acme.io/v1/Pot'), applied(manifest('apps/v1', 'Deploymnt'), manifest('v1', 'Pods'))],
    found: 2,
  },
  'a definition that is not installed, in a group of the Kubernetes project too': {
    recording: 'healthy-rolled',
    varied: [discovered(), applied(WIDGET, manifest('gateway.networking.k8s.io/v1', 'Gateway'))],
    found: 2,
  },
  'a group of Kubernetes that is not switched on has no definition to install': {
    recording: 'healthy-rolled',
    varied: [discovered(), applied(manifest('resource.k8s.io/v1', 'ResourceClaim'))],
    found: 1,
  },
  'the definition is applied together with it': {
    recording: 'healthy-rolled',
    varied: [SERVES_DEFINITIONS, applied(WIDGET, definition('acme.io', 'Widget'))],
    found: 0,
  },
  'Crossplane will make the definition of the claim': {
    recording: 'healthy-rolled',
    varied: [
      SERVES_DEFINITIONS,
      applied(
        manifest('apiextensions.crossplane.io/v1', 'CompositeResourceDefinition', {
          spec: { group: 'acme.io', names: { kind: 'XWidget' }, claimNames: { kind: 'Widget' } },
        }),
        WIDGET,
      ),
    ],
    found: 0,
  },
  'other definitions do not help': {
    recording: 'healthy-rolled',
    varied: [
      SERVES_DEFINITIONS,
      applied(null, definition('acme.io', 'Gadget'), definition('acme.com', 'Widget'), WIDGET),
    ],
    found: 1,
  },
  'what a server that is down serves is not known': {
    recording: 'apiservice-down',
    varied: [
      discovered(),
      applied(manifest('metrics.k8s.io/v1beta1', 'NodeMetrics'), manifest('apps/v1', 'Deploymnt')),
    ],
    found: 1,
  },
  'what is no resource is left alone': {
    recording: 'healthy-rolled',
    varied: [
      discovered(),
      applied(
        null,
        'text',
        ['list'],
        {},
        { ...WIDGET, apiVersion: undefined },
        { ...WIDGET, apiVersion: 1 },
        { ...WIDGET, kind: '' },
        { ...WIDGET, metadata: null },
        { ...WIDGET, metadata: {} },
        { ...WIDGET, kind: 'WidgetList' },
        { ...WIDGET, kind: 'Widget'.repeat(120) },
      ),
    ],
    found: 0,
  },
  'a name may be left to the API server': {
    recording: 'healthy-rolled',
    varied: [
      discovered(),
      applied({ ...WIDGET, metadata: { name: '', generateName: 'shop-', namespace: 'healthy-shop' } }),
    ],
    found: 1,
  },
  'files that tools read lie among the manifests': {
    recording: 'healthy-rolled',
    varied: [
      discovered(),
      applied(
        manifest('kustomize.config.k8s.io/v1beta1', 'Kustomization'),
        manifest('kustomize.config.k8s.io/v1alpha1', 'Component'),
        manifest('kubelet.config.k8s.io/v1beta1', 'KubeletConfiguration'),
        manifest('skaffold/v4beta6', 'Config'),
        manifest('v1', 'Config'),
        local('config.kubernetes.io/local-config', 'true'),
        local('config.kubernetes.io/function', 'container: {image: example.com/fn:1}'),
      ),
    ],
    found: 0,
  },
  'what a file says of itself may be that it is for the cluster': {
    recording: 'healthy-rolled',
    varied: [
      discovered(),
      applied(
        local('config.kubernetes.io/local-config', 'false'),
        manifest('kustomize.toolkit.fluxcd.io/v1', 'Kustomization'),
        manifest('samples.operator.openshift.io/v1', 'Config'),
      ),
    ],
    found: 3,
  },
} satisfies Cases

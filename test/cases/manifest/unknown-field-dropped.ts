import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { applied, edit, gone, inContainers, joined, later, notRead, withSpec, write } from '../../support/variation.ts'

type Json = Readonly<Record<string, unknown>>

const LAST_APPLIED = ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration']

const API_VERSIONS: Readonly<Record<string, string>> = {
  CronJob: 'batch/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  Ingress: 'networking.k8s.io/v1',
  Job: 'batch/v1',
  PersistentVolumeClaim: 'v1',
  Pod: 'v1',
  Service: 'v1',
}

const manifest = (kind: string, name: string, fields: Json) => ({
  apiVersion: API_VERSIONS[kind] ?? 'apps/v1',
  kind,
  metadata: { name },
  ...fields,
})

/** The configuration that kubectl recorded on an object as last applied. */
const note = (kind: string, name: string, fields: Json): Variation =>
  write(kind, name, LAST_APPLIED, JSON.stringify(manifest(kind, name, fields)))
const template = (podSpec: Json) => ({ spec: { template: { spec: podSpec } } })

const noted = (podSpec: Json) => note('Deployment', 'gw', template(podSpec))
const container = (fields: Json) => noted({ containers: [{ name: 'gw', image: 'busybox:1.36', ...fields }] })

/** A pod spec with every field misspelled. */
const misspelt = (name: string): Json => ({
  containers: [
    {
      name,
      comand: ['sh'],
      volumeMount: [{ name: 'data' }],
      securityContex: { runAsUser: 1000 },
      resource: { limits: { memory: '1Gi' } },
      readinessProbe: { httpGet: { path: '/', prot: 80 } },
      port: [{ containerPort: 80 }],
    },
  ],
  imagePullSecret: [{ name: 'registry' }],
  toleration: [{ operator: 'Exists' }],
  serviceAcountName: 'runner',
})
/** Nothing that was applied to a workload arrived, beyond what its containers have. */
const everything = (recording: string, kind: string, name: string, has: Json = {}, container = name) => ({
  recording,
  varied: [inContainers(name, has), note(kind, name, template(misspelt(container)))],
})

const service = (name: string, spec: Json) => note('Service', name, { spec })
const selectorLost = [
  write('Service', 'storefront', ['spec', 'selector'], undefined),
  service('storefront', { ports: [{ port: 80 }], selectors: { app: 'storefront' } }),
]
const portLost = [
  service('storefront', { selector: { app: 'storefront' }, ports: [{ port: 8080, targetport: 80 }] }),
  write('Service', 'storefront', ['spec', 'ports'], [{ port: 8080, targetPort: 8080, protocol: 'TCP' }]),
]
const bare = (name: RegExp) => write('Pod', name, ['metadata', 'ownerReferences'], undefined)

export default {
  'arguments that were dropped are missed for certain': {
    recording: 'unknown-field',
    varied: [container({ agrs: ['sh', '-c', 'sleep 5'] })],
    found: 1,
  },
  'volumes that were dropped from the pod may be what the container misses': {
    recording: 'unknown-field',
    varied: [noted({ containers: [], volume: [{ name: 'data', emptyDir: {} }] })],
    found: 1,
  },
  'mounts that stand in the pod belong into a container': {
    recording: 'unknown-field',
    varied: [noted({ containers: [], volumeMounts: [{ name: 'data', mountPath: '/data' }] })],
    found: 1,
  },
  'a field that resembles none explains nothing': {
    recording: 'unknown-field',
    varied: [container({ fortune: true })],
    found: 0,
  },
  'a pull policy that was dropped does not crash a container': {
    recording: 'unknown-field',
    varied: [container({ imagePullPolicyy: 'Always' })],
    found: 0,
  },
  'what was applied is read from the manifests that are given, before what kubectl noted': {
    recording: 'unknown-field',
    varied: [applied(manifest('Deployment', 'gw', template({ containers: [{ name: 'gw', argss: ['sh'] }] })))],
    found: 1,
  },
  'without what was applied nothing is known to be dropped': {
    recording: 'unknown-field',
    varied: [write('Deployment', 'gw', LAST_APPLIED, undefined)],
    found: 0,
  },
  'a Service without the selector that was meant leads nowhere': {
    recording: 'service-selector-typo',
    varied: [
      write('Service', 'storefront', ['spec', 'selector'], undefined),
      service('storefront', { ports: [{ port: 80 }], selectors: { app: 'a' } }),
    ],
    found: 1,
  },
  'a crash is what missing commands, mounts and rights explain': {
    ...everything('crash-db-refused', 'Deployment', 'crm'),
    found: 2,
  },
  'memory runs out for want of a limit': {
    ...everything('crash-oom', 'Deployment', 'renderer', { resources: undefined }),
    found: 1,
  },
  'an image is not pulled for want of a secret': {
    ...everything('image-private-no-secret', 'Deployment', 'tracker'),
    found: 1,
  },
  'a container is not made as root for want of a user': {
    ...everything('run-as-root', 'Deployment', 'vault-agent'),
    found: 1,
  },
  'a command that was dropped leaves the one of the image to run': {
    ...everything('crash-command-not-found', 'Deployment', 'thumbs'),
    found: 1,
  },
  'a pod is not placed for want of a toleration': { ...everything('pending-taint', 'Deployment', 'render'), found: 1 },
  'a pod does not get ready by a probe with a misspelt field': {
    ...everything('readiness-404', 'Deployment', 'profile'),
    found: 1,
  },
  'pods are refused for want of a security context': {
    ...everything('pod-security', 'Deployment', 'node-tuner', { securityContext: undefined }),
    found: 1,
  },
  'pods are refused for want of resources': { ...everything('quota-needs-limits', 'Deployment', 'api'), found: 1 },
  'pods are refused for what a LimitRange fills in': {
    ...everything('limit-range', 'Deployment', 'api', { resources: undefined }),
    found: 1,
  },
  'pods of a StatefulSet': {
    ...everything('ready-redis-config-crash', 'StatefulSet', 'ratings-redis', {}, 'redis'),
    found: 2,
  },
  'pods of a Job': { ...everything('job-failing', 'Job', 'nightly', {}, 'load'), found: 2 },
  'what a Job has overcome is history': { ...everything('healthy-job-retried', 'Job', 'import', {}, 'j'), found: 0 },
  'a rollout that is stuck at its newest pods': { ...everything('image-tag-typo', 'Deployment', 'web'), found: 1 },
  'an older revision waits for the same': {
    recording: 'crash-missing-module',
    varied: [
      note('Deployment', 'checkout', template(misspelt('checkout'))),
      write('ReplicaSet', 'checkout-757b465db4', ['metadata', 'annotations', 'deployment.kubernetes.io/revision'], '9'),
    ],
    found: 0,
  },
  'pods of the Jobs of a CronJob': {
    recording: 'image-registry-refused',
    varied: [note('CronJob', 'ledger-sync', { spec: { jobTemplate: template(misspelt('sync')) } })],
    found: 1,
  },
  'a pod that nothing owns': {
    recording: 'unknown-field',
    varied: [
      bare(/^gw/),
      edit('Pod', /^gw/, pod => pod),
      write('Pod', /^gw/, LAST_APPLIED, JSON.stringify(manifest('Pod', 'gw', { spec: misspelt('gw') }))),
    ],
    found: 2,
  },
  'a pod that nothing owns and that has done its work': {
    recording: 'noisy-batch-rejects',
    varied: [
      bare(/^import/),
      write('Pod', /^import/, LAST_APPLIED, JSON.stringify(manifest('Pod', 'import', { spec: misspelt('import') }))),
    ],
    found: 0,
  },
  'an init container crashes, and no other is to blame': {
    recording: 'init-crash',
    varied: [
      note(
        'Deployment',
        'api',
        template({ initContainers: [{ name: 'migrate', arg: [] }], containers: [{ name: 'api', arg: [] }] }),
      ),
    ],
    found: 1,
  },
  'an init container that has ended well is none that crashes': {
    recording: 'unknown-field',
    varied: [
      joined('gw-767f9bcdbb-j8687', 'healthy-job-retried', 'import-b97lz', 'initContainers'),
      noted({ initContainers: [{ name: 'j', comand: ['sh'] }], containers: [], serviceAcountName: 'gw' }),
    ],
    found: 1,
  },
  'what stands beside a container that crashes is well': {
    recording: 'unknown-field',
    varied: [
      joined('gw-767f9bcdbb-j8687', 'healthy-restarted', 'api-5dfbf559c4-hml42', 'containers'),
      noted({ containers: [{ name: 'api', port: [] }] }),
    ],
    found: 0,
  },
  'another field of the same name was applied besides': {
    recording: 'unknown-field',
    varied: [container({ command: ['sh'], comand: ['sh'] }), inContainers('gw', { command: ['sh'] })],
    found: 1,
  },
  'what was dropped has been set since': {
    recording: 'unknown-field',
    varied: [container({ comand: ['sh'], envFrm: [], resource: {} }), inContainers('gw', { command: ['sh'] })],
    found: 1,
  },
  'what the API server fills in was not set': {
    recording: 'unknown-field',
    varied: [noted({ containers: [], dnsPolcy: 'None', securityContex: { runAsUser: 1000 } })],
    found: 1,
  },
  'a field of a newer version is in the object, whatever stands before its container': {
    recording: 'unknown-field',
    varied: [
      container({
        securityContext: { userns: 'host', sysctl: 1 },
        ports: [{ containerPort: 80, hostPrt: 1, zone: 'a' }],
        env: null,
      }),
      edit('Deployment', 'gw', object => {
        const { template: live, ...spec } = object['spec'] as Json
        const pod = (live as Json)['spec'] as Json
        const [gw] = pod['containers'] as Json[]
        const newer = { ...gw, securityContext: { userns: 'host' }, ports: [{ containerPort: 80, zone: 'a' }] }
        return {
          ...object,
          spec: {
            ...spec,
            template: { ...(live as Json), spec: { ...pod, containers: [null, { name: 'mesh' }, newer] } },
          },
        }
      }),
    ],
    found: 1,
  },
  'a field without a value is none': { recording: 'unknown-field', varied: [container({ comand: null })], found: 0 },
  'a name belongs to many things': {
    recording: 'unknown-field',
    varied: [container({ envFrom: [{ name: 'settings' }] })],
    found: 1,
  },
  'a field that belongs to the pod stands in the container, one of the Deployment in the pod': {
    recording: 'unknown-field',
    varied: [
      noted({
        containers: [{ name: 'gw', dnsPolicy: 'None', hostAliases: [], volumes: [] }],
        template: {},
        replicas: 3,
      }),
    ],
    found: 1,
  },
  'a manifest for another namespace is of another object': {
    recording: 'unknown-field',
    varied: [
      applied(
        'text',
        {
          ...manifest('Deployment', 'gw', template({ containers: [{ name: 'gw', argss: ['sh'] }] })),
          metadata: { name: 'gw', namespace: 'staging' },
        },
        manifest('StatefulSet', 'gw', template({ containers: [{ name: 'gw', argz: ['sh'] }] })),
        manifest('Deployment', 'gw', template({ containers: [{ name: 'gw', arsg: ['sh'] }] })),
      ),
    ],
    found: 1,
  },
  'an API version that the schema does not have tells nothing': {
    recording: 'unknown-field',
    varied: [
      write(
        'Deployment',
        'gw',
        LAST_APPLIED,
        JSON.stringify({ ...manifest('Deployment', 'gw', template(misspelt('gw'))), apiVersion: 2 }),
      ),
    ],
    found: 0,
  },
  'what was noted may be broken': {
    recording: 'unknown-field',
    varied: [write('Deployment', 'gw', LAST_APPLIED, '{"apiVersion":')],
    found: 0,
  },
  'what was noted may be no manifest': {
    recording: 'unknown-field',
    varied: [write('Deployment', 'gw', LAST_APPLIED, '"apps/v1"')],
    found: 0,
  },
  'a Service whose endpoints are kept by hand needs no selector': {
    recording: 'service-target-port',
    varied: [...selectorLost],
    found: 0,
  },
  'endpoints that were not read are not known to be none': {
    recording: 'service-selector-typo',
    varied: [...selectorLost, notRead('EndpointSlice', 'Endpoints')],
    found: 0,
  },
  'a name outside needs no selector': {
    recording: 'service-selector-typo',
    varied: [...selectorLost, withSpec('Service', 'storefront', { type: 'ExternalName', externalName: 'example.com' })],
    found: 0,
  },
  'a Service selects in spite of what was dropped': {
    recording: 'service-selector-typo',
    varied: [service('storefront', { selectors: { app: 'storefront' } })],
    found: 0,
  },
  'a selector stands beside the spec of its Service': {
    recording: 'service-selector-typo',
    varied: [
      write('Service', 'storefront', ['spec', 'selector'], undefined),
      note('Service', 'storefront', { selector: { app: 'storefront' }, spec: {} }),
    ],
    found: 1,
  },
  'a Service sends to its own port for want of another': {
    recording: 'service-target-port',
    varied: [...portLost, gone('Pod', 'storefront-565f4d54f-jbrch')],
    found: 1,
  },
  'a Service that sends where its pods listen misses nothing': {
    recording: 'service-target-port',
    varied: [
      ...portLost,
      inContainers(/^storefront-/, { ports: [{ name: 'metrics', containerPort: 9090 }, { containerPort: 8080 }] }),
    ],
    found: 0,
  },
  'pods that declare no port do not tell where they listen': {
    recording: 'service-target-port',
    varied: [...portLost, inContainers(/^storefront-/, { ports: undefined })],
    found: 0,
  },
  'a claim waits for want of a class': {
    recording: 'pvc-no-default-class',
    varied: [note('PersistentVolumeClaim', 'uploads', { spec: { storageClasName: 'fast', dataSourse: {} } })],
    found: 1,
  },
  'an Ingress has no address for want of a class': {
    recording: 'ingress-class',
    varied: [
      note('Ingress', 'site', { spec: { ingresClassName: 'nginx', rule: [] } }),
      write('Ingress', 'site', ['spec', 'ingressClassName'], undefined),
    ],
    found: 1,
  },
  'a controller gets its time for the address of an Ingress': {
    recording: 'ingress-class',
    varied: [
      note('Ingress', 'site', { spec: { ingresClassName: 'nginx' } }),
      write('Ingress', 'site', ['spec', 'ingressClassName'], undefined),
      later(-30),
    ],
    found: 0,
  },
  'an autoscaler finds its target by the version of its API': {
    recording: 'hpa-target',
    varied: [
      note('HorizontalPodAutoscaler', 'api', {
        metadata: { name: 'api', lables: {} },
        spec: { scaleTargetRef: { apiversion: 'apps/v1' }, behaviour: {}, metrix: [] },
      }),
      write('HorizontalPodAutoscaler', 'api', ['spec', 'scaleTargetRef', 'apiVersion'], undefined),
    ],
    found: 1,
  },
  'an autoscaler without metrics gets those of CPU': {
    recording: 'hpa-metrics',
    varied: [
      note('HorizontalPodAutoscaler', 'api', { spec: { metrix: [], scaleTargetRef: { apiversion: 'apps/v1' } } }),
      write('HorizontalPodAutoscaler', 'api', ['spec', 'metrics'], undefined),
    ],
    found: 1,
  },
  'a claim that waits for its first pod waits for no field': {
    recording: 'healthy-claim-waiting',
    varied: [
      write('PersistentVolumeClaim', 'later', ['spec', 'storageClassName'], undefined),
      note('PersistentVolumeClaim', 'later', { spec: { storageClasName: 'fast' } }),
    ],
    found: 0,
  },
  'a claim that is bound misses nothing': {
    recording: 'rwop-rolling',
    varied: [
      write('PersistentVolumeClaim', 'data', ['spec', 'storageClassName'], undefined),
      note('PersistentVolumeClaim', 'data', { spec: { storageClasName: 'fast' } }),
    ],
    found: 0,
  },
  'what was noted may be of any type': {
    recording: 'unknown-field',
    varied: [noted({ containers: [null, 'gw', { name: 7, comand: ['sh'] }], initContainers: { name: 'a' } })],
    found: 1,
  },
  'a limit that was set since': {
    ...everything('crash-oom', 'Deployment', 'renderer', { resources: { limits: { memory: '64Mi' } } }),
    found: 0,
  },
  'a pod that nothing owns and that has recovered': {
    recording: 'healthy-restarted',
    varied: [
      bare(/^api/),
      write('Pod', /^api/, LAST_APPLIED, JSON.stringify(manifest('Pod', 'api', { spec: misspelt('api') }))),
    ],
    found: 0,
  },
  'labels bring no volume': {
    recording: 'pvc-no-default-class',
    varied: [note('PersistentVolumeClaim', 'uploads', { metadata: { name: 'uploads', lables: {} } })],
    found: 0,
  },
} satisfies Cases

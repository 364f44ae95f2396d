import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { added, alsoRead, edit, gone, notRead, write } from '../../support/variation.ts'

const select = (selector: Readonly<Record<string, string>>) =>
  write('Service', 'storefront', ['spec', 'selector'], selector)
const owned = write(
  'Service',
  'storefront',
  ['metadata', 'ownerReferences'],
  [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'storefront', uid: '1' }],
)
/** A label of the pods and of the template that they are made of. */
const labelled = (key: string, value: string): readonly Variation[] => [
  write('Pod', /^storefront-/, ['metadata', 'labels'], { app: 'storefront', [key]: value }),
  ...['Deployment', 'ReplicaSet'].map(kind =>
    edit(kind, /^storefront/, object => ({
      ...object,
      spec: { ...(object['spec'] as object), template: { metadata: { labels: { app: 'storefront', [key]: value } } } },
    })),
  ),
]

/** Another Service of the namespace. */
function beside(selector: Readonly<Record<string, string>>): Variation {
  const live = { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'store', name: 'live' }, spec: { selector } }
  return added(live)
}

/** Another Deployment of the namespace. */
function workload(name: string, labels: Readonly<Record<string, string>>): Variation {
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [] } } }
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'store', name }, spec }
  return added(deployment)
}

const UNLABELLED = {
  kind: 'CronJob',
  metadata: { namespace: 'store', name: 'report' },
  spec: { jobTemplate: { spec: { template: { spec: { containers: [] } } } } },
}
const MANY = Object.fromEntries([['app', 'storefront'], ...'abcdefgh'.split('').map(key => [key, 'x'])]) as Readonly<
  Record<string, string>
>
const named = (name: string) => write('Service', 'storefront', ['metadata', 'name'], name)

const ofScheduler = {
  kind: 'Service',
  metadata: { name: 'kube-scheduler-metrics', namespace: 'kube-system' },
  spec: {
    clusterIP: 'None',
    selector: { component: 'kube-scheduler', tier: 'control-plane' },
    ports: [{ port: 10259 }],
  },
}

export default {
  'a Service of a preview stands idle while what makes its pods was not read': {
    recording: 'service-selector-typo',
    varied: [named('storefront-preview'), notRead('Deployment')],
    found: 0,
  },
  'a label that none of the pods has is too many, whatever else was read': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'storefront', env: 'production' }), notRead('CronJob', 'StatefulSet')],
    found: 1,
  },
  'the only label of a selector cannot go': {
    recording: 'service-selector-typo',
    varied: [select({ env: 'production' })],
    found: 1,
  },
  'all workloads were read': {
    recording: 'service-selector-typo',
    varied: [named('storefront-preview'), added(UNLABELLED)],
    found: 1,
  },
  'pods of a CronJob that was not read may be meant': {
    recording: 'service-selector-typo',
    varied: [notRead('CronJob')],
    found: 1,
  },
  'the wanted value stands under another key': {
    recording: 'service-selector-typo',
    varied: [select({ name: 'storefront' })],
    found: 1,
  },
  'of values as near as each other the one that the Service is called by is meant': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'storefrnt' }), workload('storefrnts', { app: 'storefrnts' })],
    found: 1,
  },
  'it selects a part of a control plane that is not seen': {
    recording: 'cluster-dns-down',
    varied: [alsoRead('Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'), added(ofScheduler)],
    everywhere: true,
    found: 0,
  },
  'pods were not read': {
    recording: 'service-selector-typo',
    varied: [notRead('Pod')],
    found: 0,
  },
  'the cluster DNS is seen': {
    recording: 'cluster-dns-down',
    varied: [write('Service', 'kube-dns', ['spec', 'selector'], { 'k8s-app': 'kube-dsn' })],
    everywhere: true,
    found: 1,
  },
  'an etcd of one’s own is seen': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'etcd' })],
    found: 1,
  },
  'one pod template has another value for a label': {
    recording: 'service-selector-typo',
    varied: [...labelled('env', 'production'), select({ app: 'storefront', env: 'eu' }), notRead('CronJob')],
    found: 0,
  },
  'of nine labels none is taken for the wrong one': {
    recording: 'service-selector-typo',
    varied: [write('Pod', /^storefront-/, ['metadata', 'labels'], MANY), select({ ...MANY, app: 'store-front' })],
    found: 1,
  },
  'a label too many is left out': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'storefront', name: 'storefront' })],
    found: 1,
  },
  'a Service that stands for a name outside selects nothing': {
    recording: 'service-selector-typo',
    varied: [write('Service', 'storefront', ['spec', 'type'], 'ExternalName')],
    found: 0,
  },
  'a Service that is being deleted needs no pods': {
    recording: 'service-selector-typo',
    varied: [write('Service', 'storefront', ['metadata', 'deletionTimestamp'], '2026-11-23T21:20:10Z')],
    found: 0,
  },
  'a Service without a selector has endpoints that somebody else writes': {
    recording: 'service-selector-typo',
    varied: [select({})],
    found: 0,
  },
  'where nothing makes pods there is nothing to select': {
    recording: 'service-selector-typo',
    varied: [gone('Pod'), gone('ReplicaSet'), gone('Deployment')],
    found: 0,
  },
  'the template of one workload is enough to compare with': {
    recording: 'service-selector-typo',
    varied: [gone('Pod'), gone('ReplicaSet')],
    found: 1,
  },
  'where nothing is near, all that could be selected was read': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'checkout' })],
    found: 1,
  },
  'where nothing is near, what was not read may be selected': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'checkout' }), notRead('StatefulSet')],
    found: 0,
  },
  'where a label is near, what was not read only leaves doubt': {
    recording: 'service-selector-typo',
    varied: [notRead('StatefulSet')],
    found: 1,
  },
  'a controller that writes Services may be about to make what they select': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'checkout' }), owned],
    found: 0,
  },
  'a controller may write a wrong label too': {
    recording: 'service-selector-typo',
    varied: [owned],
    found: 1,
  },
  'two labels that nothing has': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'checkout', tier: 'web' })],
    found: 1,
  },
  'a colour that is not deployed may stand idle beside the one that is': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'storefront', color: 'green' }), beside({ app: 'storefront' })],
    found: 0,
  },
  'a Service that selects by the colour alone may stand idle too': {
    recording: 'service-selector-typo',
    varied: [select({ color: 'green' }), beside({ app: 'storefront' })],
    found: 0,
  },
  'a Service of other pods does not make it idle': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'storefront', version: 'v2' }), beside({ app: 'checkout' })],
    found: 2,
  },
  'a Service that leads to no pod does not make it idle': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'storefront', color: 'green' }), beside({ app: 'storefront', color: 'red' })],
    found: 2,
  },
  'a Service of other pods that is in use does not make it idle': {
    recording: 'service-selector-typo',
    varied: [
      select({ app: 'storefront', version: 'v2' }),
      workload('checkout', { app: 'checkout' }),
      beside({ app: 'checkout' }),
    ],
    found: 1,
  },
  'the Service in use may select by fewer labels': {
    recording: 'service-selector-typo',
    varied: [
      select({ app: 'storefront', tier: 'web', color: 'green' }),
      ...labelled('tier', 'web'),
      beside({ app: 'storefront' }),
    ],
    found: 0,
  },
  'a release that is not deployed may have a name of its own': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'preview', track: 'canary' }), beside({ app: 'storefront' })],
    found: 0,
  },
  'a label that tells no releases apart is wrong also beside a Service in use': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'storefront', tier: 'web' }), beside({ app: 'storefront' })],
    found: 1,
  },
  'labels of which different workloads have one each': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'storefront', tier: 'web' }), workload('site', { tier: 'web' })],
    found: 1,
  },
  'the only Service of the pods is not idle, whatever label keeps it from them': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'storefront', version: 'v2' })],
    found: 1,
  },
  'the only Service of the pods, with the name of another release': {
    recording: 'service-selector-typo',
    varied: [
      select({ app: 'storefront', 'app.kubernetes.io/instance': 'shop' }),
      ...labelled('app.kubernetes.io/instance', 'shop-eu'),
    ],
    found: 1,
  },
  'a role that no pod has yet may be taken on, whatever else is missing': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'checkout', role: 'replica' })],
    found: 0,
  },
  'a role that the pods have is not what is wrong': {
    recording: 'service-selector-typo',
    varied: [select({ app: 'store-front', role: 'web' }), ...labelled('role', 'web')],
    found: 1,
  },
} satisfies Cases

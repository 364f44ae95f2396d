import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnoseCluster, type Snapshot } from '../../core/index.ts'
import { changesOf } from '../../core/patch/changes.ts'
import { withChanges } from '../../core/patch/what-if.ts'
import { PULL_REASONS } from '../../core/workloads/images/pulls.ts'
import { inShort } from '../support/pinned-variations.ts'
import { reportOn } from '../support/report-on.ts'
import { readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { another, notRead, type Variation, varied, withSpec } from '../support/variation.ts'

const LEFT_OUT =
  /: its effects are not known yet, so the statuses, events and logs of what it changes are left out\.$/gm

/** What the report says, with its notes; or why a patch cannot be applied. */
function said(snapshot: Snapshot, namespace: string | undefined, ...documents: readonly unknown[]): string {
  try {
    const scope = namespace === undefined ? {} : { namespace }
    const changes = changesOf(documents, JSON.parse)
    const report = withChanges(snapshot, changes, namespace, cluster =>
      diagnoseCluster(cluster, scope, { prove: false }),
    )
    const workloads = report.workloads.map(
      ({ kind, name, verdict, ready, wanted, reason = '' }) =>
        `${kind} ${name} ${verdict} ${ready}/${wanted} ${reason}`,
    )
    return [inShort(report), ...workloads, ...(report.notes ?? [])].join('\n    ').replaceAll(LEFT_OUT, '…')
  } catch (error) {
    return String(error)
  }
}

const web = (containers: unknown, spec: object = {}) => ({
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { ...spec, template: { spec: { containers } } },
})
const operation = (op: string, path: string, value?: unknown) => ({
  target: { kind: 'Deployment', name: 'web' },
  patch: [{ op, path, value }],
})
const image = { name: 'web', image: 'nginx:1.27' }
const taint = { key: 'dedicated', value: 'batch', effect: 'NoSchedule' }

/** Patches that people may write, and the recording that each is applied to. */
const PATCHES: Readonly<Record<string, readonly [id: string, documents: readonly unknown[], ...Variation[]]>> = {
  'no patch': ['image-tag-typo', []],
  'more patches than are tried': ['image-tag-typo', Array.from({ length: 21 }, () => web([image]))],
  'a list': ['image-tag-typo', [web([image]), [1]]],
  'no name': ['image-tag-typo', [{ kind: 'Deployment', spec: {} }]],
  'no kind': ['image-tag-typo', [{ metadata: { name: 'web' }, spec: {} }]],
  'an invalid name': ['image-tag-typo', [{ kind: 'Deployment', metadata: { name: 'a b' } }]],
  'an invalid kind': ['image-tag-typo', [{ kind: 'De ployment', metadata: { name: 'web' } }]],
  'a target without a patch': ['image-tag-typo', [{ target: { kind: 'Deployment', name: 'web' } }]],
  'a patch that is a list of strings': [
    'image-tag-typo',
    [{ target: { kind: 'Deployment', name: 'web' }, patch: ['add'] }],
  ],
  'a patch that is a string': [
    'image-tag-typo',
    [{ target: { kind: 'Deployment', name: 'web' }, patch: JSON.stringify(web([image])) }],
  ],
  'another name': ['image-tag-typo', [operation('replace', '/metadata/name', 'other')]],
  'metadata removed': ['image-tag-typo', [operation('remove', '/metadata')]],
  'kind removed': ['image-tag-typo', [operation('remove', '/kind')]],
  'spec removed': ['image-tag-typo', [operation('remove', '/spec')]],
  'template removed': ['image-tag-typo', [operation('remove', '/spec/template')]],
  'containers removed': ['image-tag-typo', [operation('remove', '/spec/template/spec/containers')]],
  'an empty list of containers': ['image-tag-typo', [web([{ $patch: 'replace' }])]],
  'a container without an image': ['image-tag-typo', [web([{ name: 'other' }])]],
  'a container with an empty image': ['image-tag-typo', [web([{ name: 'web', image: '' }])]],
  'a container without a name': [
    'image-tag-typo',
    [operation('add', '/spec/template/spec/containers/-', { image: 'a' })],
  ],
  'a container that is a number': ['image-tag-typo', [operation('add', '/spec/template/spec/containers/-', 7)]],
  'negative replicas': ['image-tag-typo', [web([], { replicas: -1 })]],
  'half a replica': ['image-tag-typo', [web([], { replicas: 0.5 })]],
  'no replicas': ['image-tag-typo', [web([], { replicas: 0 })]],
  'replicas left to the default': ['image-tag-typo', [web([], { replicas: null })]],
  'no change': ['image-tag-typo', [web([])]],
  'an image that exists': ['image-tag-typo', [web([image])]],
  'an image that exists, with another pull policy': [
    'image-tag-typo',
    [web([image]), web([{ name: 'web', imagePullPolicy: 'Always' }])],
  ],
  'the same image on another node': [
    'image-tag-typo',
    [{ ...web([]), spec: { template: { spec: { nodeName: 'node-2' } } } }],
  ],
  'another environment variable in a container whose image cannot be pulled': [
    'image-tag-typo',
    [web([{ name: 'web', env: [{ name: 'A', value: 'b' }] }])],
  ],
  'another container beside one whose image cannot be pulled': [
    'image-tag-typo',
    [web([{ name: 'other', image: 'redis' }])],
  ],
  'minReadySeconds, which keeps the pods': ['image-tag-typo', [web([], { minReadySeconds: 5 })]],
  'a cluster-scoped object': [
    'node-cordoned',
    [{ kind: 'Node', metadata: { name: 'node-2' }, spec: { unschedulable: null } }],
    withSpec('Node', 'node-2', {
      taints: [taint, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }],
      unschedulable: true,
    }),
  ],
  'a taint of a node that stays cordoned': [
    'node-cordoned',
    [{ kind: 'Node', metadata: { name: 'node-2' }, spec: { taints: [taint] } }],
  ],
  'a new label of a node without taints': [
    'pending-node-selector',
    [{ kind: 'Node', metadata: { name: 'node-1', labels: { disk: 'ssd' } } }],
  ],
  'another concurrency policy': [
    'cron-forbid',
    [{ kind: 'CronJob', metadata: { name: 'sync' }, spec: { concurrencyPolicy: 'Replace' } }],
  ],
  'another restart policy for its Jobs': [
    'cron-forbid',
    [
      {
        kind: 'CronJob',
        metadata: { name: 'sync' },
        spec: { jobTemplate: { spec: { template: { spec: { restartPolicy: 'OnFailure' } } } } },
      },
    ],
  ],
  'more attempts': ['job-failing', [{ kind: 'Job', metadata: { name: 'nightly' }, spec: { backoffLimit: 9 } }]],
  'a selector that selects nothing': [
    'service-target-port',
    [{ kind: 'Service', metadata: { name: 'storefront' }, spec: { selector: { app: 'nobody' } } }],
  ],
  'a finalizer removed': ['finalizer-stuck', [{ kind: 'Pod', metadata: { name: 'scan-0', finalizers: null } }]],
  'a finalizer added': ['finalizer-stuck', [{ kind: 'Pod', metadata: { name: 'scan-0', finalizers: ['other/more'] } }]],
  'a kind without a schema': ['image-tag-typo', [{ kind: 'Widget', metadata: { name: 'w' }, spec: { parts: 1 } }]],
}

describe('a recording', () => {
  const file = (name: string) => join(import.meta.dirname, `../goldens/what-if/${name}.txt`)

  it('with the patch of each of its fixes', async () => {
    const texts = scenarioIds.flatMap(id =>
      reportOn(id).problems.flatMap(({ fix, field, subject, cause }) =>
        fix.flatMap(({ patch }, at) => {
          if (patch === undefined) return []
          const { kind, name, namespace } = field?.object ?? subject
          const document = { target: { kind, name, namespace }, patch }
          return `${id}, ${cause}, step ${at + 1}: ${said(readRecording(id), readScenario(id).namespace, document)}\n`
        }),
      ),
    )
    await expect(texts.join('')).toMatchFileSnapshot(file('fixes'))
  })

  it('with each patch that people write', async () => {
    const texts = Object.entries(PATCHES).map(([name, [id, documents, ...variations]]) => {
      const snapshot = varied(id, ...variations)
      return `${name}: ${said(snapshot, readScenario(id).namespace, ...documents)}\n`
    })
    await expect(texts.join('')).toMatchFileSnapshot(file('patches'))
  })

  it('without a namespace: takes the only object of that name', () => {
    const change = web([image])
    const snapshot = readRecording('image-tag-typo')
    expect(said(snapshot, undefined, change)).toMatch(/^progressing\n.*Deployment shop\/web/s)
    const twice = another('image-tag-typo', 'Deployment', 'web', { name: 'web', namespace: 'other' })(snapshot)
    expect(said(twice, undefined, change)).toContain('Deployment web exists in several namespaces: specify one.')
    expect(said(notRead('Deployment')(snapshot), undefined, change)).toContain('Deployment web is not in the snapshot')
    expect(said(twice, 'shop', change)).toMatch(/^progressing\n/)
  })
})

it.each([...PULL_REASONS])('a patch that keeps the image does not fix %s', reason => {
  const recorded = JSON.stringify(readRecording('image-tag-typo'))
  const snapshot = JSON.parse(recorded.replaceAll(/"(?:ErrImagePull|ImagePullBackOff)"/g, JSON.stringify(reason)))
  const elsewhere = { ...web([]), spec: { template: { spec: { terminationGracePeriodSeconds: 5 } } } }
  expect(said(snapshot, 'shop', elsewhere)).toContain('container web keeps its image, which cannot be pulled')
})

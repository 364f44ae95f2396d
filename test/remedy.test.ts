import { describe, expect, it } from 'vitest'
import { diagnose, type Problem, type Report } from '../core/index.ts'
import { readRecording, readScenario } from './support/scenarios.ts'
import {
  added,
  diagnoseVaried,
  inContainers,
  mapped,
  unsaid,
  type Variation,
  varied,
  withSpec,
} from './support/variation.ts'
import { asKind } from './support/variations/kinds.ts'

type Json = Readonly<Record<string, unknown>>
interface Metadata {
  readonly metadata: { readonly name: string; readonly uid?: string; readonly annotations?: Json }
}

/** The recorded objects of a kind with more in their metadata. */
function marked(kind: string, marks: { readonly labels?: Json; readonly annotations?: Json }) {
  return mapped(object => {
    const metadata = object['metadata'] as Json
    if (object['kind'] !== kind) return object
    const { labels, annotations } = metadata as { labels?: Json; annotations?: Json }
    return {
      ...object,
      metadata: {
        ...metadata,
        labels: { ...labels, ...marks.labels },
        annotations: { ...annotations, ...marks.annotations },
      },
    }
  })
}

/** The report, with what is known of whether its fixes cure. */
function tried(id: string, ...variations: readonly Variation[]): Report {
  return diagnose(varied(id, ...variations), { namespace: readScenario(id).namespace })
}

function firstOf(report: { readonly problems: readonly Problem[] }): Problem['fix'] {
  return report.problems[0]?.fix ?? []
}

describe('going back', () => {
  it('comes first where the rollout changed what is blamed and the revision before has ready pods', () => {
    expect(firstOf(tried('image-tag-typo'))[0]).toMatchObject({
      kind: 'change',
      command: 'kubectl rollout undo deployment/web -n shop',
      proved: true,
    })
  })

  it('resumes a paused rollout first, which kubectl does not roll back', () => {
    expect(firstOf(tried('image-tag-typo', withSpec('Deployment', /^web/, { paused: true })))[0]).toMatchObject({
      command: 'kubectl rollout resume deployment/web -n shop && kubectl rollout undo deployment/web -n shop',
      proved: true,
    })
  })

  it('is to the command of the revision before where an added command is what a missing file follows from', () => {
    expect(firstOf(tried('crash-missing-module'))[0]).toMatchObject({
      text: 'Roll back to the previous revision: this rollout changed spec.containers[name=checkout].command.',
      proved: false,
    })
  })

  it('shows no value of an environment variable', () => {
    const [first] = firstOf(diagnoseVaried('secret-key-missing'))
    expect(first?.command).toBe('kubectl rollout undo deployment/api -n payments')
    expect(first?.patch).toBeUndefined()
  })

  it('is to the last revision that has ready pods, where that is not the previous one', () => {
    const revision = 'deployment.kubernetes.io/revision'
    const sets = readRecording('image-tag-typo').objects.filter(object => (object as Json)['kind'] === 'ReplicaSet')
    const [older, newest] = ['1', '2'].map(
      number => sets.find(set => (set as Metadata).metadata.annotations?.[revision] === number) as Metadata,
    )
    const numbered = (set: Metadata | undefined, number: string, name = '') => ({
      ...set,
      metadata: {
        ...set?.metadata,
        name: `${set?.metadata.name}${name}`,
        uid: `${set?.metadata.uid}${name}`,
        annotations: { ...set?.metadata.annotations, [revision]: number },
      },
    })
    const between = { ...numbered(older, '2', 'b'), status: { replicas: 0 } }
    const [first] = firstOf(
      diagnoseVaried(
        'image-tag-typo',
        mapped(object =>
          (object as unknown as Metadata).metadata.uid === newest?.metadata.uid ? numbered(newest, '3') : object,
        ),
        added({ ...between, kind: 'ReplicaSet' }),
      ),
    )
    expect(first?.command).toBe('kubectl rollout undo deployment/web -n shop --to-revision=1')
  })

  it.each([
    ['StatefulSet', 'OrderedReady'],
    ['StatefulSet', 'Parallel'],
    ['DaemonSet', undefined],
  ] as const)('is to the revision that a %s keeps: %s', (kind, podManagementPolicy) => {
    const recording = readRecording('image-tag-typo')
    const sets = recording.objects.filter(object => (object as Json)['kind'] === 'ReplicaSet') as (Metadata & Json)[]
    const moved = withSpec(kind, 'web', { podManagementPolicy })(asKind('shop', kind)(recording))
    const owner = moved.objects.find(object => (object as Json)['kind'] === kind) as Metadata & Json
    const controller = { apiVersion: 'apps/v1', kind, name: 'web', uid: owner.metadata.uid, controller: true }
    // What the controllers keep of each template: pkg/controller/statefulset/stateful_set_utils.go, newRevision.
    const revisions = sets.map(({ metadata, spec }) => ({
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: { ...metadata, ownerReferences: [controller] },
      revision: Number(metadata.annotations?.['deployment.kubernetes.io/revision']),
      data: { spec: { template: { ...((spec as Json)['template'] as Json), $patch: 'replace' } } },
    }))
    const pods = recording.objects.flatMap(object => {
      const { metadata } = object as { metadata: { namespace?: string; labels?: Readonly<Record<string, string>> } }
      const { 'pod-template-hash': hash, ...others } = metadata.labels ?? {}
      if ((object as Json)['kind'] !== 'Pod' || metadata.namespace !== 'shop' || hash === undefined) return []
      const labels = { ...others, 'controller-revision-hash': kind === 'StatefulSet' ? `web-${hash}` : hash }
      return [{ ...(object as Json), metadata: { ...metadata, labels, ownerReferences: [controller] } }]
    })
    const objects = moved.objects.filter(object => {
      const { kind: own, metadata } = object as { kind: string; metadata: { namespace?: string } }
      return own !== 'Pod' || metadata.namespace !== 'shop'
    })
    const report = diagnose({ ...moved, objects: [...objects, ...pods, ...revisions] }, { namespace: 'shop' })
    expect(report.problems.map(({ cause }) => cause)).toEqual(['image-not-found'])
    const [first] = firstOf(report)
    expect(first).toMatchObject({ command: `kubectl rollout undo ${kind.toLowerCase()}/web -n shop`, proved: true })
    expect(first?.text).toContain('nginx:1.27')
    // The controller waits for the pod that hangs before it makes another.
    expect(first?.text.includes('delete the stuck pods')).toBe(podManagementPolicy === 'OrderedReady')
  })

  it('says so where no pod of the revision before is ready', () => {
    for (const [id, before, text] of [
      ['image-tag-typo', 'web-596556dd5f', 'Roll back to nginx:1.27 (the previous revision).'],
      [
        'readiness-404',
        'profile-9bd74c887',
        'Roll back to the previous revision: this rollout changed spec.containers[name=profile].readinessProbe.',
      ],
    ] as const) {
      const [first] = firstOf(diagnoseVaried(id, unsaid('ReplicaSet', before, ['status', 'readyReplicas'])))
      expect(first?.text).toBe(text)
    }
  })

  it('is not to such a revision where another value is known to exist', () => {
    const unproven = unsaid('ReplicaSet', 'api-6cdcdd79bd', ['status', 'readyReplicas'])
    const commands = firstOf(diagnoseVaried('secret-key-missing', unproven)).map(({ command = '' }) => command)
    expect(commands.filter(command => command.includes('rollout undo'))).toEqual([])
  })

  it('is to a revision whose container differs in another field only if it has ready pods', () => {
    const before = 'profile-9bd74c887'
    const newest = readRecording('readiness-404').objects.find(
      object => (object as Metadata).metadata.name === 'profile-6b68cf4477',
    ) as { spec: { template: { spec: { containers: readonly [{ readinessProbe: Json }] } } } }
    const { readinessProbe } = newest.spec.template.spec.containers[0]
    const older = inContainers(before, { image: 'nginx:1.26', readinessProbe })
    expect(firstOf(diagnoseVaried('readiness-404', older))[0]?.text).toBe(
      'Roll back to the previous revision, which has ready pods: this rollout changed spec.containers[name=profile].image.',
    )
    const unproven = unsaid('ReplicaSet', before, ['status', 'readyReplicas'])
    const commands = firstOf(diagnoseVaried('readiness-404', older, unproven)).map(({ command = '' }) => command)
    expect(commands.filter(command => command.includes('rollout undo'))).toEqual([])
  })

  it('is not offered where the rollout changed nothing that is blamed, nor for an only revision', () => {
    for (const id of ['rwop-rolling', 'crash-missing-env']) {
      const commands = firstOf(diagnoseVaried(id)).map(({ command }) => command)
      expect(commands.filter(command => command?.includes('rollout undo'))).toEqual([])
    }
  })
})

describe('for an object that a GitOps tool applies', () => {
  it.each([
    [
      { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/web' } },
      'Argo CD application shop',
      'the next sync',
    ],
    [{ labels: { 'argocd.argoproj.io/instance': 'shop' } }, 'Argo CD application shop', 'the next sync'],
    [{ labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } }, 'Flux Kustomization apps', 'the next reconciliation'],
    [
      {
        labels: { 'helm.toolkit.fluxcd.io/name': 'web' },
        annotations: { 'meta.helm.sh/release-name': 'web' },
      },
      'Flux HelmRelease web',
      'the next upgrade',
    ],
  ])('the manifest comes first, and the command is named as drift: %j', (marks, owner, until) => {
    const [manifest, drift] = firstOf(tried('image-tag-typo', marked('Deployment', marks)))
    expect(manifest?.text).toContain(owner)
    expect(manifest).toMatchObject({ proved: true })
    expect(manifest?.command).toBeUndefined()
    expect(drift).toMatchObject({ command: 'kubectl rollout undo deployment/web -n shop' })
    expect(drift?.text).toContain(`until ${until} reverts the drift`)
  })

  it('a Helm release is rolled back by Helm', () => {
    const release = marked('Deployment', { annotations: { 'meta.helm.sh/release-name': 'web' } })
    expect(firstOf(diagnoseVaried('image-tag-typo', release))[0]?.command).toBe('helm rollback web -n shop')
  })

  it('an Argo CD label without a name is none', () => {
    const unnamed = marked('Deployment', { labels: { 'argocd.argoproj.io/instance': '' } })
    expect(firstOf(diagnoseVaried('image-tag-typo', unnamed))[0]?.command).toBe(
      'kubectl rollout undo deployment/web -n shop',
    )
  })
})

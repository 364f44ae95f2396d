import { describe, expect, it } from 'vitest'
import { droppedFieldsOf } from '../../core/causes/manifest/dropped-fields.ts'
import { removedApi } from '../../core/causes/manifest/served-apis.ts'
import { Cluster } from '../../core/cluster/cluster.ts'
import { fieldsOf, typeOfKind } from '../../core/kube/fields.ts'
import { diagnoseVaried, given, recorded, withField, write } from '../support/variation.ts'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** The fields that the recorded Deployment would have lost, had this been applied. */
function dropped(manifest: unknown) {
  const deployment = recorded('unknown-field', 'Deployment', 'gw')
  const object = withField(deployment, ['metadata', 'annotations', LAST_APPLIED], JSON.stringify(manifest))
  const cluster = new Cluster({ objects: [object] })
  return cluster
    .list('Deployment')
    .flatMap(item => droppedFieldsOf(item, cluster))
    .map(({ path, meant, belongs }) => ({ path, meant, belongs }))
}

const template = (spec: object) => ({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec } } })

describe('dropped fields', () => {
  it('finds a misspelt one and what was meant', () => {
    expect(dropped(template({ containers: [{ name: 'gw', comand: ['sh'] }] }))).toEqual([
      { path: 'spec.template.spec.containers[name=gw].comand', meant: 'command', belongs: undefined },
    ])
    expect(dropped(template({ containers: [{ name: 'gw', envfrom: [] }] }))).toMatchObject([{ meant: 'envFrom' }])
  })

  it('finds one at the wrong level', () => {
    expect(dropped(template({ containers: [], volumeMounts: [], env: [] }))).toEqual([
      { path: 'spec.template.spec.volumeMounts', meant: 'volumeMounts', belongs: 'Container' },
      { path: 'spec.template.spec.env', meant: 'env', belongs: 'Container' },
    ])
    expect(dropped(template({ containers: [{ name: 'gw', nodeSelector: {} }] }))).toEqual([
      { path: 'spec.template.spec.containers[name=gw].nodeSelector', meant: 'nodeSelector', belongs: 'PodSpec' },
    ])
  })

  it('leaves alone what is known, free-form, empty, in the live object, or of an unknown version', () => {
    const labels = { metadata: { labels: { anything: 'x' }, annotations: { comand: 'y' } }, status: {} }
    expect(dropped({ ...template({ containers: [{ name: 'gw', comand: null }] }), ...labels })).toEqual([])
    expect(dropped({ ...template({ containers: [{ comand: [] }] }), apiVersion: 'apps/v1beta1' })).toEqual([])
    expect(dropped('not a manifest')).toEqual([])
    expect(dropped(template({ containers: [{ resources: { limits: { 'nvidia.com/gpu': 1 } } }] }))).toEqual([])
  })

  it('bears hostile depth', () => {
    const depth = 20_000
    const text = `{"apiVersion":"apps/v1","kind":"Deployment","spec":${'{"template":'.repeat(depth)}0${'}'.repeat(depth)}}`
    const deployment = recorded('unknown-field', 'Deployment', 'gw')
    const cluster = new Cluster({ objects: [withField(deployment, ['metadata', 'annotations', LAST_APPLIED], text)] })
    expect(cluster.list('Deployment').flatMap(item => droppedFieldsOf(item, cluster)).length).toBeLessThan(21)
  })
})

describe('unknown-field-dropped', () => {
  it('explains the crash of the container that lacks its command', () => {
    const [problem, ...rest] = diagnoseVaried('unknown-field').problems
    expect(problem).toMatchObject({
      cause: 'unknown-field-dropped',
      subject: { kind: 'Deployment', name: 'gw', container: 'gw' },
      field: { path: 'spec.template.spec.containers[name=gw].comand' },
    })
    expect(problem?.chain.map(({ symptom }) => symptom)).toContain('exits-immediately')
    expect(rest).toEqual([])
  })

  it('is read from manifests given with the snapshot', () => {
    const deployment = recorded('unknown-field', 'Deployment', 'gw')
    const { metadata } = deployment as { metadata: { annotations: Record<string, string> } }
    const object: unknown = JSON.parse(metadata.annotations[LAST_APPLIED] ?? '')
    const report = diagnoseVaried(
      'unknown-field',
      write('Deployment', /^/, ['metadata', 'annotations'], undefined),
      given({ manifests: [{ source: 'deploy/gw.yaml', object }] }),
    )
    expect(report.problems[0]?.evidence[0]?.path).toBe('deploy/gw.yaml')
  })

  it('does not blame a field that cannot cause the trouble', () => {
    const applied = template({ containers: [{ name: 'gw', imagePullPolicyy: 'Always' }] })
    const report = diagnoseVaried(
      'unknown-field',
      write('Deployment', /^/, ['metadata', 'annotations', LAST_APPLIED], JSON.stringify(applied)),
    )
    expect(report.problems.map(({ cause }) => cause)).toEqual(['exits-immediately'])
  })

  it('is silent about a healthy workload', () => {
    const applied = template({ containers: [{ name: 'api', comand: ['x'] }] })
    const report = diagnoseVaried(
      'healthy-rolled',
      write('Deployment', /^/, ['metadata', 'annotations', LAST_APPLIED], JSON.stringify(applied)),
    )
    expect(report.problems).toEqual([])
  })
})

describe('resource-kind-not-served', () => {
  const served = [
    'v1/Pod',
    'apps/v1/Deployment',
    'networking.k8s.io/v1/Ingress',
    'autoscaling/v2/HorizontalPodAutoscaler',
  ]
  const titles = (...objects: unknown[]) =>
    diagnoseVaried(
      'healthy-rolled',
      given({ served, manifests: objects.map(object => ({ source: 'a.yaml', object })) }),
    ).problems

  it('names the successor of a removed version', () => {
    const [problem] = titles({ apiVersion: 'extensions/v1beta1', kind: 'Ingress', metadata: { name: 'site' } })
    expect(problem).toMatchObject({
      cause: 'resource-kind-not-served',
      subject: { kind: 'Ingress', name: 'site' },
      field: { path: 'apiVersion', value: 'extensions/v1beta1', suggestion: 'networking.k8s.io/v1' },
    })
  })

  it('asks for the CustomResourceDefinition of an unknown group, and corrects a misspelt kind', () => {
    const [monitor] = titles({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name: 'm' },
    })
    expect(monitor?.fix[0]?.text).toContain('CustomResourceDefinition')
    const [typo] = titles({ apiVersion: 'apps/v1', kind: 'Deploymnt', metadata: { name: 'm' } })
    expect(typo?.fix[0]?.text).toContain('Deployment')
  })

  it('says nothing of what is served', () => {
    const manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } }
    expect(titles(manifest, null, 'text', {}, { kind: 'x' })).toEqual([])
  })

  it('knows removed versions (kubernetes.io deprecation guide)', () => {
    expect(removedApi('policy/v1beta1/PodDisruptionBudget')).toEqual({ successor: 'policy/v1', release: '1.25' })
    expect(removedApi('autoscaling/v2beta2/HorizontalPodAutoscaler')).toEqual({
      successor: 'autoscaling/v2',
      release: '1.26',
    })
    expect(removedApi('constructor')).toBeUndefined()
  })
})

describe('the schema', () => {
  it('holds the fields of the API’s own description', () => {
    expect(typeOfKind('apps/v1', 'Deployment')).toBe('apps.v1.Deployment')
    expect(fieldsOf('core.v1.Container')?.get('env')).toBe('core.v1.EnvVar')
    expect(fieldsOf('core.v1.Container')?.has('comand')).toBe(false)
    expect(fieldsOf('core.v1.PodSpec')?.size).toBeGreaterThan(35)
    expect(typeOfKind('acme.io/v1', 'Widget')).toBeUndefined()
    expect(fieldsOf('__proto__')).toBeUndefined()
  })
})

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { declaredObjects, snapshotManifests } from '../../action/manifests/declared.ts'
import { parseFieldPath } from '../../action/manifests/field-path.ts'
import { imageParts } from '../../action/manifests/image.ts'
import { loadManifests } from '../../action/manifests/load.ts'
import { locateField } from '../../action/manifests/locate.ts'
import { parseSource } from '../../action/manifests/source.ts'
import { diagnose } from '../../core/index.ts'
import type { Field } from '../../core/report.ts'
import { readRecording, scenarioIds } from '../support/scenarios.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'manifests-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

function put(file: string, text: string): void {
  mkdirSync(dirname(join(cwd, file)), { recursive: true })
  writeFileSync(join(cwd, file), text)
}

const recorded = (scenario: string) =>
  readFileSync(new URL(`../fixtures/clusters/${scenario}/manifests.yaml`, import.meta.url), 'utf8')
/** The second revision of the recorded rollout, without two documents of the file. */
const typo = () => recorded('image-tag-typo').split('# file: v2.yaml\n')[1] ?? ''

const IMAGE: Field = {
  object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
  path: 'spec.template.spec.containers[name=web].image',
  value: 'nginx:1.72',
  suggestion: 'nginx:1.27',
}

async function locate(field: Field, patterns: string[], changed: string[] = []) {
  const { sources } = await loadManifests(patterns, { cwd, changed })
  return locateField(sources, field)
}

describe('a field path', () => {
  it.each([
    ['spec.containers[name=web].image', ['spec', 'containers', { field: 'name', value: 'web' }, 'image']],
    ['spec.args[0]', ['spec', 'args', 0]],
    ['requests[nvidia.com/gpu]', ['requests', 'nvidia.com/gpu']],
    [`metadata.labels['app.kubernetes.io/name']`, ['metadata', 'labels', 'app.kubernetes.io/name']],
    ['', []],
  ])('%s', (path, steps) => expect(parseFieldPath(path)).toEqual(steps))

  it.each(['a..b', 'a[', 'a[name=web', '.a'])('%s is none', path => expect(parseFieldPath(path)).toBeUndefined())
})

describe('an image reference', () => {
  it.each([
    ['nginx', { repository: 'nginx' }],
    ['registry:5000/shop/web', { repository: 'registry:5000/shop/web' }],
    ['registry:5000/web:1.2@sha256:ab', { repository: 'registry:5000/web', tag: '1.2', digest: 'sha256:ab' }],
  ])('%s', (image, parts) => expect(imageParts(image)).toEqual(parts))
})

describe('a plain manifest', () => {
  it('gives the line, the column and the replaced line', async () => {
    put('k8s/web.yaml', typo())
    expect(await locate(IMAGE, ['k8s'])).toEqual({
      file: 'k8s/web.yaml',
      startLine: 15,
      endLine: 15,
      startColumn: 16,
      endColumn: 26,
      text: '        image: nginx:1.72',
      via: 'manifest',
      exact: true,
      replacement: '        image: nginx:1.27',
    })
  })

  it('keeps quotes, comments and line ends', async () => {
    const text = typo().replace('nginx:1.72', '"nginx:1.72"  # pinned').replaceAll('\n', '\r\n')
    put('web.yaml', text)
    expect(await locate(IMAGE, ['web.yaml'])).toMatchObject({
      text: '        image: "nginx:1.72"  # pinned',
      replacement: '        image: "nginx:1.27"  # pinned',
    })
  })

  it('is found in a later document, in a List and in JSON', async () => {
    put('many.yaml', `---\n# nothing\n---\n${recorded('config-map-missing')}\n---\n${typo()}`)
    expect(await locate(IMAGE, ['many.yaml'])).toMatchObject({ exact: true, text: '        image: nginx:1.72' })
    const container = { name: 'web', image: 'nginx:1.72' }
    const deployment = {
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { template: { spec: { containers: [container] } } },
    }
    put('list.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [deployment] }, null, 2))
    expect(await locate(IMAGE, ['list.json'])).toMatchObject({
      text: '                "image": "nginx:1.72"',
      replacement: '                "image": "nginx:1.27"',
    })
  })

  it('gives the nearest thing around a field that is not there', async () => {
    put('web.yaml', typo())
    const field = { object: IMAGE.object, path: 'spec.template.spec.imagePullSecrets[0].name' }
    const place = await locate(field, ['web.yaml'])
    expect(place).toMatchObject({ text: '    spec:', exact: false })
    expect(place).not.toHaveProperty('replacement')
    const limits = { object: IMAGE.object, path: 'spec.template.spec.containers[name=web].resources.limits.memory' }
    expect(await locate(limits, ['web.yaml'])).toMatchObject({ startLine: 14, exact: false })
  })

  it('of another namespace or name is not it', async () => {
    put('web.yaml', typo().replace('name: web\n', 'name: web\n  namespace: other\n'))
    expect(await locate(IMAGE, ['web.yaml'])).toBeUndefined()
    put('web.yaml', typo().replace('name: web\n', 'name: api\n'))
    expect(await locate(IMAGE, ['web.yaml'])).toBeUndefined()
  })

  it('of equal rank in two files is none; the changed one goes first', async () => {
    put('a/web.yaml', typo())
    put('b/web.yaml', typo())
    expect(await locate(IMAGE, ['a', 'b'])).toBeUndefined()
    expect(await locate(IMAGE, ['a', 'b'], ['b/web.yaml'])).toMatchObject({ file: 'b/web.yaml' })
  })

  it('suggests nothing that would change the kind of value or need quotes', async () => {
    put('web.yaml', typo())
    for (const suggestion of ['123', 'on', 'a: b', 'x # y', '']) {
      expect(await locate({ ...IMAGE, suggestion }, ['web.yaml'])).not.toHaveProperty('replacement')
    }
    const port = { object: IMAGE.object, path: 'spec.replicas', value: '3', suggestion: '2' }
    expect(await locate(port, ['web.yaml'])).toMatchObject({ replacement: '  replicas: 2' })
  })

  it('suggests no other key for a field that is not one value', async () => {
    put('web.yaml', typo())
    const ports = {
      object: IMAGE.object,
      path: 'spec.template.spec.containers[name=web].ports',
      value: '80',
      suggestion: 'x',
    }
    const place = await locate(ports, ['web.yaml'])
    expect(place).toMatchObject({ text: '        ports: [{containerPort: 80}]', exact: true })
    expect(place).not.toHaveProperty('replacement')
  })

  it('with another value is only the neighbourhood', async () => {
    put('web.yaml', typo().replace('nginx:1.72', 'nginx'))
    expect(await locate(IMAGE, ['web.yaml'])).toMatchObject({ text: '        image: nginx', exact: false })
  })
})

describe('the fields that the diagnosis of a recording names', () => {
  it.each(scenarioIds)('%s: are found in its manifest', id => {
    const last =
      recorded(id)
        .split(/^# file: .*\n/m)
        .at(-1) ?? ''
    const { source } = parseSource('manifests.yaml', last, { given: true, changed: true })
    const fields = diagnose(readRecording(id)).problems.flatMap(({ field }) => field ?? [])
    const declared = fields.filter(({ object: { kind, name } }) =>
      source.objects.some(object => object.kind === kind && object.name === name),
    )
    for (const field of declared)
      expect([field.path, locateField([source], field)?.startLine]).toEqual([field.path, expect.any(Number)])
  })
})

describe('a kustomization', () => {
  const base = () => typo().replace('nginx:1.72', 'nginx')

  it('gives the tag of the image that it sets', async () => {
    put('base/web.yaml', base())
    put(
      'prod/kustomization.yaml',
      'resources: [../base]\nimages:\n- name: redis\n  newTag: "1.72"\n- name: nginx\n  newTag: "1.72"\n',
    )
    expect(await locate(IMAGE, ['base', 'prod'])).toMatchObject({
      file: 'prod/kustomization.yaml',
      startLine: 6,
      via: 'kustomization',
      replacement: '  newTag: "1.27"',
    })
  })

  it('gives the name where the name is wrong, and no suggestion beside a digest', async () => {
    put('kustomization.yaml', 'images:\n- name: web\n  newName: ngnix\n  newTag: "1.27"\n')
    const field = { ...IMAGE, value: 'ngnix:1.27' }
    expect(await locate(field, ['.'])).toMatchObject({ startLine: 3, replacement: '  newName: nginx' })
    put('kustomization.yaml', 'images:\n- name: nginx\n  digest: sha256:abcd\n')
    const place = await locate({ ...IMAGE, value: 'nginx@sha256:abcd' }, ['.'])
    expect(place).toMatchObject({ startLine: 3, exact: true })
    expect(place).not.toHaveProperty('replacement')
  })

  it('counts among the changed files too', async () => {
    put('rendered.yaml', typo())
    put('prod/kustomization.yaml', 'images:\n- name: nginx\n  newTag: "1.72"\n')
    expect(await locate(IMAGE, ['rendered.yaml'], ['prod/kustomization.yaml'])).toMatchObject({
      file: 'prod/kustomization.yaml',
    })
  })
})

describe('Helm values', () => {
  const values = 'image:\n  repository: nginx\n  tag: "1.72"\nsidecar:\n  repository: redis\n  tag: "1.72"\n'

  it('give the tag beside the repository', async () => {
    put('rendered.yaml', typo())
    put('chart/values-prod.yaml', values)
    expect(await locate(IMAGE, ['rendered.yaml'], ['chart/values-prod.yaml'])).toMatchObject({
      file: 'chart/values-prod.yaml',
      startLine: 3,
      via: 'values',
      replacement: '  tag: "1.27"',
    })
  })

  it('count only when the pull request changes them', async () => {
    put('rendered.yaml', typo())
    put('chart/values.yaml', values)
    expect(await locate(IMAGE, ['rendered.yaml', 'chart'])).toMatchObject({ file: 'rendered.yaml' })
  })

  it('give a telling value that occurs once, and nothing that occurs twice or could be anything', async () => {
    put('rendered.yaml', typo())
    put('values.yaml', 'a:\n  configMapName: web-config\nb: web-confog\nc: 3\nd: [web-config]\n')
    const field = {
      object: IMAGE.object,
      path: 'spec.template.spec.volumes[name=c].configMap.name',
      value: 'web-config',
    }
    expect(await locate(field, ['rendered.yaml'], ['values.yaml'])).toMatchObject({ file: 'values.yaml', startLine: 2 })
    put('values.yaml', 'a: web-config\nb: web-config\n')
    expect((await locate(field, ['rendered.yaml'], ['values.yaml']))?.file).not.toBe('values.yaml')
    put('values.yaml', 'retries: 3\n')
    const replicas = { object: IMAGE.object, path: 'spec.template.spec.x', value: '3' }
    expect((await locate(replicas, ['rendered.yaml'], ['values.yaml']))?.file).not.toBe('values.yaml')
  })
})

describe('loading', () => {
  it('takes files, folders and globs, and leaves out what ! says', async () => {
    for (const file of ['k8s/a.yaml', 'k8s/sub/b.yml', 'k8s/readme.md', 'other/c.yaml']) put(file, typo())
    const files = async (...patterns: string[]) =>
      (await loadManifests(patterns, { cwd })).sources.map(source => source.file)
    expect(await files('k8s')).toEqual(['k8s/a.yaml', 'k8s/sub/b.yml'])
    expect(await files('**/*.yaml', '!other/**')).toEqual(['k8s/a.yaml'])
    expect(await files('other/c.yaml', 'k8s/*.yaml')).toEqual(['k8s/a.yaml', 'other/c.yaml'])
  })

  it('says which pattern matches nothing', async () => {
    await expect(loadManifests(['k8s/*.yaml'], { cwd })).rejects.toThrow(
      'manifests: no YAML or JSON file matches "k8s/*.yaml".',
    )
  })

  it('stops at 16 MiB of applied manifests, and leaves out a file above 4 MiB', async () => {
    const mebibytes = (n: number) => `# ${'x'.repeat(n * 1024 * 1024)}\n`
    put('large.yaml', mebibytes(4))
    const { skipped } = await loadManifests(['large.yaml'], { cwd })
    expect(skipped).toEqual([{ name: 'large.yaml', why: 'larger than 4 MiB' }])
    for (let n = 0; n < 6; n += 1) put(`many/${n}.yaml`, mebibytes(3))
    await expect(loadManifests(['many'], { cwd })).rejects.toThrow('manifests: more than 16 MiB of YAML match')
  })

  it('names what it cannot read, with its line and not its content', async () => {
    put('template.yaml', 'kind: Deployment\nmetadata:\n  name: {{ .Release.Name }}-web\n')
    put('broken.yaml', 'kind: Secret\nstringData: {password: hunter2, [}\n')
    const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(of).join(',')}]\n`
    put('bomb.yaml', `kind: ConfigMap\n${level('a', 'x')}${level('b', '*a')}${level('c', '*b')}${level('d', '*c')}`)
    put('nameless.yaml', 'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: migrate-}\n---\nreplicas: 3\n')
    const { skipped } = await loadManifests(['.'], { cwd })
    expect(skipped.map(({ name }) => name)).toEqual([
      'bomb.yaml, document 1',
      'broken.yaml, document 1, line 2',
      'nameless.yaml, document 1',
      'nameless.yaml, document 2',
      'template.yaml, document 1, line 3',
    ])
    expect(skipped[4]?.why).toContain('Use the rendered output instead')
    expect(JSON.stringify(skipped)).not.toContain('hunter2')
  })

  it('reads no changed file that a link or .. leads out of the workspace', async () => {
    put('inside/web.yaml', typo())
    const outside = mkdtempSync(join(tmpdir(), 'outside-'))
    writeFileSync(join(outside, 'values.yaml'), 'a: 1\n')
    symlinkSync(join(outside, 'values.yaml'), join(cwd, 'values.yaml'))
    const { sources } = await loadManifests([], {
      cwd,
      changed: ['values.yaml', '../x.yaml', 'gone.yaml', 'inside/web.yaml'],
    })
    expect(sources.map(source => source.file)).toEqual(['inside/web.yaml'])
    rmSync(outside, { recursive: true })
  })

  it('follows no link of an applied file, folder or pattern out of the workspace, and names it', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'))
    writeFileSync(join(outside, 'x.yaml'), typo())
    put('deploy/web.yaml', typo())
    put('base/x.yaml', typo())
    symlinkSync(join(outside, 'x.yaml'), join(cwd, 'deploy/x.yaml'))
    symlinkSync(outside, join(cwd, 'deploy/folder'))
    symlinkSync(join(cwd, 'base'), join(cwd, 'deploy/inside'))
    symlinkSync(outside, join(cwd, 'link'))
    for (const pattern of ['deploy', 'deploy/**/*.yaml']) {
      const { sources, skipped } = await loadManifests([pattern], { cwd })
      expect(sources.map(({ file }) => file)).toEqual(['deploy/inside/x.yaml', 'deploy/web.yaml'])
      const why = 'leads outside the workspace'
      expect(skipped).toEqual(['deploy/folder', 'deploy/x.yaml'].map(name => ({ name, why })))
    }
    const named = ['deploy/x.yaml', 'link', 'link/*.yaml', '../**/x.yaml', `${outside}/x.yaml`, `${outside}/*.yaml`]
    for (const pattern of named) {
      const sentence = `manifests: ${JSON.stringify(pattern)} leads outside`
      await expect(loadManifests([pattern], { cwd })).rejects.toThrow(sentence)
    }
    for (const pattern of [`${outside}/x.yaml`, `${outside}/*.yaml`, outside]) {
      const { sources } = await loadManifests([pattern], { cwd, temp: outside })
      expect(sources.map(({ file }) => file)).toEqual([join(outside, 'x.yaml')])
    }
    rmSync(outside, { recursive: true })
  })
})

describe('what the manifests declare', () => {
  it('are workloads, Services, claims and Ingresses, in the namespace they were applied to', async () => {
    put('web.yaml', typo())
    put('pvc.yaml', 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n')
    put('ingress.yaml', recorded('ingress-backend'))
    put('foreign.yaml', 'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: fn}\n')
    const { sources } = await loadManifests(['.'], { cwd })
    const declared = declaredObjects(sources, 'shop')
    expect(declared).toContainEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'shop',
      name: 'web',
      file: 'web.yaml',
      line: 1,
    })
    expect(new Set(declared.map(object => object.kind))).toEqual(
      new Set(['Deployment', 'Service', 'PersistentVolumeClaim', 'Ingress']),
    )
    expect(declared.map(object => object.name)).not.toContain('fn')
  })

  it('holds no value of a Secret', async () => {
    put(
      'secret.yaml',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\ndata: {token: aHVudGVyMg==}\n',
    )
    const { sources } = await loadManifests(['.'], { cwd })
    expect(snapshotManifests(sources)).toEqual([
      {
        source: 'secret.yaml',
        object: {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 's' },
          stringData: { password: '' },
          data: { token: '' },
        },
      },
    ])
  })
})

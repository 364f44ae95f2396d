import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { configFrom } from '../../api/node/config.ts'
import { diagnose } from '../../core/index.ts'
import type { Kube } from '../../core/kube/index.ts'

const DEPLOY = join(import.meta.dirname, '../../api/deploy')
const OPENAPI = join(import.meta.dirname, '../fixtures/openapi')

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec?: Record<string, unknown>
}

const folders = readdirSync(DEPLOY, { withFileTypes: true }).flatMap(each => (each.isDirectory() ? [each.name] : []))
const read = (file: string) => readFileSync(join(DEPLOY, file), 'utf8')
const documents = (text: string) => parseAllDocuments(text).map(each => each.toJS() as Manifest)
const kustomization = (folder: string) =>
  parse(read(`${folder}/kustomization.yaml`)) as {
    namespace: string
    resources: readonly string[]
    patches?: readonly { path: string }[]
  }

/** What a folder adds to the cluster, without what it takes from others and without its patches. */
function manifestsOf(folder: string): readonly Manifest[] {
  const { resources } = kustomization(folder)
  return resources.filter(file => !file.startsWith('../')).flatMap(file => documents(read(`${folder}/${file}`)))
}

interface Schema {
  properties?: Record<string, Schema>
  additionalProperties?: unknown
  'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[]
}

/** The API's own schemas, which know no field but their own; each is found by `apiVersion/kind`. */
function strictSchemas() {
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const ids = new Map<string, string>()
  for (const file of readdirSync(OPENAPI)) {
    const { components } = JSON.parse(String(gunzipSync(readFileSync(join(OPENAPI, file))))) as {
      components: { schemas: Record<string, Schema> }
    }
    for (const [name, schema] of Object.entries(components.schemas)) {
      if (schema.properties !== undefined && schema.additionalProperties === undefined)
        schema.additionalProperties = false
      for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? [])
        ids.set(`${group === '' ? '' : `${group}/`}${version}/${kind}`, `${file}#/components/schemas/${name}`)
    }
    ajv.addSchema({ $id: file, components })
  }
  return (manifest: Manifest): readonly string[] => {
    const id = ids.get(`${manifest.apiVersion}/${manifest.kind}`)
    if (id === undefined) return [`no schema for ${manifest.apiVersion} ${manifest.kind}`]
    const isValid = ajv.getSchema(id)
    if (isValid === undefined) return [`no schema ${id}`]
    return isValid(manifest)
      ? []
      : (isValid.errors ?? []).map(
          ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
        )
  }
}

const problemsOf = strictSchemas()

describe.each(folders)('api/deploy/%s', folder => {
  const { patches = [] } = kustomization(folder)
  const all = [...manifestsOf(folder), ...patches.flatMap(({ path }) => documents(read(`${folder}/${path}`)))]

  it('lists every file that it has', () => {
    const { resources } = kustomization(folder)
    const listed = [...resources.filter(file => !file.startsWith('../')), ...patches.map(({ path }) => path)]
    expect(
      readdirSync(join(DEPLOY, folder))
        .filter(file => file !== 'kustomization.yaml')
        .sort(),
    ).toEqual(listed.sort())
  })

  it.each(manifestsOf(folder))(
    '$kind $metadata.name fits the schema of the API, without an unknown field',
    manifest => {
      expect(problemsOf(manifest)).toEqual([])
      const misspelt = { ...manifest, specc: {} }
      expect(problemsOf(misspelt).join()).toContain('specc')
    },
  )

  it('has pods that the level restricted of Pod Security takes, with a read-only root and no token of their own', () => {
    const templates = all.flatMap(({ spec }) => podSpecs(spec))
    for (const pod of templates) {
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      })
      for (const container of [...(pod.initContainers ?? []), ...pod.containers])
        expect(container).toMatchObject({
          resources: {
            requests: { memory: expect.any(String) as string },
            limits: { memory: expect.any(String) as string },
          },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        })
    }
  })
})

interface PodSpec {
  readonly automountServiceAccountToken?: boolean
  readonly initContainers?: readonly object[]
  readonly containers: readonly { readonly env?: readonly { name: string; value?: string }[] }[]
}

/** The specs of whole pods anywhere in a manifest. */
function podSpecs(spec: unknown): readonly PodSpec[] {
  if (typeof spec !== 'object' || spec === null) return []
  if ('containers' in spec) return 'securityContext' in spec ? [spec as PodSpec] : []
  return Object.values(spec).flatMap(podSpecs)
}

describe('kubewhy itself', () => {
  const LISTED = [
    'Deployment',
    'Service',
    'HorizontalPodAutoscaler',
    'NetworkPolicy',
    'ServiceAccount',
    'Pod',
    'ReplicaSet',
  ]
  const causesIn = (folder: string, change: (manifest: Manifest) => Manifest = manifest => manifest) => {
    const objects = [...manifestsOf('base'), ...(folder === 'base' ? [] : manifestsOf(folder))]
      .map(each => ({ ...each, metadata: { namespace: 'kubewhy', ...each.metadata } }))
      .map(change)
    const snapshot = { objects: objects as unknown as Kube[], lists: LISTED.map(kind => ({ kind })) }
    return diagnose(snapshot).problems.map(({ cause }) => cause)
  }

  it.each(folders)('finds nothing wrong in %s', folder => {
    expect(causesIn(folder)).toEqual([])
  })

  it('would see a Service and an autoscaler that lead nowhere', () => {
    const renamed = causesIn('base', manifest =>
      manifest.kind === 'Deployment' ? { ...manifest, metadata: { ...manifest.metadata, name: 'renamed' } } : manifest,
    )
    expect(renamed).toEqual(['hpa-target-missing'])
    const selecting = causesIn('base', manifest =>
      manifest.kind === 'Service'
        ? { ...manifest, spec: { ...manifest.spec, selector: { 'app.kubernetes.io/component': 'servic' } } }
        : manifest,
    )
    expect(selecting).toEqual(['service-selector-mismatch'])
  })
})

it('wrangler.jsonc holds only what Wrangler knows', () => {
  const root = join(import.meta.dirname, '../..')
  const schema = JSON.parse(readFileSync(join(root, 'node_modules/wrangler/config-schema.json'), 'utf8')) as object
  const isValid = new Ajv({ strict: false, validateFormats: false }).compile(schema)
  const config = JSON.parse(readFileSync(join(root, 'wrangler.jsonc'), 'utf8').replace(/^\s*\/\/.*$/gm, '')) as object
  expect([isValid(config), isValid.errors]).toEqual([true, null])
  expect(isValid({ ...config, no_bundel: true })).toBe(false)
})

it('sets nothing that the service does not take', () => {
  const specs = [...manifestsOf('base'), ...documents(read('own-cluster/deployment-patch.yaml'))]
  const env = specs.flatMap(
    ({ spec }) => JSON.stringify(spec ?? {}).match(/"name":"(?:KUBEWHY_\w+)","value(?:From)?"/g) ?? [],
  )
  const names = env.map(text => /KUBEWHY_\w+/.exec(text)?.[0] ?? '')
  expect(names.length).toBeGreaterThan(2)
  const source = readFileSync(join(import.meta.dirname, '../../api/node/config.ts'), 'utf8')
  for (const name of names) expect(source).toContain(`${name}:`)
  expect(configFrom({ KUBEWHY_METRICS: '0.0.0.0:9464', KUBEWHY_ALLOW_PRIVATE: '1' })).toMatchObject({
    allowPrivate: true,
  })
})

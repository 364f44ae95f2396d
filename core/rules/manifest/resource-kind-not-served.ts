import type { Cluster } from '../../cluster/cluster.ts'
import { removedApi } from '../../facts/manifest/removed-apis.ts'
import { nearest } from '../../facts/nearest.ts'
import { refTo } from '../../ref.ts'
import type { Fix } from '../../report.ts'
import { defineClusterCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'

interface Identity {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace: string | undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length < 600 ? value : undefined
}

function identityOf(manifest: unknown): Identity | undefined {
  if (typeof manifest !== 'object' || manifest === null) return undefined
  const { apiVersion, kind, metadata } = manifest as { apiVersion?: unknown; kind?: unknown; metadata?: unknown }
  const { name, generateName, namespace } = (
    typeof metadata === 'object' && metadata !== null ? metadata : {}
  ) as Record<string, unknown>
  const [version, type, called] = [text(apiVersion), text(kind), text(name) ?? text(generateName)]
  if (version === undefined || type === undefined || called === undefined || type.endsWith('List')) return undefined
  return { apiVersion: version, kind: type, name: called, namespace: text(namespace) }
}

/** Group of an `apiVersion`; empty for the core group. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

/** True where discovery cannot know the kind yet: its definition is applied together with it, or its server is down. */
function isOnItsWay(group: string, kind: string, cluster: Cluster): boolean {
  const defined = (cluster.snapshot.manifests ?? []).some(({ object }) => {
    const { kind: its, spec } = (object ?? {}) as {
      kind?: unknown
      spec?: { group?: unknown; names?: { kind?: unknown } }
    }
    return its === 'CustomResourceDefinition' && spec?.group === group && spec.names?.kind === kind
  })
  const isDown = cluster
    .list('APIService')
    .some(
      ({ spec, status }) =>
        spec?.group === group && status?.conditions?.some(item => item.type === 'Available' && item.status === 'False'),
    )
  return defined || isDown
}

export default defineClusterCause({
  id: 'resource-kind-not-served',
  stage: 'manifest',
  owner: 'app',
  text: {
    summary: 'The API version or kind of a manifest is not served by the cluster',
    shows: '`kubectl apply` says `no matches for kind "…" in version "…"`, `ensure CRDs are installed first`.',
    happens:
      'The API version was removed in this Kubernetes release, the CustomResourceDefinition is not installed (or not yet), or kind or version is misspelt.',
    fix: 'Write the API version that the cluster serves (`kubectl api-resources`), or install the CustomResourceDefinition first.',
    docs: ['https://kubernetes.io/docs/reference/using-api/deprecation-guide/'],
  },

  *detect(cluster) {
    const { manifests = [], served } = cluster.snapshot
    if (served === undefined || served.length === 0) return
    const known = new Set(served)
    for (const { source, object } of manifests) {
      const identity = identityOf(object)
      if (identity === undefined || known.has(`${identity.apiVersion}/${identity.kind}`)) continue
      const { apiVersion, kind, name, namespace } = identity
      const group = groupOf(apiVersion)
      const versions = served.filter(item => item.endsWith(`/${kind}`)).map(item => item.slice(0, -kind.length - 1))
      if (isOnItsWay(group, kind, cluster)) continue
      const removed = removedApi(`${apiVersion}/${kind}`)
      const ofGroup = served.filter(item => groupOf(item) === group || item.startsWith(`${apiVersion}/`))
      const kinds = ofGroup.map(item => item.slice(item.lastIndexOf('/') + 1))
      const successor =
        versions.find(version => version === removed?.successor) ??
        versions.find(version => groupOf(version) === group) ??
        (versions.length === 1 && removed !== undefined ? versions[0] : undefined)
      const subject = refTo(kind, namespace, name)
      yield {
        facts: {
          apiVersion,
          kind,
          name,
          successor,
          removed: removed?.release,
          near: versions.length === 0 ? nearest(kind, kinds) : undefined,
          isCustom: group.includes('.') && !group.endsWith('.k8s.io'),
        },
        subject,
        evidence: [{ object: subject, path: source, value: `apiVersion: ${apiVersion}, kind: ${kind}` }],
        field: {
          object: subject,
          path: 'apiVersion',
          value: apiVersion,
          ...(successor === undefined ? {} : { suggestion: successor }),
        },
      }
    }
  },

  explain({ apiVersion, kind, name, successor, removed, near, isCustom }) {
    const fix: Fix[] = []
    if (successor !== undefined) {
      fix.push({
        text: `Write apiVersion: ${successor}; compare the fields, some were renamed between the versions.`,
        command: sh`kubectl explain ${kind.toLowerCase()} --api-version=${successor}`,
      })
    } else if (near !== undefined) {
      fix.push({ text: `Write kind: ${near}, if that was meant.`, command: 'kubectl api-resources' })
    } else if (isCustom) {
      fix.push({
        text: 'Install the CustomResourceDefinition first, and wait until it is established.',
        command: 'kubectl get customresourcedefinitions',
      })
    } else {
      fix.push({ text: 'Write a version and kind that the cluster serves.', command: 'kubectl api-resources' })
    }
    return {
      title: `the cluster does not serve ${kind} of ${apiVersion}${removed === undefined ? '' : `, which Kubernetes ${removed} removed`}`,
      why: `${kind} ${name} cannot be created or changed, and what needs it goes without.`,
      fix,
    }
  },
})

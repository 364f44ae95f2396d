import type { RequestInfo } from './request-info.ts'
import type { Resource } from './resources.ts'
import { continueExpired, type Refusal } from './status.ts'
import type { Store, Stored } from './store.ts'

/** The answer to a list: a page of objects, or metadata only, as the recorded `list-pods-limit-2` and `secrets-partial-metadata` (with no item: `-empty`). */
export function listAnswer(store: Store, resource: Resource, info: RequestInfo, metadataOnly: boolean): unknown {
  const { group, version, resource: plural, kind } = resource
  const selected = store.list(group, plural, info.resource?.namespace).filter(selector(info.query))
  const revision = String(store.revision(group, plural))
  const token = info.query.get('continue') ?? ''
  const start = token === '' ? 0 : startOf(token, selected)
  const limit = Number(info.query.get('limit') ?? 0) || selected.length
  const page = selected.slice(start, start + limit)
  const remaining = selected.length - start - page.length
  const last = page.at(-1)
  return {
    kind: metadataOnly ? 'PartialObjectMetadataList' : `${kind}List`,
    apiVersion: metadataOnly ? 'meta.k8s.io/v1' : apiVersionOf(group, version),
    metadata: {
      resourceVersion: revision,
      ...(remaining > 0 && last ? { continue: tokenAfter(last, revision), remainingItemCount: remaining } : {}),
    },
    items: metadataOnly && page.length === 0 ? null : page.map(metadataOnly ? partial : bare),
  }
}

/** Whether an object is wanted by `fieldSelector` and `labelSelector`: equality and its opposite on any path, as far as clients here use them. */
export function selector(query: URLSearchParams): (object: Stored) => boolean {
  const terms = (text: string) =>
    text
      .split(',')
      .filter(Boolean)
      .map(term => {
        const [, path = '', sign, value] = /^([^!=]+)(?:(!?=)=?(.*))?$/.exec(term) ?? []
        return { path, value, differs: sign === '!=' }
      })
  const fields = terms(query.get('fieldSelector') ?? '')
  const labels = terms(query.get('labelSelector') ?? '')
  return object =>
    fields.every(({ path, value, differs }) => (String(at(object, path.split('.'))) === value) !== differs) &&
    labels.every(({ path: name, value, differs }) => {
      const label = at(object, ['metadata', 'labels', name])
      return value === undefined ? label !== undefined : (label === value) !== differs
    })
}

/** Whether `continue` can no longer be honoured, when the test says so. */
export function expired(info: RequestInfo, expire: boolean): Refusal | undefined {
  return expire && info.query.has('continue') ? continueExpired() : undefined
}

/** `v1`, or `apps/v1`. */
export function apiVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value)
}

function bare({ kind: _kind, apiVersion: _apiVersion, ...rest }: Stored): unknown {
  return rest
}

/** The metadata alone. The recordings lack `managedFields`; a Secret's are written as the recorded answer shows them. */
function partial(object: Stored): unknown {
  const keys = Object.keys((object['data'] as object | undefined) ?? {})
  const owned = {
    manager: 'kubectl-client-side-apply',
    operation: 'Update',
    apiVersion: object.apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:data': Object.fromEntries([['.', {}], ...keys.map(key => [`f:${key}`, {}])]), 'f:type': {} },
  }
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.kind === 'Secret' ? { ...object.metadata, managedFields: [owned] } : object.metadata,
  }
}

function tokenAfter({ metadata }: Stored, revision: string): string {
  const start = `${metadata.namespace ? `/${metadata.namespace}` : ''}/${metadata.name}\u0000`
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: Number(revision), start })).toString('base64url')
}

function startOf(token: string, objects: readonly Stored[]): number {
  const { start } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { start: string }
  const after = start.slice(0, -1)
  return (
    objects.findIndex(
      ({ metadata }) => `${metadata.namespace ? `/${metadata.namespace}` : ''}/${metadata.name}` === after,
    ) + 1
  )
}

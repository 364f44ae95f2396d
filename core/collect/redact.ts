import { array, parseRecord, record } from '../json.ts'

/** The annotation with the whole manifest that `kubectl apply` leaves. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

type Json = Readonly<Record<string, unknown>>

/**
 * An object as the collector keeps it: without `managedFields` and possibly secret values. A Secret keeps its key names
 * with empty values if they are known (else it has no `data`), and loses the applied manifest. A ConfigMap keeps its
 * key names with empty values. Every literal environment value becomes empty, also in the applied manifest; names stay,
 * so that dropped fields can still be found.
 */
export function redact(object: Json): Json {
  const kind = object['kind']
  const metadata = redactMetadata(record(object['metadata']) ?? {}, kind)
  if (kind === 'Secret') {
    const keys = secretKeys(object)
    const { data: _data, stringData: _stringData, ...rest } = object
    return { ...rest, metadata, ...(keys ? { data: emptied(keys) } : {}) }
  }
  if (kind === 'ConfigMap') return { ...withoutValues(object), metadata }
  return { ...(withoutEnvValues(object) as Json), metadata }
}

function redactMetadata(metadata: Json, kind: unknown): Json {
  const { managedFields: _managedFields, annotations, ...rest } = metadata
  const named = record(annotations)
  if (!named) return rest
  const { [LAST_APPLIED]: applied, ...others } = named
  const kept = typeof applied === 'string' && kind !== 'Secret' ? redactApplied(applied) : undefined
  return { ...rest, annotations: kept === undefined ? others : { ...others, [LAST_APPLIED]: kept } }
}

function redactApplied(applied: string): string | undefined {
  const manifest = parseRecord(applied)
  if (!manifest || manifest['kind'] === 'Secret') return undefined
  return JSON.stringify(manifest['kind'] === 'ConfigMap' ? withoutValues(manifest) : withoutEnvValues(manifest))
}

function withoutValues(configMap: Json): Json {
  return Object.fromEntries(
    Object.entries(configMap).map(([field, value]) =>
      field === 'data' || field === 'binaryData' ? [field, emptied(Object.keys(record(value) ?? {}))] : [field, value],
    ),
  )
}

function emptied(keys: readonly string[]): Json {
  return Object.fromEntries(keys.map(key => [key, '']))
}

/** Deeper than any Kubernetes object that is read; a hostile one must not exhaust the stack. */
const DEEPEST = 64

/** Values without environment variables are not copied: most of a cluster has none. */
function withoutEnvValues(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return null
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined
    for (const [at, item] of value.entries()) {
      const kept = withoutEnvValues(item, depth + 1)
      if (kept === item) continue
      copy ??= [...value]
      copy[at] = kept
    }
    return copy ?? value
  }
  let copy: Record<string, unknown> | undefined
  for (const name of Object.keys(value)) {
    const field = (value as Json)[name]
    const isEnvironment = name === 'env' && Array.isArray(field)
    const kept = isEnvironment ? field.map(withoutValue) : withoutEnvValues(field, depth + 1)
    if (kept === field) continue
    copy ??= { ...value }
    copy[name] = kept
  }
  return copy ?? value
}

function withoutValue(variable: unknown): unknown {
  const fields = record(variable)
  return fields && 'value' in fields ? { ...fields, value: '' } : variable
}

/**
 * The key names of a Secret: its own or, if only metadata was read, those in `managedFields`. The API server records
 * each key as `f:data: {f:<key>}`, and `.` for the writer that created the map (structured-merge-diff's FieldsV1);
 * without that writer the names may be incomplete, so they count as unknown.
 */
function secretKeys(secret: Json): readonly string[] | undefined {
  const data = record(secret['data'])
  if (data) return Object.keys(data)
  const owned = array(record(secret['metadata'])?.['managedFields']).map(entry =>
    record(record(record(entry)?.['fieldsV1'])?.['f:data']),
  )
  if (!owned.some(fields => fields && '.' in fields)) return undefined
  const keys = owned.flatMap(fields => Object.keys(fields ?? {})).filter(key => key.startsWith('f:'))
  return [...new Set(keys.map(key => key.slice(2)))].sort()
}

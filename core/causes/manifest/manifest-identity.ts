import { isRecord } from '../../json.ts'

/** What a manifest says that it is. */
export interface Identity {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace: string | undefined
}

/** Longer than a name and its group can be together. */
const LENGTH_LIMIT = 600

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length < LENGTH_LIMIT ? value : undefined
}

/** Takes a manifest; returns what it says that it is, undefined where a part is missing or it is a list. */
export function identityOf(manifest: unknown): Identity | undefined {
  if (!isRecord(manifest)) return undefined
  const metadata = isRecord(manifest['metadata']) ? manifest['metadata'] : {}
  const apiVersion = text(manifest['apiVersion'])
  const kind = text(manifest['kind'])
  const name = text(metadata['name']) ?? text(metadata['generateName'])
  if (apiVersion === undefined || kind === undefined || name === undefined || kind.endsWith('List')) return undefined
  return { apiVersion, kind, name, namespace: text(metadata['namespace']) }
}

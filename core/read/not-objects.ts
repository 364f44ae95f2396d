import { isRecord, type Json, textOf } from '../json.ts'
import { InputError } from './error.ts'
import type { Notes } from './notes.ts'
import type { Origin } from './places.ts'
import { resourceByName } from './resources.ts'

const NAMESPACE = /in the namespace "([a-z0-9-]{1,63})"/
const MAX_MESSAGE = 200

/**
 * Records an API server's error (`kind: Status`) instead of adding it as an object; returns whether it was one. A
 * refused kind is recorded as unseen, anything else as skipped.
 */
export function noteStatus(value: Json, origin: Origin, notes: Notes): boolean {
  if (value['kind'] !== 'Status' || isRecord(value['spec'])) return false
  const message = (textOf(value['message']) ?? '').slice(0, MAX_MESSAGE)
  const details = isRecord(value['details']) ? value['details'] : {}
  const resource = resourceByName(textOf(details['kind']) ?? '') ?? origin.resource
  const why = reason(value)
  if (resource && why !== undefined) {
    const namespace = NAMESPACE.exec(message)?.[1] ?? origin.covers?.namespace
    notes.unseen({ kind: resource.kind, ...(namespace === undefined ? {} : { namespace }), why })
  }
  notes.skip(origin.file, `an error from the API server: ${message === '' ? 'no message' : message}`)
  return true
}

/** Why nothing could be read; undefined if the error does not say that a kind is unreadable. */
function reason(status: Json): string | undefined {
  switch (status['reason']) {
    case 'Forbidden':
      return 'forbidden'
    case 'Unauthorized':
      return 'unauthorized'
    case 'Timeout':
    case 'ServerTimeout':
      return 'timed out'
    case 'ServiceUnavailable':
    case 'InternalError':
    case 'TooManyRequests':
      return 'the API server failed'
    default:
      return undefined
  }
}

/** Throws for documents that are not snapshots and must not be treated as such. Never shows their content. */
export function refuseForeign(value: Json, origin: Origin): void {
  const { kind } = value
  if (kind === 'Config' && (Array.isArray(value['users']) || Array.isArray(value['clusters']))) {
    throw new InputError(
      415,
      'kubeconfig',
      'This is a kubeconfig, not a snapshot. It was not kept.',
      'Send the output of kubectl get … -o json. If the file left your machine, treat its credentials as disclosed.',
      origin.file,
    )
  }
  if (kind === 'Table') {
    throw new InputError(
      415,
      'table-output',
      'This is a server-side table, with columns instead of objects.',
      'Request objects: kubectl get … -o json.',
      origin.file,
    )
  }
}

import type { Unseen } from '../snapshot.ts'
import { parseRecord, record, text } from './json.ts'
import { grantOf, pathOf, type Target } from './plan.ts'
import type { Answer, Reader } from './reader.ts'
import { redact } from './redact.ts'

const PAGE = 500
const RESTARTS = 2
/** More than `OBJECTS_PER_LIST` takes, for a page may be short; a server whose `continue` never ends is not followed further. */
const PAGES_PER_LIST = 100
/** More objects of one kind than this are not read: the rest of the snapshot needs the memory and the time. */
export const OBJECTS_PER_LIST = 20_000
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'

/** What one list gave. With `unseen` the objects are those of the pages that came. */
export interface Listed {
  readonly target: Target
  readonly objects: readonly unknown[]
  readonly resourceVersion?: string
  readonly unseen?: Unseen
}

/** Reads `target` page by page, redacting each page as it comes. A list that expired under way (410) starts again. */
export async function readList(reader: Reader, target: Target): Promise<Listed> {
  let objects: unknown[] = []
  let token = ''
  for (let restarts = 0, pages = 1; ; pages++) {
    const answer = await reader.read(
      `${pathOf(target)}?limit=${PAGE}${token && `&continue=${encodeURIComponent(token)}`}`,
      {
        ...(target.kind.metadataOnly ? { accept: METADATA_ONLY } : {}),
      },
    )
    if (answer.read && answer.status === 410 && restarts < RESTARTS) {
      restarts++
      objects = []
      token = ''
      continue
    }
    const page = answer.read && answer.status === 200 ? parseRecord(answer.body) : undefined
    const items = page && itemsOf(page)
    if (!page || !items) return { target, objects, unseen: unseenOf(target, answer) }
    if (items.length > PAGE) return refused(`a page held more than the ${PAGE} objects that were asked for`)
    for (const item of items) {
      const object = record(item)
      if (object) objects.push(redact(identified(object, target)))
    }
    const metadata = record(page['metadata'])
    const resourceVersion = text(metadata?.['resourceVersion'])
    token = text(metadata?.['continue']) ?? ''
    if (token === '') return { target, objects, ...(resourceVersion === undefined ? {} : { resourceVersion }) }
    if (objects.length >= OBJECTS_PER_LIST) return refused(`more than ${OBJECTS_PER_LIST} objects`)
    if (pages >= PAGES_PER_LIST) return refused(`more than ${PAGES_PER_LIST} pages`)
  }

  function refused(why: string): Listed {
    return { target, objects, unseen: { ...placeOf(target), why } }
  }
}

/** API servers write `"items": null` into an empty list of metadata. */
function itemsOf({ items, kind }: Readonly<Record<string, unknown>>): readonly unknown[] | undefined {
  if (Array.isArray(items)) return items
  return items === null && text(kind)?.endsWith('List') ? [] : undefined
}

/** Why `target` could not be read, from the API server's answer to a list or get of it. */
export function unseenOf(target: Target, answer: Answer, verb: 'get' | 'list' = 'list'): Unseen {
  const place = placeOf(target)
  if (!answer.read) return { ...place, why: answer.why }
  if (answer.status === 403) {
    return { ...place, why: 'forbidden', grant: grantOf(target.kind.group, target.kind.resource, verb) }
  }
  if (answer.status === 404) return { ...place, why: 'not served' }
  if (answer.status === 410) return { ...place, why: 'changed faster than it could be read' }
  if (answer.status === 429) return { ...place, why: 'throttled by the API server' }
  if (answer.status === 200) return { ...place, why: 'the answer was not a list' }
  return { ...place, why: `the API server answered ${answer.status}` }
}

function placeOf(target: Target): Pick<Unseen, 'kind' | 'namespace'> {
  return {
    kind: target.kind.kind,
    ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
  }
}

/** Items of a list leave out what the list says once; metadata-only items name the kind of the envelope instead. */
export function identified(
  object: Readonly<Record<string, unknown>>,
  { kind }: Target,
): Readonly<Record<string, unknown>> {
  return { ...object, apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}`, kind: kind.kind }
}

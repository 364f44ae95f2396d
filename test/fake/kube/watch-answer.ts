import type { ServerResponse } from 'node:http'
import { apiVersionOf, selector } from './list-answer.ts'
import { recorded } from './recorded.ts'
import type { RequestInfo } from './request-info.ts'
import type { Resource } from './resources.ts'
import { type Change, isOf, type Store } from './store.ts'

const DEFAULT_SECONDS = 1800

/** A watch that is open. */
export interface OpenWatch {
  /** Says that it has come to a revision, where bookmarks are allowed. */
  bookmark(resourceVersion: string): void
  /** Cuts the connection. */
  drop(): void
}

/**
 * Streams the changes of a resource as JSON lines until `timeoutSeconds`, and a bookmark at that end when they are allowed.
 * Without a revision it begins with what is there; where the revision is `gone` it answers with the recorded 410 event.
 */
export function answerWatch(
  store: Store,
  resource: Resource,
  info: RequestInfo,
  response: ServerResponse,
  gone: boolean,
): OpenWatch | undefined {
  const { group, resource: plural, version, kind } = resource
  const from = info.query.get('resourceVersion') ?? ''
  const wanted = selector(info.query)
  const inScope = ({ object }: Change) =>
    (info.resource?.namespace === undefined || object.metadata.namespace === info.resource.namespace) && wanted(object)
  const send = (event: unknown) => response.write(`${JSON.stringify(event)}\n`)
  const tell = (change: Change) => {
    if (isOf(change, group, plural) && inScope(change)) send(change)
  }

  response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' })
  response.flushHeaders()
  const fresh = from === '' || from === '0'
  if (gone && !fresh) {
    response.end(recorded('watch-gone-410').body)
    return undefined
  }
  const past: readonly Change[] = fresh
    ? store.list(group, plural).map(object => ({ type: 'ADDED', object }))
    : store.since(group, plural, Number(from))
  past.forEach(tell)

  const bookmark = (resourceVersion: string) => {
    if (info.query.get('allowWatchBookmarks') !== 'true') return
    const metadata = { resourceVersion, creationTimestamp: null }
    send({ type: 'BOOKMARK', object: { kind, apiVersion: apiVersionOf(group, version), metadata } })
  }
  const unsubscribe = store.subscribe(tell)
  const seconds = Number(info.query.get('timeoutSeconds') ?? DEFAULT_SECONDS)
  const end = setTimeout(() => {
    bookmark(String(store.revision(group, plural)))
    response.end()
  }, seconds * 1000)
  response.on('close', () => {
    clearTimeout(end)
    unsubscribe()
  })
  return { bookmark, drop: () => response.destroy() }
}

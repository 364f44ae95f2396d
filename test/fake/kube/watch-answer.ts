import type { ServerResponse } from 'node:http'
import { apiVersionOf, selector } from './list-answer.ts'
import { recorded } from './recorded.ts'
import type { RequestInfo } from './request-info.ts'
import type { Resource } from './resources.ts'
import { type Change, isOf, type Store } from './store.ts'

const BOOKMARK_MS = 1000
const DEFAULT_SECONDS = 1800

/**
 * Streams the changes of a resource as JSON lines until `timeoutSeconds`, with a bookmark each second when they are allowed.
 * Without a revision it begins with what is there; from a revision older than `compacted` it answers with the recorded 410 event.
 */
export function answerWatch(
  store: Store,
  resource: Resource,
  info: RequestInfo,
  response: ServerResponse,
  compacted: number,
): void {
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
  if (from !== '' && from !== '0' && Number(from) < compacted) {
    response.end(recorded('watch-gone-410').body)
    return
  }
  const fresh = from === '' || from === '0'
  const past: readonly Change[] = fresh
    ? store.list(group, plural).map(object => ({ type: 'ADDED', object }))
    : store.since(group, plural, Number(from))
  past.forEach(tell)

  const bookmark = () => {
    const metadata = { resourceVersion: String(store.revision(group, plural)), creationTimestamp: null }
    send({ type: 'BOOKMARK', object: { kind, apiVersion: apiVersionOf(group, version), metadata } })
  }
  const bookmarks = info.query.get('allowWatchBookmarks') === 'true' ? setInterval(bookmark, BOOKMARK_MS) : undefined
  const unsubscribe = store.subscribe(tell)
  const seconds = Number(info.query.get('timeoutSeconds') ?? DEFAULT_SECONDS)
  const end = setTimeout(() => {
    if (bookmarks) bookmark()
    response.end()
  }, seconds * 1000)
  response.on('close', () => {
    clearInterval(bookmarks)
    clearTimeout(end)
    unsubscribe()
  })
}

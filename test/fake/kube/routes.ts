import { ANONYMOUS, type Identity, mayRequest, rulesIn } from './authorize.ts'
import type { RecordedCluster } from './cluster.ts'
import { healthAnswer } from './health.ts'
import { apiVersionOf, listAnswer } from './list-answer.ts'
import { logAnswer } from './log-answer.ts'
import { recorded, recordedJson } from './recorded.ts'
import type { RequestInfo } from './request-info.ts'
import { legacyDiscovery, servedResource } from './resources.ts'
import { type Answer, jsonAnswer, recordedAnswer, refusalAnswer, textAnswer } from './respond.ts'
import { forbidden, kubeletRefused, notFound } from './status.ts'
import type { Store } from './store.ts'

/** What the routes answer from. */
export interface Served {
  readonly store: Store
  /** The recorded log of a container, or undefined when none was recorded. */
  readonly log?: RecordedCluster['log'] | undefined
  /** True where a node's kubelet cannot be reached. */
  readonly isDead?: (node: string) => boolean
  readonly failedChecks: readonly string[]
}

/** The answer to any request but a watch. `body` is the parsed body of a POST. */
export function answerTo(served: Served, identity: Identity, info: RequestInfo, accept: string, body: unknown): Answer {
  if (!mayRequest(identity, info)) return refusalAnswer(forbidden(identity, info))
  if (!info.resource) return pathAnswer(served, info, accept)
  const { group, version, resource: plural, subresource, namespace, name } = info.resource
  const resource = servedResource(group, version, plural)
  if (!resource) return recordedAnswer(recorded('kind-not-served'))
  if (plural === 'selfsubjectrulesreviews') return jsonAnswer(rulesReview(identity, body), 201)
  if (subresource === 'log') {
    if (served.isDead?.(nodeOf(served.store, info))) return refusalAnswer(kubeletRefused(info.path))
    const log = logAnswer(served.store, served.log, info)
    return typeof log === 'string' ? { ...textAnswer(log), contentType: 'text/plain' } : refusalAnswer(log)
  }
  if (info.verb === 'list') {
    return jsonAnswer(listAnswer(served.store, resource, info, accept.includes('as=PartialObjectMetadataList')))
  }
  const place = resource.namespaced ? namespace : undefined
  const object = info.verb === 'get' ? served.store.get(group, plural, place, name ?? '') : undefined
  return object
    ? jsonAnswer({ ...object, apiVersion: apiVersionOf(group, version), kind: resource.kind })
    : refusalAnswer(notFound(group, plural, name ?? ''))
}

/** The node of the pod that a request names. */
export function nodeOf(store: Store, { resource }: RequestInfo): string {
  const pod = store.get('', 'pods', resource?.namespace, resource?.name ?? '')
  return (pod?.['spec'] as { nodeName?: string } | undefined)?.nodeName ?? ''
}

function pathAnswer({ failedChecks }: Served, { path, query }: RequestInfo, accept: string): Answer {
  if (path === '/version') return recordedAnswer(recorded('version'))
  if (['/readyz', '/livez', '/healthz'].includes(path)) return healthAnswer(path, query.has('verbose'), failedChecks)
  if ((path === '/api' || path === '/apis') && accept.includes('v=v2;as=APIGroupDiscoveryList')) {
    return recordedAnswer(recorded(`discovery-${path.slice(1)}`))
  }
  const document = legacyDiscovery(path)
  return document ? jsonAnswer(document) : textAnswer('404 page not found\n', 404)
}

/** The recorded review with the rules of `identity`: everyone's own come first, as the API server lists them. */
function rulesReview(identity: Identity, body: unknown): unknown {
  const review = recordedJson('scoped-selfsubjectrulesreview') as {
    status: { resourceRules: readonly { apiGroups: readonly string[] }[]; nonResourceRules: unknown }
  }
  const namespace = (body as { spec?: { namespace?: string } } | undefined)?.spec?.namespace ?? ''
  const everyones = review.status.resourceRules.filter(rule => rule.apiGroups.some(group => group.startsWith('auth')))
  const resourceRules = [...everyones, ...(identity === ANONYMOUS ? [] : rulesIn(identity, namespace))]
  return { ...review, status: { ...review.status, resourceRules } }
}

import { array, parseRecord, record, textOf } from '../json.ts'
import { apiVersionOf } from '../kube/api-group.ts'
import type { Unseen } from '../snapshot.ts'
import { type CollectScope, namespaceOf } from './plan.ts'
import { type Privileges, parseRulesReview } from './privileges.ts'
import type { Answer, Reader } from './reader.ts'

const DISCOVERY = ['v2', 'v2beta1']
  .map(version => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',')

/** What the API server reports about itself and the credentials. */
export interface ServerFacts {
  /** `v1.36.2`. */
  readonly version?: string
  /** The status of the response that should have had the version but did not. */
  readonly withoutVersion?: number
  /** The server's clock, RFC 3339; the local one may be wrong. */
  readonly date?: string
  readonly failedChecks: readonly string[]
  readonly served?: readonly string[]
  readonly privileges?: Privileges
  readonly unseen: readonly Unseen[]
}

/** The first request to an API server: if it fails, no others are made. */
export function readVersion(reader: Reader): Promise<Answer> {
  return reader.read('/version')
}

/** What the credentials may do in the scope; undefined if the API server does not tell. */
export async function readPrivileges(reader: Reader, scope: CollectScope): Promise<Privileges | undefined> {
  const body = {
    kind: 'SelfSubjectRulesReview',
    apiVersion: 'authorization.k8s.io/v1',
    spec: { namespace: namespaceOf(scope) ?? 'default' },
  }
  const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'
  return parseRulesReview(bodyOf(await reader.read(path, { method: 'POST', body }), 201))
}

/** Reads health, discovery and privileges concurrently, and parses the response of `readVersion`. */
export async function readServer(reader: Reader, scope: CollectScope, version: Answer): Promise<ServerFacts> {
  const [privileges, core, groups, health] = await Promise.all([
    readPrivileges(reader, scope),
    reader.read('/api', { accept: DISCOVERY }),
    reader.read('/apis', { accept: DISCOVERY }),
    reader.read('/readyz?verbose', {}, { retryErrors: false }),
  ])
  const served = [core, groups].map(answer => servedKinds(bodyOf(answer, 200)))
  const gitVersion = textOf(parseRecord(bodyOf(version, 200))?.['gitVersion'])
  const date = version.read ? rfc3339(version.headers['date']) : undefined
  return {
    ...(gitVersion === undefined ? {} : { version: gitVersion }),
    ...(gitVersion === undefined && version.read ? { withoutVersion: version.status } : {}),
    ...(date === undefined ? {} : { date }),
    failedChecks: health?.read ? failedChecks(health.body) : [],
    ...(served[0] && served[1] ? { served: [...served[0], ...served[1]] } : {}),
    ...(privileges ? { privileges } : {}),
    unseen: healthUnseen(health),
  }
}

function bodyOf(answer: Answer | undefined, status: number): string {
  return answer?.read && answer.status === status ? answer.body : ''
}

/** `/readyz` returns 500 if a check failed, which is a valid response. */
function healthUnseen(health: Answer | undefined): readonly Unseen[] {
  if (!health || (health.read && (health.status === 200 || health.status === 500))) return []
  if (!health.read) return [{ kind: '/readyz', why: health.why }]
  if (health.status !== 403) return [{ kind: '/readyz', why: `the API server returned ${health.status}` }]
  return [{ kind: '/readyz', why: 'forbidden', grant: '{nonResourceURLs: ["/readyz"], verbs: ["get"]}' }]
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** An HTTP date (RFC 9110, `Mon, 23 Nov 2026 21:23:04 GMT`) as RFC 3339. */
function rfc3339(date: string | undefined): string | undefined {
  const parts = /^\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT$/.exec(date ?? '')
  const month = MONTHS.indexOf(parts?.[2] ?? '') + 1
  if (!parts || month === 0) return undefined
  return `${parts[3]}-${String(month).padStart(2, '0')}-${parts[1]}T${parts[4]}Z`
}

/**
 * Names of the failed checks in the body of `/readyz?verbose`, in its order: lines like `[-]etcd failed: reason
 * withheld`.
 */
export function failedChecks(body: string): readonly string[] {
  return body
    .split('\n', 1000)
    .map(line => /^\[-\](\S{1,200})/.exec(line)?.[1])
    .filter(name => name !== undefined)
}

/**
 * `group/version/Kind` (`v1/Pod` for the core group) of everything in an aggregated discovery document; undefined if it
 * is something else.
 */
function servedKinds(body: string): readonly string[] | undefined {
  const document = parseRecord(body)
  if (document?.['kind'] !== 'APIGroupDiscoveryList') return undefined
  return array(document['items']).flatMap(item => {
    const group = textOf(record(record(item)?.['metadata'])?.['name']) ?? ''
    return array(record(item)?.['versions']).flatMap(entry => {
      const version = textOf(record(entry)?.['version']) ?? ''
      return array(record(entry)?.['resources']).map(resource => {
        const kind = textOf(record(record(resource)?.['responseKind'])?.['kind']) ?? ''
        return `${apiVersionOf(group, version)}/${kind}`
      })
    })
  })
}

import { array, parseRecord, record, strings } from '../json.ts'

/** One RBAC rule, as in a Role or a SelfSubjectRulesReview. */
export interface RbacRule {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
}

/** What the credentials may do in one namespace, according to the API server. */
export interface Privileges {
  /** The list is incomplete: an authorizer other than RBAC also decides. */
  readonly incomplete: boolean
  readonly rules: readonly RbacRule[]
  /** Paths that are not resources, by rule. */
  readonly urls: readonly { readonly verbs: readonly string[]; readonly nonResourceURLs: readonly string[] }[]
}

const READ = ['get', 'list', 'watch']
/** Every authenticated user may ask about their own rights (`system:basic-user`); that reveals nothing. */
const ABOUT_ONESELF = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews']
const EXCESS_AT_MOST = 20

/** Parses a SelfSubjectRulesReview; undefined if `body` is something else. */
export function parseRulesReview(body: string): Privileges | undefined {
  const review = parseRecord(body)
  const status = record(review?.['status'])
  if (review?.['kind'] !== 'SelfSubjectRulesReview' || !status) return undefined
  return {
    incomplete: status['incomplete'] === true,
    rules: array(status['resourceRules']).map(entry => {
      const rule = record(entry) ?? {}
      const names = strings(rule['resourceNames'])
      return {
        verbs: strings(rule['verbs']),
        apiGroups: strings(rule['apiGroups']),
        resources: strings(rule['resources']),
        ...(names.length > 0 ? { resourceNames: names } : {}),
      }
    }),
    urls: array(status['nonResourceRules']).map(entry => {
      const rule = record(entry) ?? {}
      return { verbs: strings(rule['verbs']), nonResourceURLs: strings(rule['nonResourceURLs']) }
    }),
  }
}

/**
 * Whether one of `rules` allows `verb` on every object of `resource` (`pods`, `pods/log`) in `group`, or on the one
 * with a name.
 */
export function allows(
  rules: readonly RbacRule[],
  verb: string,
  group: string,
  resource: string,
  name?: string,
): boolean {
  return rules.some(
    rule =>
      (rule.resourceNames === undefined || (name !== undefined && rule.resourceNames.includes(name))) &&
      holds(rule.verbs, verb) &&
      holds(rule.apiGroups, group) &&
      (holds(rule.resources, resource) || rule.resources.includes(`*/${resource.split('/')[1]}`)),
  )
}

function holds(list: readonly string[], wanted: string): boolean {
  return list.includes(wanted) || list.includes('*')
}

/**
 * What the credentials can do beyond reading, at most 20 phrases: verbs other than get, list and watch, and reading
 * Secrets.
 */
export function excessOf(privileges: Privileges): readonly string[] {
  const everything = privileges.rules.some(
    rule => rule.verbs.includes('*') && rule.apiGroups.includes('*') && rule.resources.includes('*'),
  )
  if (everything) return ['do anything (cluster-admin or the equivalent in this namespace)']
  const phrases = privileges.rules.flatMap(rule => {
    const names = rule.resourceNames ? ` named ${rule.resourceNames.join(', ')}` : ''
    const resources = rule.resources.filter(resource => !ABOUT_ONESELF.includes(resource))
    const writes = rule.verbs.filter(verb => !READ.includes(verb))
    const reads = rule.verbs.some(verb => verb === '*' || READ.includes(verb))
    const secrets = reads && holds(rule.apiGroups, '') && holds(rule.resources, 'secrets')
    return [
      ...(writes.length > 0 && resources.length > 0
        ? [`${writes.map(spoken).join(', ')} ${resources.join(', ')}${names}`]
        : []),
      ...(secrets ? [`read Secrets${names}`] : []),
    ]
  })
  const distinct = [...new Set(phrases)].sort()
  const more = distinct.length - EXCESS_AT_MOST
  return more > 0 ? [...distinct.slice(0, EXCESS_AT_MOST), `${more} more`] : distinct
}

function spoken(verb: string): string {
  return verb === '*' ? 'do anything with' : verb
}

import { isRecord, type Json, textOf } from '../json.ts'
import type { ApiResource } from '../kube/resources.ts'
import type { Notes } from './notes.ts'
import { DUMPED } from './resources.ts'

/**
 * Records as unseen what `<resource>-errors.json` of a support bundle reports: a list of messages for the whole
 * cluster, or a map from namespace to message (troubleshoot, pkg/collect/cluster_resources.go).
 */
export function noteErrors(content: unknown, resource: ApiResource, notes: Notes): void {
  const failures: [string | undefined, unknown][] = Array.isArray(content)
    ? content.map(message => [undefined, message])
    : Object.entries(isRecord(content) ? content : {})
  for (const [namespace, message] of failures) {
    if (typeof message !== 'string') continue
    notes.unseen({ kind: resource.kind, ...(namespace !== undefined && { namespace }), why: reasonOf(message) })
  }
}

function reasonOf(message: string): string {
  const text = message.slice(0, 2000)
  if (/forbidden|cannot list/i.test(text)) return 'forbidden'
  if (/could not find the requested resource|no matches for kind/i.test(text)) return 'not served'
  return /timed? ?out|deadline exceeded/i.test(text) ? 'timed out' : 'could not be read'
}

/**
 * The kinds that may not be listed according to `auth-cani-list/<namespace>.json` of a support bundle: an array of
 * policy rules, or the status of a SelfSubjectRulesReview. Empty if the review is incomplete.
 */
export function forbiddenKinds(content: unknown): string[] {
  const status = isRecord(content) && isRecord(content['status']) ? content['status'] : content
  if (isRecord(status) && status['incomplete'] === true) return []
  const rules = isRecord(status) ? status['resourceRules'] : status
  if (!Array.isArray(rules) || rules.length === 0) return []
  const allowed = rules.filter(isRecord)
  return DUMPED.filter(each => each.namespaced && !allowed.some(rule => allowsList(rule, each))).map(({ kind }) => kind)
}

function allowsList(rule: Json, { resource, group }: ApiResource): boolean {
  const has = (member: string, value: string): boolean => {
    const values = rule[member]
    return Array.isArray(values) && (values.includes('*') || values.includes(value))
  }
  const named = rule['resourceNames']
  const unnamed = !Array.isArray(named) || named.length === 0
  return unnamed && has('verbs', 'list') && has('apiGroups', group) && has('resources', resource)
}

/** The server's version in `cluster_version.json` of a support bundle. */
export function versionOf(content: unknown): string | undefined {
  if (!isRecord(content)) return undefined
  return textOf(isRecord(content['info']) ? content['info']['gitVersion'] : undefined) ?? textOf(content['string'])
}

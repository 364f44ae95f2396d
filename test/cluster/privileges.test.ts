import { describe, expect, it } from 'vitest'
import { allows, excessOf, parseRulesReview } from '../../core/collect/privileges.ts'
import { recorded } from '../fake/kube/recorded.ts'

const review = (name: string) => {
  const parsed = parseRulesReview(recorded(name).body)
  if (!parsed) throw new Error(`${name} is no review`)
  return parsed
}

const withRule = (verbs: string[], apiGroups: string[], resources: string[], resourceNames: string[] = []) =>
  parseRulesReview(
    JSON.stringify({
      kind: 'SelfSubjectRulesReview',
      status: { incomplete: true, resourceRules: [{ verbs, apiGroups, resources, resourceNames }] },
    }),
  )

describe('what credentials can do', () => {
  it('is nothing to remark for a viewer', () => {
    const viewer = review('scoped-selfsubjectrulesreview')
    expect(excessOf(viewer)).toEqual([])
    expect(viewer.incomplete).toBe(false)
    expect(allows(viewer.rules, 'list', '', 'pods')).toBe(true)
    expect(allows(viewer.rules, 'list', 'apps', 'deployments')).toBe(true)
    expect(allows(viewer.rules, 'list', '', 'secrets')).toBe(false)
    expect(allows(viewer.rules, 'get', '', 'pods/log')).toBe(false)
    expect(allows(viewer.rules, 'delete', '', 'pods')).toBe(false)
  })

  it('is everything for an administrator', () => {
    const admin = review('admin-selfsubjectrulesreview')
    expect(excessOf(admin)).toEqual(['do anything (cluster-admin or the equivalent in this namespace)'])
    expect(allows(admin.rules, 'list', '', 'secrets')).toBe(true)
  })

  it.each([
    [['get', 'list'], [''], ['secrets'], ['read Secrets']],
    [['get'], ['*'], ['*'], ['read Secrets']],
    [['get', 'patch'], ['apps'], ['deployments', 'statefulsets'], ['patch deployments, statefulsets']],
    [['*'], [''], ['pods'], ['do anything with pods']],
    [['create'], [''], ['pods/exec'], ['create pods/exec']],
  ])('tells %j on %j %j', (verbs, groups, resources, expected) => {
    const privileges = withRule(verbs, groups, resources)
    expect(privileges && excessOf(privileges)).toEqual(expected)
  })

  it('does not take a rule for one object as one for all', () => {
    const named = withRule(['list'], [''], ['secrets'], ['one'])
    expect(named && allows(named.rules, 'list', '', 'secrets')).toBe(false)
    expect(named && excessOf(named)).toEqual(['read Secrets named one'])
  })

  it('is unknown when the answer is no review', () => {
    expect(parseRulesReview(recorded('scoped-secrets-forbidden').body)).toBeUndefined()
    expect(parseRulesReview('404 page not found')).toBeUndefined()
  })
})

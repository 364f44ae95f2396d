import { describe, expect, it } from 'vitest'
import { collect } from '../../core/collect/index.ts'
import { rolesFor } from '../../core/collect/rbac.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import { diagnose, type Report } from '../../core/index.ts'
import { inProcess } from '../fake/in-process.ts'
import type { Identity } from '../fake/kube/authorize.ts'
import { sampler } from '../support/sample.ts'
import { namespaceOfScenario, SCENARIOS } from './recorded-scenarios.ts'

const sample = sampler(6)

const FORBIDDEN = { secrets: 'Secret', nodes: 'Node', events: 'Event', configmaps: 'ConfigMap' }

/** Whoever may read everything but one resource. */
function without(resource: string): Identity {
  const grants = rolesFor({ logs: true, secrets: true }).map(({ rules }) => ({
    rules: rules.map(rule => ({ ...rule, resources: rule.resources.filter(each => each !== resource) })),
  }))
  return { name: 'system:serviceaccount:kubewhy:kubewhy', grants }
}

/** What may stand in for a cause whose proof is not seen: it says less, and nothing else. */
const LESS_EXACT: Readonly<Record<string, string>> = {
  'probe-path-not-found': 'readiness-probe-failing',
  'probe-timeout': 'readiness-probe-failing',
}

/** A namespace names what still holds it by kind and number only: unless that is seen, the namespace stands for it. */
const LESS_NEAR: Readonly<Record<string, readonly string[]>> = {
  'namespace-stuck': ['finalizer-blocking-deletion Namespace/undefined/old-tenant'],
}

const causes = ({ problems }: Report, exact = (cause: string) => cause) =>
  problems
    .filter(({ cause }) => cause !== 'unknown')
    .map(problem => ({ ...problem, cause: exact(problem.cause) }))
    .map(({ cause, subject }) => `${cause} ${subject.kind}/${subject.namespace}/${subject.name}`)

describe('with Secrets, nodes, events or ConfigMaps forbidden there is no cause that the full read lacks', () => {
  it.each(sample(SCENARIOS))('%s', async name => {
    const scope = { namespace: namespaceOfScenario(name) }
    const getAs = inProcess(name)
    const reportAs = async (identity: Identity) =>
      diagnose(await collect(getAs(identity), scope, { clock: systemClock }), scope)
    const full = await reportAs(without('nothing'))
    expect(full.unseen).toEqual([])
    for (const [resource, kind] of Object.entries(FORBIDDEN)) {
      const partial = await reportAs(without(resource))
      expect(partial.unseen).toContainEqual(expect.objectContaining({ kind, why: 'forbidden' }))
      const lessNear = LESS_NEAR[name] ?? []
      const allowed = [...causes(full), ...causes(full, cause => LESS_EXACT[cause] ?? cause), ...lessNear]
      expect(allowed).toEqual(expect.arrayContaining(causes(partial)))
      expect(partial.broken).toEqual([])
    }
  })
})

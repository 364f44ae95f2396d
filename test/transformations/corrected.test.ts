import { describe, expect, it } from 'vitest'
import { diagnose } from '../../core/index.ts'
import { readRecording, readScenario } from '../support/scenarios.ts'
import { diagnoseVaried } from '../support/variation.ts'
import { corrected } from '../support/variations/corrected.ts'

/** What a template that names it wrongly causes, one or two of each stage. */
const IN_THE_TEMPLATE = [
  'image-tag-typo',
  'image-private-wrong-password',
  'config-map-missing',
  'secret-key-missing',
  'secret-volume-missing',
  'run-as-root',
  'crash-oom',
  'crash-bad-flag',
  'crash-db-refused',
  'init-crash',
  'readiness-404',
  'startup-slow',
  'pending-cpu',
  'pending-node-selector',
  'pvc-claim-missing',
  'csi-missing',
]

describe('twenty seconds after the template was corrected', () => {
  it.each(IN_THE_TEMPLATE)('%s: the old pods’ trouble goes with them', id => {
    const { namespace } = readScenario(id)
    const report = diagnoseVaried(id, corrected(namespace, 20))
    expect(report.problems.filter(({ outlook }) => outlook !== 'self-healing')).toEqual([])
    expect(report.verdict).toBe('progressing')
  })

  it.each(['node-disk-pressure', 'service-selector-typo', 'ingress-tls'])('%s goes on', id => {
    const { namespace, expect: expected } = readScenario(id)
    const report = diagnoseVaried(id, corrected(namespace, 20))
    expect(report.problems.map(({ cause }) => cause)).toContain(expected[0]?.cause)
    expect(report.verdict).toBe('stalled')
  })
})

describe('long after the template was corrected', () => {
  it('what the old pods suffer from is told again where the new one does not come up', () => {
    const { namespace } = readScenario('crash-oom')
    const report = diagnoseVaried('crash-oom', corrected(namespace, 3600))
    expect(report.verdict).not.toMatch(/healthy|progressing/)
  })
})

describe('a StatefulSet whose template was corrected', () => {
  it('waits for the old pod, which the fix says to delete', () => {
    const { namespace } = readScenario('pending-gpu')
    const recording = readRecording('pending-gpu')
    const objects = recording.objects.map(object => {
      const set = object as { readonly kind: string; readonly status?: object }
      return set.kind === 'StatefulSet'
        ? { ...set, status: { ...set.status, updateRevision: 'infer-corrected' } }
        : object
    })
    const commands = ({ problems }: ReturnType<typeof diagnose>) => problems[0]?.fix.map(({ command }) => command)
    const before = diagnose(recording, { namespace })
    const after = diagnose({ ...recording, objects }, { namespace })
    expect(after.problems.map(({ cause }) => cause)).toEqual(before.problems.map(({ cause }) => cause))
    expect(commands(before)).not.toContain(`kubectl delete pod infer-0 -n ${namespace}`)
    expect(commands(after)).toContain(`kubectl delete pod infer-0 -n ${namespace}`)
  })
})

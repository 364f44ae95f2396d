import { describe, expect, it } from 'vitest'
import { credentialNotice } from '../../core/collect/credential-notice.ts'
import { collect } from '../../core/collect/index.ts'
import { snapshotFiles } from '../../core/collect/snapshot-files.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import { diagnose } from '../../core/index.ts'
import { readFiles } from '../../core/read/index.ts'
import { inProcess } from '../fake/in-process.ts'
import { namespaceOfScenario, SCENARIOS } from './recorded-scenarios.ts'

const admin = { name: 'kubernetes-admin', grants: 'all' } as const

describe('a collected snapshot, written and read back', () => {
  it.each(SCENARIOS)('%s gives the same report', async name => {
    const scope = { namespace: namespaceOfScenario(name) }
    const live = await collect(inProcess(name)(admin), scope, { clock: systemClock })
    const files = snapshotFiles(live).map(file => ({
      name: `snapshot/${file.name}`,
      read: () => Buffer.from(file.text),
    }))
    const back = await readFiles(files)
    expect(diagnose(back, scope)).toEqual(diagnose(live, scope))
  })
})

describe('the notice on credentials', () => {
  const collectAs = (rules: { verbs: string[]; apiGroups: string[]; resources: string[] }[]) =>
    collect(inProcess('crash-oom')({ name: 'somebody', grants: [{ rules }] }), {}, { clock: systemClock })
  const pods = { verbs: ['list'], apiGroups: [''], resources: ['pods'] }

  it('is nothing for a reader', async () => {
    expect(credentialNotice(await collectAs([pods]), { namespace: 'shop' })).toBeUndefined()
  })

  it('names what is too much and the command for a role', async () => {
    const collected = await collectAs([pods, { verbs: ['delete'], apiGroups: [''], resources: ['pods'] }])
    expect(credentialNotice(collected, { namespace: 'shop' })).toBe(
      'These credentials can do more than a diagnosis needs: delete pods. `kubewhy rbac -n shop --logs` prints a sufficient role.',
    )
    expect(credentialNotice(collected, { cluster: true })).toContain('`kubewhy rbac --cluster --logs`')
  })
})

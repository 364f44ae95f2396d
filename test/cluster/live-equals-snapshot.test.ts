import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { redact } from '../../core/collect/redact.ts'
import { type ContainerLog, diagnose, type Snapshot } from '../../core/index.ts'
import { recordedCluster } from '../fake/kube/cluster.ts'
import { fixture } from '../fake/kube/fixture.ts'
import { sampler } from '../support/sample.ts'
import { collectFrom, withServer } from './live.ts'
import { namespaceOfScenario, SCENARIOS } from './recorded-scenarios.ts'

const sample = sampler(6)

function snapshotOf(name: string): Snapshot {
  const { takenAt, serverVersion, lists } = JSON.parse(
    readFileSync(fixture('clusters', name, 'collected.json'), 'utf8'),
  )
  // A collection keeps no values of environment variables.
  const objects = recordedCluster(name).objects.map(redact)
  return { takenAt, serverVersion, lists, objects, logs: logsOf(name) }
}

function logsOf(name: string): readonly ContainerLog[] {
  const root = fixture('clusters', name, 'logs')
  const files = readdirSync(fixture('clusters', name)).includes('logs')
    ? readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.log'))
    : []
  const logs = new Map<string, ContainerLog>()
  for (const file of files.sort()) {
    const [namespace = '', pod = '', base = ''] = file.split('/')
    const [container = '', previous] = base.replace(/\.log$/, '').split('.')
    const key = `${namespace}/${pod}/${container}`
    const text = readFileSync(`${root}/${file}`, 'utf8')
    logs.set(key, { namespace, pod, container, ...logs.get(key), [previous ? 'previous' : 'current']: text })
  }
  return [...logs.values()]
}

/** Whether the recording holds a second namespace of applications, which only a read of the whole cluster sees. */
function isWider(snapshot: Snapshot, namespace: string): boolean {
  const places = snapshot.lists?.find(list => list.kind === 'ConfigMap')?.namespaces ?? []
  return places.some(place => place !== namespace)
}

/** Of a pod that is ready one log is read, unless all are asked for: here it is not the one that tells. */
const IN_A_SIDECAR = ['ready-sidecar-failing']

describe('the live report equals the report of the recorded snapshot', () => {
  it.each(sample(SCENARIOS))('%s', name =>
    withServer({ cluster: name }, async server => {
      const namespace = namespaceOfScenario(name)
      const snapshot = snapshotOf(name)
      const scope = isWider(snapshot, namespace) ? { cluster: true } : { namespace }
      const live = await collectFrom(server, scope, undefined, { deep: IN_A_SIDECAR.includes(name) })
      expect(diagnose(live, { namespace })).toEqual(diagnose(snapshot, { namespace }))
    }),
  )
})

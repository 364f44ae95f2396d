import { describe, expect, it } from 'vitest'
import { beginning, type Decision, judge } from '../../action/watch/judge.ts'
import { look } from '../../action/watch/observe.ts'
import { diagnose } from '../../core/index.ts'
import { sampler } from '../support/sample.ts'
import { readRecording, readScenario, type Scenario, scenarioIds } from '../support/scenarios.ts'

const sample = sampler(3)

/** Seconds after the recording at which it is looked at again, as if nothing had changed. */
const LOOKS = [0, 1.5, ...Array.from({ length: 15 }, (_, index) => 3 + index * 9.5)]

/** Watches a recorded state that stays as it is. */
function watch(id: string): Decision {
  const recording = readRecording(id)
  const taken = Date.parse(recording.takenAt ?? '')
  const wanted = { namespace: readScenario(id).namespace, named: [] }
  let memory = beginning(taken)
  let decision: Decision = { state: 'waiting', reasons: [] }
  for (const seconds of LOOKS) {
    const snapshot = { ...recording, takenAt: new Date(taken + seconds * 1000).toISOString() }
    const judged = judge(memory, look(snapshot, wanted, taken).observation, {
      failFast: 'normal',
      settle: 10_000,
      timeout: 600_000,
    })
    memory = judged.memory
    decision = judged.decision
    if (decision.state !== 'waiting') break
  }
  return decision
}

/** May still recover, so only the timeout ends the wait. */
const WAITED_FOR = ['image-rate-limited', 'progressing-slow-start', 'slow-termination']

/** Wrong, but no workload is kept from running; or it runs only later. */
const ROLLED_OUT = [
  'apiservice-down',
  'cron-forbid',
  'hpa-metrics',
  'hpa-target',
  'image-registry-refused',
  'ingress-backend',
  'ingress-class',
  'ingress-tls',
  'lb-pending',
  'progressing-first-crash',
  'recovers-when-labelled',
  'service-named-port',
  'service-selector-typo',
  'service-target-port',
]

/** Complete as Kubernetes counts: what is wrong with it fails the step only where `fail-on` says so. */
function isComplete({ id, running, expect: [first] }: Scenario): boolean {
  const { workloads } = diagnose(readRecording(id), { namespace: readScenario(id).namespace })
  return running === true && (first === undefined || workloads.every(({ ready, wanted }) => ready === wanted))
}

describe('a recorded state that stays as it is', () => {
  it.each(sample(scenarioIds))('%s is given up, waited for or a success, as it should be', id => {
    const { state } = watch(id)
    if (WAITED_FOR.includes(id)) expect(state).toBe('waiting')
    else if (ROLLED_OUT.includes(id) || id.startsWith('healthy-') || isComplete(readScenario(id)))
      expect(state).toBe('succeeded')
    else expect(state).toBe('failed')
  })
})

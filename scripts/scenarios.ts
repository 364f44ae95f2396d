import { diagnose } from '../core/index.ts'
import { judge, readRecording, readScenario, recordedIds } from '../test/support/scenarios.ts'

const only = process.argv.slice(2)
let right = 0
const asked = recordedIds.filter(id => only.length === 0 || only.some(part => id.includes(part)))
for (const id of asked) {
  const scenario = readScenario(id)
  const report = diagnose(readRecording(id), { namespace: scenario.namespace })
  const faults = judge(scenario, report.problems)
  for (const { rule, error } of report.broken) faults.push(`broken ${rule}: ${error}`)
  if (faults.length === 0) right++
  else console.log(`${id}: ${faults.join('; ')}`)
  if (only.length > 0) console.log(JSON.stringify({ ...report, timeline: undefined }, null, 1))
}
console.log(`${right} of ${asked.length} recorded scenarios are diagnosed as expected`)
process.exitCode = right === asked.length ? 0 : 1

import { describe, expect, it } from 'vitest'
import { diagnose, type Snapshot } from '../../core/index.ts'
import { FORMATS, inFormat } from '../support/log-formats.ts'
import { judge, readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'

const quiet = scenarioIds.filter(id => id.startsWith('noisy-') || id.startsWith('healthy-'))
const failing = scenarioIds.filter(id => id.startsWith('ready-'))
const formats = Object.keys(FORMATS)

function reportOf(id: string, change: (snapshot: Snapshot) => Snapshot) {
  return diagnose(change(readRecording(id)), { namespace: readScenario(id).namespace })
}

/** The last words of a program that has ended are that few lines. */
const FEW = 10

/** The first `share` of the lines of each log of a program that runs on; the other objects stay as they were. */
function cutAt(snapshot: Snapshot, share: number): Snapshot {
  const logs = snapshot.logs?.map(log => {
    const lines = log.current?.split('\n') ?? []
    return log.current === undefined || lines.length <= FEW
      ? log
      : { ...log, current: lines.slice(0, Math.ceil(lines.length * share)).join('\n') }
  })
  return { ...snapshot, ...(logs === undefined ? {} : { logs }) }
}

describe('logs in another form', () => {
  it.each(formats)('as %s no healthy program is called degraded', format => {
    const degraded = quiet.flatMap(id => {
      const { verdict, problems } = reportOf(id, snapshot => inFormat(snapshot, format))
      return verdict === 'healthy' ? [] : `${id}: ${verdict} ${problems.map(({ cause }) => cause).join()}`
    })
    expect(degraded).toEqual([])
  })

  it.each(formats)('as %s at least 95 % of the failing are named', format => {
    const missed = failing.filter(id => {
      const report = reportOf(id, snapshot => inFormat(snapshot, format))
      return judge(readScenario(id), report.problems).length > 0
    })
    expect(missed.length, missed.join()).toBeLessThanOrEqual(Math.floor(failing.length * 0.05))
  })
})

describe('a log that ends earlier', () => {
  it.each(failing)('%s is named by its cause or not at all', id => {
    const scenario = readScenario(id)
    const whole = reportOf(id, snapshot => snapshot)
    const known = new Set([...whole.problems, ...scenario.expect].map(({ cause }) => cause))
    for (let tenth = 1; tenth < 10; tenth++) {
      const { problems } = reportOf(id, snapshot => cutAt(snapshot, tenth / 10))
      const other = problems.filter(({ cause }) => !known.has(cause) && scenario.acceptable?.includes(cause) !== true)
      expect(other.map(({ cause, subject }) => `${cause} ${subject.name} at ${tenth}/10`)).toEqual([])
    }
  })
})

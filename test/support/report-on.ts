import { diagnose } from '../../core/index.ts'
import { once } from './once.ts'
import { readRecording, readScenario } from './scenarios.ts'

/** The report on a recording as it is, about the scenario's namespace. */
export const reportOn = once(id => diagnose(readRecording(id), { namespace: readScenario(id).namespace }))

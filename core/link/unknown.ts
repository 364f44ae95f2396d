import type { Cause } from '../cause.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { JudgedFinding } from '../finding.ts'
import { refText } from '../ref.ts'
import { namespaceFlag, command as sh } from '../shell.ts'
import { workloadOf } from '../workloads/workloads.ts'
import type { Symptom } from './graph.ts'

/** What stands in for a rule where no rule fits. Not in the catalogue. */
const UNKNOWN: Cause = {
  id: 'unknown',
  stage: 'network',
  owner: 'app',
  patience: 'none',
  text: { summary: 'No cause matches the snapshot', shows: '', happens: '', fix: '', docs: [] },
}

function lookCloser(symptom: Symptom): string {
  const { kind, namespace, name } = symptom.object
  return sh`kubectl describe ${kind.toLowerCase()} ${name}${namespaceFlag(namespace)}`
}

/**
 * A finding that says what was seen and claims no cause. Its subject is the
 * workload to which the object belongs.
 */
export function unknownFinding(symptom: Symptom, cluster: Cluster): JudgedFinding {
  const object = cluster.get(symptom.object)
  const { remedy } = symptom
  return {
    rule: UNKNOWN,
    facts: {},
    subject: object === undefined ? symptom.object : workloadOf(object, cluster),
    explains: [symptom.object],
    evidence: symptom.evidence ?? [],
    confidence: 'possible',
    outlook: 'unknown',
    since: symptom.since,
    words: {
      title: `${refText(symptom.object)}: ${symptom.text}`,
      why:
        remedy === undefined
          ? (symptom.evidence ?? []).some(({ path }) => path !== 'status')
            ? 'No cause of the catalogue fits; the last line of the evidence is all that is said of it.'
            : 'The snapshot does not show why.'
          : 'The last line of the evidence says why; the catalogue has no cause for it.',
      fix: [
        ...(remedy === undefined ? [] : [{ kind: 'change' as const, text: remedy }]),
        { kind: 'check', text: 'Show the object’s status and events.', command: lookCloser(symptom) },
      ],
    },
  }
}

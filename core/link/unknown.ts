import type { Cause } from '../cause.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { JudgedFinding } from '../finding.ts'
import { refText } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import { CLUSTER } from '../rule.ts'
import { namespaceFlag, command as sh } from '../shell.ts'
import { workloadOf } from '../workloads/workloads.ts'
import type { Symptom } from './graph.ts'

/** Represents the missing rule. Not in the catalogue. */
const UNKNOWN: Cause = {
  id: 'unknown',
  stage: 'network',
  owner: 'app',
  patience: 'none',
  text: { summary: 'No cause matches the snapshot', shows: '', happens: '', fix: '', docs: [] },
}

function lookCloser(objects: readonly ObjectRef[]): string {
  const [{ kind, namespace } = CLUSTER] = objects
  const names = objects.map(({ name }) => sh` ${name}`).join('')
  return `${sh`kubectl describe ${kind.toLowerCase()}`}${names}${sh`${namespaceFlag(namespace)}`}`
}

function whyOf({ remedy, dependsOn, evidence = [] }: Symptom): string {
  if (remedy !== undefined) return 'The last line of the evidence says why.'
  if (dependsOn?.isUnread === true)
    return `${dependsOn.objects.map(refText).join(' or ')} would show why, but was not read.`
  return evidence.some(({ path }) => path !== 'status')
    ? 'No known cause matches; the last line of the evidence is the cluster’s own message.'
    : 'The snapshot does not show why.'
}

const SAID_LIMIT = 200

/** The cluster's own message in parentheses, on one line; empty if there is none. */
function saidIn({ evidence = [], dependsOn }: Symptom): string {
  const { path = 'status', value = '' } = evidence.at(-1) ?? {}
  const said = path === 'status' || dependsOn !== undefined ? '' : value.replace(/\s+/g, ' ').trim()
  if (said === '') return ''
  return ` (${said.length > SAID_LIMIT ? `${said.slice(0, SAID_LIMIT)}…` : said})`
}

/** A finding that states what was seen without claiming a cause. Its subject is the object's workload. */
export function unknownFinding(symptom: Symptom, cluster: Cluster): JudgedFinding {
  const object = cluster.get(symptom.object)
  const { remedy, dependsOn } = symptom
  const objects = dependsOn?.objects ?? [symptom.object]
  const [only = symptom.object, ...others] = objects
  const end = { object: others.length === 0 ? only : symptom.object, text: dependsOn?.text ?? symptom.text }
  return {
    rule: UNKNOWN,
    facts: {},
    subject: object === undefined ? symptom.object : workloadOf(object, cluster),
    explains: [symptom.object],
    evidence: symptom.evidence ?? [],
    confidence: 'possible',
    ...(symptom.until === undefined ? { outlook: 'unknown' } : { outlook: 'may-recover', until: symptom.until }),
    since: symptom.since,
    end,
    words: {
      title: `${refText(end.object)}: ${end.text}${saidIn(symptom)}`,
      why: whyOf(symptom),
      fix: [
        ...(remedy === undefined ? [] : [{ kind: 'change' as const, text: remedy }]),
        {
          kind: 'check',
          text: `Show ${objects.length > 1 ? 'their' : 'its'} status and events.`,
          command: lookCloser(objects),
        },
      ],
    },
  }
}

import type { Report, Scope, Snapshot } from '../../core/index.ts'
import { reportOn } from './report-on.ts'
import { readRecording, readScenario } from './scenarios.ts'
import { later, notRead, reportUntried, unsaid, withoutLogs } from './variation.ts'

/** A recording as it might also have been read, and what is asked about it. */
export interface PinnedVariation {
  readonly name: string
  readonly snapshot: Snapshot
  readonly scope: Scope
}

interface Raw {
  readonly kind: string
  readonly metadata: { readonly namespace?: string }
}

/** Objects of a kind in a namespace, or of the cluster, gone, their kind still listed. */
function without(snapshot: Snapshot, kind: string, namespace: string): Snapshot {
  const objects = snapshot.objects.filter(object => {
    const { kind: its, metadata } = object as Raw
    return its !== kind || (metadata.namespace ?? namespace) !== namespace
  })
  return { ...snapshot, objects }
}

/** Each kind not read, each kind gone, without logs, earlier and later. */
export function variationsOf(id: string): readonly PinnedVariation[] {
  const { namespace } = readScenario(id)
  const snapshot = readRecording(id)
  const own = (snapshot.objects as readonly Raw[]).filter(
    ({ metadata }) => (metadata.namespace ?? namespace) === namespace,
  )
  const kinds = [...new Set(own.map(({ kind }) => kind))].sort()
  const has = (kind: string) => kinds.includes(kind)
  const read: Readonly<Record<string, Snapshot>> = {
    ...Object.fromEntries(kinds.map(kind => [`${kind} unread`, notRead(kind)(snapshot)])),
    ...Object.fromEntries(kinds.map(kind => [`no ${kind}`, without(snapshot, kind, namespace)])),
    ...((snapshot.logs ?? []).length > 0 && { 'no logs': withoutLogs(snapshot) }),
    ...(has('Pod') && {
      'no conditions of pods': unsaid('Pod', /^/, ['status', 'conditions'])(snapshot),
      'no states of containers': unsaid('Pod', /^/, ['status', 'containerStatuses'])(snapshot),
    }),
    ...(has('Deployment') && { 'no status of Deployments': unsaid('Deployment', /^/, ['status'])(snapshot) }),
    ...Object.fromEntries([-2, 10, 1500].map(minutes => [`${minutes} min`, later(60 * minutes)(snapshot)])),
  }
  return [
    ...Object.entries(read).map(([name, snapshot]) => ({ name, snapshot, scope: { namespace } })),
    { name: 'the whole cluster', snapshot, scope: {} },
  ]
}

/** The causes of a report in words, one a line. */
export function inShort({ verdict, problems }: Report): string {
  const said = problems.map(
    ({ cause, subject, confidence, outlook, since, title, field }) =>
      `${cause} on ${subject.kind} ${subject.name}, ${confidence}, ${outlook}, since ${since ?? 'unknown'}: ${title}${field === undefined ? '' : `, at ${field.path}`}`,
  )
  return [verdict, ...said].join('\n    ')
}

/** What a recording itself gets, in words. */
export function usualAnswer(id: string): string {
  return inShort(reportOn(id))
}

/** What each variation of a recording gets that the recording itself does not. */
export function variedAnswers(id: string): string {
  const usual = usualAnswer(id)
  const groups = new Map<string, string[]>()
  for (const { name, snapshot, scope } of variationsOf(id)) {
    const said = inShort(reportUntried(snapshot, scope))
    if (said !== usual) groups.set(said, [...(groups.get(said) ?? []), name])
  }
  return [...groups].map(([said, names]) => `  ${names.join(', ')}: ${said}\n`).join('')
}

/** The answers of a file of `variedAnswers` below the ids of recordings, by id and name of the variation. */
export function pinnedAnswers(file: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = file.split(/^(?=\S)/m).filter(section => section !== '')
  return new Map(
    sections.map(section => {
      const [id = '', ...rest] = section.split('\n')
      const groups = rest
        .join('\n')
        .trimEnd()
        .split(/^ {2}(?! )/m)
        .filter(group => group !== '')
      const answers = groups.flatMap(group => {
        const [, names = '', said = ''] = /^(.*?): (\w+(?:\n.*)?)$/s.exec(group.trimEnd()) ?? []
        return names.split(', ').map(name => [name, said] as const)
      })
      return [id, new Map(answers)] as const
    }),
  )
}

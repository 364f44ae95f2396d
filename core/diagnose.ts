import { FAMILIES } from './causes/index.ts'
import { Cluster, LASTING } from './cluster/cluster.ts'
import type { Finding, JudgedFinding, SymptomHit } from './finding.ts'
import type { Kind, Kube } from './kube/index.ts'
import type { Symptom } from './link/graph.ts'
import { link, outline } from './link/link.ts'
import type { Linked } from './link/problems.ts'
import { reportWorkloads } from './link/workload-reports.ts'
import { type Concern, type TryOn, withProofs } from './patch/prove.ts'
import type { Clock } from './patience.ts'
import { judge } from './patience.ts'
import { clusterRedactor, redactValue } from './redact/redact.ts'
import { refOf, refText, withApiKinds } from './ref.ts'
import type { ObjectRef, Report } from './report.ts'
import type { Family, SymptomRule } from './rule.ts'
import type { Scope } from './scope.ts'
import { isInScope, isWorkloadInScope, scopedWorkload } from './scope.ts'
import type { Snapshot } from './snapshot.ts'
import { overallVerdict, summarise } from './summary.ts'
import { SYMPTOMS } from './symptoms/index.ts'
import { formatTime } from './time.ts'
import { timelineOf } from './timeline.ts'
import { incompleteOf } from './workloads/complete-workloads.ts'
import { unreadCreators } from './workloads/creation/failed-create.ts'
import { failingPods } from './workloads/failing-pods.ts'
import { isHistory } from './workloads/history.ts'
import { troubledPods } from './workloads/troubled-pods.ts'
import { workloadOf } from './workloads/workloads.ts'

interface Broken {
  readonly rule: string
  readonly error: string
}

/** The pods about which there is anything to explain: those in trouble, and those that seem well and fail at their job. */
function ailingPods(cluster: Cluster): readonly Kube<'Pod'>[] {
  const troubled = troubledPods(cluster).filter(pod => !isHistory(pod, cluster))
  const failing = failingPods(cluster)
  return failing.length === 0 ? troubled : [...new Set([...troubled, ...failing])]
}

type Asked = Pick<Family, 'onUnread' | 'evenComplete'>

/** The objects of a kind that a rule is asked about: as a rule none that plainly is well, and of all only the concerned. */
function subjectsIn(cluster: Cluster, { isConcerned, places }: Concern): (kind: Kind, rule: Asked) => readonly Kube[] {
  const all = new Map<Kind, readonly Kube[]>()
  const known = new Map<Kind, readonly Kube[]>()
  const near = (kind: Kind): readonly Kube[] =>
    places === undefined ? cluster.list(kind) : places.flatMap(place => cluster.list(kind, place))
  const concerned = (kind: Kind) => once(all, kind, () => near(kind).filter(isConcerned))
  const unwell = (kind: Kind) =>
    kind === 'Pod' ? ailingPods(cluster).filter(isConcerned) : incompleteOf(kind, concerned(kind), cluster)
  return (kind, { onUnread, evenComplete }) => {
    if (evenComplete === true && kind !== 'Pod') return concerned(kind)
    const objects = once(known, kind, () => unwell(kind))
    const unread = onUnread === true ? unreadCreators(kind, cluster).filter(isConcerned) : NOTHING
    return unread.length === 0 ? objects : [...objects, ...unread]
  }
}

/** What a map holds under a key; made when it is asked for first. */
function once<K, V>(values: Map<K, V>, key: K, make: () => V): V {
  const known = values.get(key)
  if (known !== undefined) return known
  const made = make()
  values.set(key, made)
  return made
}

/** What a rule found on the objects on which it found anything. */
type Found = ReadonlyMap<Kube, readonly unknown[]>

/** What the rules found on another state of the cluster, and on what it may be another way now. */
interface Earlier extends Concern {
  readonly found: ReadonlyMap<object, Found>
}

const NOTHING: readonly never[] = []

/** Where nothing is known yet everything is concerned. */
const NEVER: Earlier = { found: new Map(), isConcerned: () => true, places: undefined }

/** Runs rules on one cluster. A rule that throws costs its own answer only. */
class Run {
  /** As with the cluster: the code made for the class lasts as long as something of it. */
  static readonly lasting = new Run(LASTING)
  readonly broken: Broken[] = []
  readonly found = new Map<object, Found>()
  readonly #subjects: (kind: Kind, rule: Asked) => readonly Kube[]
  readonly #earlier: Earlier

  constructor(cluster: Cluster, earlier: Earlier = NEVER) {
    this.#subjects = subjectsIn(cluster, earlier)
    this.#earlier = earlier
  }

  /** Runs a rule over all objects of its kinds, as far as it was not asked about them earlier, and over the cluster. */
  rule<T>(
    rule: Asked & Pick<Family, 'id' | 'on'>,
    run: (object: Kube) => readonly T[],
    runOnCluster: () => readonly T[] = () => NOTHING,
  ): readonly T[] {
    const found = new Map<Kube, readonly T[]>()
    const all: T[] = []
    try {
      for (const kind of rule.on) {
        for (const object of this.#subjects(kind, rule)) {
          const here = run(object)
          if (here.length === 0) continue
          found.set(object, here)
          for (const each of here) all.push(each)
        }
      }
      this.#addKnown(rule, all)
      for (const each of runOnCluster()) all.push(each)
    } catch (error) {
      this.broken.push({ rule: rule.id, error: error instanceof Error ? error.message : String(error) })
      return NOTHING
    }
    if (found.size > 0) this.found.set(rule, found)
    return all
  }

  /** Adds what the rule found earlier on objects of which it is not asked again. */
  #addKnown<T>(rule: object, all: T[]): void {
    const found = this.#earlier.found.get(rule)
    if (found === undefined) return
    for (const [object, here] of found)
      if (!this.#earlier.isConcerned(object)) for (const each of here as readonly T[]) all.push(each)
  }
}

/** Where an object was not read, what it was made for stands for it. */
function sufferer(object: Kube, cluster: Cluster): ObjectRef {
  const ref = refOf(object)
  return cluster.get(ref) === undefined ? workloadOf(object, cluster) : ref
}

/** Says of a workload that was asked for by name whether it does not exist or was not read. */
function notFound(workload: ObjectRef, cluster: Cluster): string {
  const isAbsent = cluster.seen(workload.kind, workload.namespace)
  return `${refText(workload)} ${isAbsent ? 'does not exist' : 'is not in the snapshot'}.`
}

/** What runs: the catalogue unless a test says otherwise. */
export interface Rules {
  readonly families: readonly Family[]
  readonly symptoms: readonly SymptomRule[]
}

export interface DiagnoseOptions {
  readonly rules?: Rules
  /** Seconds that no cause's patience may exceed. */
  readonly patienceCap?: number | undefined
  /** False leaves untried whether patches cure. */
  readonly prove?: boolean
}

/**
 * The report on a snapshot. The same input gives the same report, in whatever order the objects stand. Never throws; a rule
 * that does is named in `broken`.
 */
export function diagnose(snapshot: Snapshot, scope?: Scope, options?: DiagnoseOptions): Report {
  return diagnoseCluster(new Cluster(snapshot), scope, options)
}

/** A finding with its outlook; none where it is too early for it to be one. */
function judged(finding: Finding, clock: Clock): readonly JudgedFinding[] {
  const result = judge(finding, finding.rule.patience, clock)
  if (result === undefined) return []
  return [{ ...finding, ...result }]
}

/** A symptom that is wrong only where a normal start does not show it, and until when it may pass. */
function aged(hit: SymptomHit, clock: Clock): SymptomHit & Pick<Symptom, 'until' | 'isAwaited'> {
  if (hit.wrong !== true) return hit
  const { since, usual, patience: seconds = 0, isWait = false } = hit
  const result = judge({ facts: undefined, since, usual }, { why: '', seconds: () => seconds }, clock)
  if (result?.until === undefined) return { ...hit, wrong: result !== undefined }
  return isWait ? { ...hit, wrong: false, isAwaited: true } : { ...hit, until: result.until }
}

/** The same for a cluster that is already built. */
export function diagnoseCluster(cluster: Cluster, scope: Scope = {}, options: DiagnoseOptions = {}): Report {
  const examined = examine(cluster, options)
  const workload = scopedWorkload(scope, cluster)
  const linked = link(examined.findings, examined.symptoms, cluster).filter(each => isInScope(each, scope, workload))
  const report = reportOn(linked, examined, cluster, scope)
  const problems =
    options.prove === false ? report.problems : withProofs(linked, cluster, trialsAfter(examined, scope, options))
  const whole = { ...report, problems }
  return redactValue(cluster.hasNamesakes() ? withApiKinds(whole) : whole, clusterRedactor(cluster))
}

/** Trials of changes of a cluster that was examined: what a change does not concern is taken over from there. */
export function trialsAfter({ found }: Pick<Examined, 'found'>, scope: Scope, options: DiagnoseOptions): TryOn {
  return (changed, concern) => {
    const { findings, symptoms, broken } = examine(changed, options, { found, ...concern })
    const asked = scopedWorkload(scope, changed)
    const left = outline(findings, symptoms, changed).filter(each => isInScope(each, scope, asked))
    return {
      isBroken: broken.length > 0,
      outlooks: new Map(left.map(({ problem: { id, outlook } }) => [id, outlook])),
    }
  }
}

/** What the rules say of a cluster. */
interface Examined extends Pick<Run, 'broken' | 'found'> {
  readonly findings: readonly JudgedFinding[]
  readonly symptoms: readonly Symptom[]
}

/** Runs the rules; on what `earlier` knows only where it is concerned. */
export function examine(
  cluster: Cluster,
  { rules = { families: FAMILIES, symptoms: SYMPTOMS }, patienceCap: cap }: DiagnoseOptions,
  earlier?: Earlier,
): Examined {
  const clock: Clock = { now: cluster.now, isExact: cluster.snapshot.takenAt !== undefined, cap }
  const run = new Run(cluster, earlier)
  const findings = rules.families
    .flatMap(family =>
      run.rule(
        family,
        object => family.run(object, cluster),
        () => family.runOnCluster?.(cluster) ?? NOTHING,
      ),
    )
    .flatMap(finding => judged(finding, clock))
  const symptoms = rules.symptoms.flatMap((rule): readonly Symptom[] =>
    run.rule(rule, object =>
      rule.run(object, cluster).map(hit => ({ ...aged(hit, clock), rule, object: sufferer(object, cluster) })),
    ),
  )
  return { findings, symptoms, broken: run.broken, found: run.found }
}

/** The report as it is found, with everything that must not leave the process still in it. */
function reportOn(linked: readonly Linked[], { symptoms, broken }: Examined, cluster: Cluster, scope: Scope): Report {
  const { snapshot } = cluster
  const workload = scopedWorkload(scope, cluster)
  const workloads = reportWorkloads(linked, symptoms, cluster).filter(report =>
    isWorkloadInScope(report, scope, workload),
  )
  const problems = linked.map(({ problem }) => problem)
  const isLost = workload !== undefined && workloads.length === 0
  const sawPods = scope.namespace === undefined ? cluster.list('Pod').length > 0 : cluster.seen('Pod', scope.namespace)
  const verdict = overallVerdict(problems, workloads)
  return {
    schema: 1,
    takenAt: formatTime(cluster.now),
    verdict,
    summary:
      isLost && problems.length === 0
        ? notFound(workload[0], cluster)
        : summarise(verdict, problems, workloads, sawPods),
    problems,
    workloads,
    unseen: snapshot.unseen ?? [],
    broken,
    skipped: snapshot.skipped ?? [],
    ...(snapshot.notes === undefined || snapshot.notes.length === 0 ? {} : { notes: snapshot.notes }),
    timeline: timelineOf(problems, cluster),
  }
}

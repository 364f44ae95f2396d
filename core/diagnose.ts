import { FAMILIES } from './causes/index.ts'
import { Cluster, LASTING } from './cluster/cluster.ts'
import type { Finding, JudgedFinding, SymptomHit } from './finding.ts'
import type { Kind, Kube } from './kube/index.ts'
import type { Symptom } from './link/graph.ts'
import { Joined, type Said } from './link/joined.ts'
import { link, outline } from './link/link.ts'
import type { Linked } from './link/problems.ts'
import { reportWorkloads } from './link/workload-reports.ts'
import { memo } from './memo.ts'
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

/** Pods that need an explanation: those in trouble, and ready ones that fail at their job. */
function ailingPods(cluster: Cluster, isConcerned: (pod: Kube) => boolean): readonly Kube<'Pod'>[] {
  const troubled = troubledPods(cluster).filter(pod => isConcerned(pod) && !isHistory(pod, cluster))
  const failing = failingPods(cluster).filter(isConcerned)
  return failing.length === 0 ? troubled : [...new Set([...troubled, ...failing])]
}

type Inputs = Pick<Family, 'onUnread' | 'evenComplete'>

/**
 * The objects of a kind that a rule gets: not the clearly healthy ones (unless it asks for them), and after a change
 * only those concerned.
 */
function subjectsIn(cluster: Cluster, { isConcerned, places }: Concern): (kind: Kind, rule: Inputs) => readonly Kube[] {
  const all = new Map<Kind, readonly Kube[]>()
  const known = new Map<Kind, readonly Kube[]>()
  const near = (kind: Kind): readonly Kube[] =>
    places === undefined ? cluster.list(kind) : places.flatMap(place => cluster.list(kind, place))
  const concerned = (kind: Kind) => memo(all, kind, () => near(kind).filter(isConcerned))
  const unwell = (kind: Kind) =>
    kind === 'Pod' ? ailingPods(cluster, isConcerned) : incompleteOf(kind, concerned(kind), cluster)
  return (kind, { onUnread, evenComplete }) => {
    if (evenComplete === true && kind !== 'Pod') return concerned(kind)
    const objects = memo(known, kind, () => unwell(kind))
    const unread = onUnread === true ? unreadCreators(kind, cluster).filter(isConcerned) : NOTHING
    return unread.length === 0 ? objects : [...objects, ...unread]
  }
}

/** What a rule found, by the object on which it found it. */
type Found = ReadonlyMap<Kube, readonly unknown[]>

/** What the rules found on another state of the cluster, and on what it may be another way now. */
interface Earlier extends Concern {
  readonly found: ReadonlyMap<object, Found>
}

const NOTHING: readonly never[] = []

/** Nothing is known yet, so everything is concerned. */
const NEVER: Earlier = { found: new Map(), isConcerned: () => true, places: undefined }

/** Runs rules on one cluster. A rule that throws loses only its own findings. */
class Run {
  /** Keeps V8's hidden class, and the code optimized for it, alive between clusters. */
  static readonly lasting = new Run(LASTING)
  readonly broken: Broken[] = []
  readonly found = new Map<object, Found>()
  readonly #subjects: (kind: Kind, rule: Inputs) => readonly Kube[]
  readonly #earlier: Earlier

  constructor(cluster: Cluster, earlier: Earlier = NEVER) {
    this.#subjects = subjectsIn(cluster, earlier)
    this.#earlier = earlier
  }

  /**
   * Runs a rule over all objects of its kinds, except those whose earlier findings still hold, and over the cluster.
   */
  rule<T>(
    rule: Inputs & Pick<Family, 'id' | 'on'>,
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

  /** Adds the earlier findings on objects that the rule is not run on again. */
  #addKnown<T>(rule: object, all: T[]): void {
    const found = this.#earlier.found.get(rule)
    if (found === undefined) return
    for (const [object, here] of found)
      if (!this.#earlier.isConcerned(object)) for (const each of here as readonly T[]) all.push(each)
  }
}

/** The object, or what it was created for if the object itself was not read. */
function affectedRef(object: Kube, cluster: Cluster): ObjectRef {
  const ref = refOf(object)
  return cluster.get(ref) === undefined ? workloadOf(object, cluster) : ref
}

/** A note that the requested workload does not exist or was not read. */
function notFound(workload: ObjectRef, cluster: Cluster): string {
  const isAbsent = cluster.seen(workload.kind, workload.namespace)
  return `${refText(workload)} ${isAbsent ? 'does not exist' : 'is not in the snapshot'}.`
}

/** The rules to run: the whole catalogue, except in tests. */
export interface Rules {
  readonly families: readonly Family[]
  readonly symptoms: readonly SymptomRule[]
}

export interface DiagnoseOptions {
  readonly rules?: Rules
  /** Upper limit for every cause's patience, in seconds. */
  readonly patienceCap?: number | undefined
  /** False skips testing whether patches help. */
  readonly prove?: boolean
}

/**
 * The report on a snapshot, independent of the order of its objects. Never throws: rules that do are listed in
 * `broken`.
 */
export function diagnose(snapshot: Snapshot, scope?: Scope, options?: DiagnoseOptions): Report {
  return diagnoseCluster(new Cluster(snapshot), scope, options)
}

/** Findings with their outlooks, except those that it is too early to report. */
function judged(findings: readonly Finding[], clock: Clock): readonly JudgedFinding[] {
  return findings.flatMap(finding => {
    const result = judge(finding, finding.rule.patience, clock)
    return result === undefined ? NOTHING : { ...finding, ...result }
  })
}

/** Whether a symptom is wrong beyond what every normal start shows, and until when it may pass. */
function aged(hit: SymptomHit, clock: Clock): SymptomHit & Pick<Symptom, 'until' | 'isAwaited'> {
  if (hit.wrong !== true) return hit
  const { since, usual, patience: seconds = 0, isWait = false } = hit
  const result = judge({ facts: undefined, since, usual }, { why: '', seconds: () => seconds }, clock)
  if (result?.until === undefined) return { ...hit, wrong: result !== undefined }
  return isWait ? { ...hit, wrong: false, isAwaited: true } : { ...hit, until: result.until }
}

/** The report on a cluster that has already been built. */
export function diagnoseCluster(cluster: Cluster, scope: Scope = {}, options: DiagnoseOptions = {}): Report {
  const examined = examine(cluster, options)
  const linked = linkedIn(examined, cluster, scope)
  const report = reportOn(linked, examined, cluster, scope)
  const problems =
    options.prove === false
      ? report.problems
      : withProofs(linked, cluster, trialsAfter(examined, linked, cluster, scope, options))
  const whole = { ...report, problems }
  return redactValue(cluster.hasNamesakes() ? withApiKinds(whole) : whole, clusterRedactor(cluster))
}

/** The problems of an examined cluster in a scope. */
export function linkedIn({ said, clock }: Examined, cluster: Cluster, scope: Scope): readonly Linked[] {
  const workload = scopedWorkload(scope, cluster)
  return link(judged(said.findings, clock), said.symptoms, cluster).filter(each => isInScope(each, scope, workload))
}

/**
 * Runs the rules on changes of an examined cluster, reusing the findings that a change does not concern. Only what is connected
 * with a difference is linked again; all other problems are reused too.
 */
export function trialsAfter(
  { said, found }: Examined,
  linked: readonly Linked[],
  cluster: Cluster,
  scope: Scope,
  options: DiagnoseOptions,
): TryOn {
  let joined: Joined | undefined
  return (changed, concern) => {
    const after = examine(changed, options, { found, ...concern })
    joined ??= new Joined(said, cluster)
    const { findings, symptoms, isNear } = joined.near(after.said, changed)
    const asked = scopedWorkload(scope, changed)
    const near = outline(judged(findings, after.clock), symptoms, changed)
    const left = [
      ...linked.filter(({ problem }) => !isNear(problem.subject)),
      ...near.filter(each => isInScope(each, scope, asked)),
    ]
    return {
      isBroken: after.broken.length > 0,
      outlooks: new Map(left.map(({ problem: { id, outlook } }) => [id, outlook])),
    }
  }
}

/** The findings and symptoms of a cluster. */
interface Examined extends Pick<Run, 'broken' | 'found'> {
  readonly said: Said
  /** By which findings are judged. */
  readonly clock: Clock
}

/** Runs the rules; on objects that `earlier` knows, only where the change concerns them. */
export function examine(
  cluster: Cluster,
  { rules = { families: FAMILIES, symptoms: SYMPTOMS }, patienceCap: cap }: DiagnoseOptions,
  earlier?: Earlier,
): Examined {
  const clock: Clock = { now: cluster.now, isExact: cluster.snapshot.takenAt !== undefined, cap }
  const run = new Run(cluster, earlier)
  const findings = rules.families.flatMap(family =>
    run.rule(
      family,
      object => family.run(object, cluster),
      () => family.runOnCluster?.(cluster) ?? NOTHING,
    ),
  )
  const symptoms = rules.symptoms.flatMap((rule): readonly Symptom[] =>
    run.rule(rule, object =>
      rule.run(object, cluster).map(hit => ({ ...aged(hit, clock), rule, object: affectedRef(object, cluster) })),
    ),
  )
  return { said: { findings, symptoms }, clock, broken: run.broken, found: run.found }
}

/** The report before redaction: it still contains everything that must not leave the process. */
function reportOn(
  linked: readonly Linked[],
  { said: { symptoms }, broken }: Examined,
  cluster: Cluster,
  scope: Scope,
): Report {
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

import { array, record, textOf } from '../json.ts'
import type { Unseen } from '../snapshot.ts'
import { parseTime } from '../time.ts'

/**
 * Limits on the logs of containers that are not ready, of those that restarted and are ready again, and per workload.
 */
const UNREADY_AT_MOST = 100
const RESTARTED_AT_MOST = 30
const OF_ONE_WORKLOAD = 3
/** Limits on the complete workloads whose logs are read, by default and with `deep`. */
const COMPLETE_AT_MOST = 50
const COMPLETE_AT_MOST_DEEP = 200
/** Older changes have proved harmless. */
const RECENT_MS = 3_600_000

/** A container whose log is wanted, and of which runs. */
export interface WantedLog {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  /** The node whose kubelet has the log. */
  readonly node: string
  /**
   * `current`: the current run, or the last one that ended; `both`: also the one before. `ended`: the last run of a
   * container that is waiting for a restart, which stays right if that happens meanwhile.
   */
  readonly runs: 'current' | 'both' | 'ended'
  /** For a ready container in a complete workload. */
  readonly complete?: true
}

/** What determines whose logs are wanted. */
export interface LogQuestion {
  /** The server's time, in milliseconds since 1970. */
  readonly now: number
  /** Logs of this workload come first. */
  readonly workload?: string
  /** A log of every complete workload, even without changes, and of each container in its newest pod. */
  readonly deep?: boolean
  /** When people or deployment tools last changed something in a namespace, in milliseconds since 1970. */
  readonly changes?: ReadonlyMap<string, number>
  /** No logs of complete workloads. */
  readonly failingOnly?: true
}

/** The wanted logs in reading order, and what the limits leave out. */
export interface LogPlan {
  readonly wanted: readonly WantedLog[]
  readonly unseen: readonly Unseen[]
}

type Json = Readonly<Record<string, unknown>>

/** A pod, reduced to what matters here. */
interface Pod {
  readonly namespace: string
  readonly name: string
  readonly node: string
  /** The UID of its topmost controller, or its own name without one. */
  readonly workload: string
  readonly ofJob: boolean
  /** It has ended, was evicted or is being deleted: another may have replaced it. */
  readonly gone: boolean
  readonly ready: boolean
  /** When it was created or became ready, in milliseconds since 1970. */
  readonly changed: number
  readonly containers: readonly Container[]
  /** The default container of `kubectl logs`. */
  readonly main: string | undefined
}

interface Container {
  readonly name: string
  readonly isInit: boolean
  readonly ready: boolean
  readonly runs: WantedLog['runs']
  readonly failing: boolean
  /** When it last ended or started, in milliseconds since 1970. */
  readonly changed: number
}

/**
 * Chooses the pods in `objects` whose logs are read. First those that are not ready, then those that restarted within
 * the hour: one pod of each workload before a second of any, newest failures first. Then, with one request each, the
 * newest pod of each complete workload that changed within the hour, or whose namespace did. A container that never ran
 * has no log, and one that succeeded needs none. The other `objects` show which pods belong to one workload.
 */
export function planLogs(objects: readonly unknown[], question: LogQuestion): LogPlan {
  const controllers = controllersOf(objects)
  const pods = objects.flatMap(object => readPod(object, controllers))
  const failing = planFailing(pods, question)
  if (question.failingOnly) return failing
  const complete = planComplete(pods, question, failing.wanted)
  return { wanted: [...failing.wanted, ...complete.wanted], unseen: [...failing.unseen, ...complete.unseen] }
}

function planFailing(pods: readonly Pod[], { now, workload }: LogQuestion): LogPlan {
  const candidates = pods
    .flatMap(pod => pod.containers.map(container => ({ pod, container })))
    .filter(({ container: { failing, ready, changed } }) => failing && (!ready || now - changed < RECENT_MS))
    .map(({ pod, container }) => ({
      pod,
      container,
      isNamed: isOf(pod, workload),
      group: `${pod.workload}/${container.name}`,
    }))
    .sort(
      (a, b) =>
        Number(b.isNamed) - Number(a.isNamed) ||
        Number(a.container.ready) - Number(b.container.ready) ||
        b.container.changed - a.container.changed ||
        (a.pod.name < b.pod.name ? -1 : 1),
    )
  const turns = new Map<string, number>()
  const ordered = candidates
    .map(candidate => {
      const turn = turns.get(candidate.group) ?? 0
      turns.set(candidate.group, turn + 1)
      return { ...candidate, turn: candidate.isNamed ? turn - OF_ONE_WORKLOAD : turn }
    })
    .sort((a, b) => a.turn - b.turn)
  const few = ordered.filter(({ turn, isNamed }) => turn < (isNamed ? 0 : OF_ONE_WORKLOAD))
  const unready = few.filter(({ container }) => !container.ready).slice(0, UNREADY_AT_MOST)
  const restarted = few.filter(({ container }) => container.ready).slice(0, RESTARTED_AT_MOST)
  const chosen = new Set([...unready, ...restarted])
  const groups = new Set([...chosen].map(({ group }) => group))
  const left = ordered.filter(each => !chosen.has(each))
  const countOf = (ready: boolean, ofOthers: boolean) =>
    left.filter(each => each.container.ready === ready && groups.has(each.group) !== ofOthers).length
  return {
    wanted: few
      .filter(each => chosen.has(each))
      .map(({ pod, container }) => wantedLog(pod, container.name, container.runs)),
    unseen: [
      ...leftOut(
        unready.length,
        'that are not ready',
        countOf(false, true),
        'of other workloads',
        'their causes may be less exact',
      ),
      ...leftOut(
        unready.length,
        'that are not ready',
        countOf(false, false),
        'of the same workloads',
        'a replica that fails for a different reason may be missed',
      ),
      ...leftOut(
        restarted.length,
        'that restarted and are ready',
        countOf(true, true),
        'of other workloads',
        'why they restarted is not known',
      ),
    ],
  }
}

function leftOut(read: number, which: string, left: number, where: string, effect: string): readonly Unseen[] {
  return left === 0
    ? []
    : [
        {
          kind: 'Log',
          why: `logs of ${read} containers ${which} were read, but not those of ${left} more ${where}: ${effect}`,
        },
      ]
}

function planComplete(pods: readonly Pod[], question: LogQuestion, failing: readonly WantedLog[]): LogPlan {
  const { now, deep = false, changes, workload } = question
  const groups = new Map<string, Pod[]>()
  for (const pod of pods) {
    if (pod.ofJob || pod.gone || pod.main === undefined) continue
    const group = groups.get(pod.workload)
    if (group) group.push(pod)
    else groups.set(pod.workload, [pod])
  }
  const isRecent = (time: number | undefined) => time !== undefined && now - time < RECENT_MS
  const read = new Set(failing.map(keyOf))
  const candidates = [...groups.values()]
    .filter(group => group.every(({ ready }) => ready))
    .map(group => group.reduce((newest, pod) => (pod.changed > newest.changed ? pod : newest)))
    .filter(pod => deep || isRecent(pod.changed) || isRecent(changes?.get(pod.namespace)))
    .sort(
      (a, b) =>
        Number(isOf(b, workload)) - Number(isOf(a, workload)) || b.changed - a.changed || (a.name < b.name ? -1 : 1),
    )
    .map(pod =>
      pod.containers
        .filter(({ name, isInit }) => name === pod.main || (deep && !isInit))
        .map(({ name }) => ({ ...wantedLog(pod, name, 'current'), complete: true }) as const)
        .filter(each => !read.has(keyOf(each))),
    )
    .filter(logs => logs.length > 0)
  const most = deep ? COMPLETE_AT_MOST_DEEP : COMPLETE_AT_MOST
  const left = candidates.length - most
  const why = `logs of the ${most} complete workloads that changed last were read, but not those of ${left} more, which may be failing unnoticed`
  return { wanted: candidates.slice(0, most).flat(), unseen: left > 0 ? [{ kind: 'Log', why }] : [] }
}

function keyOf({ namespace, pod, container }: WantedLog): string {
  return `${namespace}/${pod}/${container}`
}

/** True if a pod's name is the workload's, or begins with it. */
function isOf({ name }: Pod, workload: string | undefined): boolean {
  return workload !== undefined && (name === workload || name.startsWith(`${workload}-`))
}

function wantedLog({ namespace, name, node }: Pod, container: string, runs: WantedLog['runs']): WantedLog {
  return { namespace, pod: name, container, node, runs }
}

function readPod(object: unknown, controllers: ReadonlyMap<string, string>): readonly Pod[] {
  const pod = record(object)
  if (pod?.['kind'] !== 'Pod') return []
  const metadata = record(pod['metadata'])
  const status = record(pod['status'])
  const name = textOf(metadata?.['name'])
  const namespace = textOf(metadata?.['namespace'])
  if (!status || name === undefined || namespace === undefined || status['phase'] === 'Succeeded') return []
  const owner = controllerOf(metadata)
  const spec = record(pod['spec'])
  const readiness = array(status['conditions'])
    .map(record)
    .find(condition => condition?.['type'] === 'Ready')
  return [
    {
      namespace,
      name,
      node: textOf(spec?.['nodeName']) ?? '',
      workload: topOf(owner?.uid, controllers) ?? `${namespace}/${name}`,
      ofJob: owner?.kind === 'Job',
      gone: status['phase'] === 'Failed' || metadata?.['deletionTimestamp'] !== undefined,
      ready: readiness?.['status'] === 'True',
      changed: Math.max(timeOf(metadata?.['creationTimestamp']), timeOf(readiness?.['lastTransitionTime'])),
      containers: [
        ...array(status['initContainerStatuses']).flatMap(entry => readContainer(entry, true)),
        ...array(status['containerStatuses']).flatMap(entry => readContainer(entry, false)),
      ],
      main: mainOf(metadata, spec),
    },
  ]
}

/** The default container of `kubectl logs`: from an annotation, else the first. */
function mainOf(metadata: Json | undefined, spec: Json | undefined): string | undefined {
  const names = array(spec?.['containers']).map(each => textOf(record(each)?.['name']))
  const named = textOf(record(metadata?.['annotations'])?.['kubectl.kubernetes.io/default-container'])
  return named !== undefined && names.includes(named) ? named : names[0]
}

function readContainer(entry: unknown, isInit: boolean): readonly Container[] {
  const container = record(entry)
  const name = textOf(container?.['name'])
  if (!container || name === undefined) return []
  const state = record(container['state'])
  const running = record(state?.['running'])
  const ended = record(state?.['terminated'])
  const before = record(record(container['lastState'])?.['terminated'])
  const hasRestarted = Number(container['restartCount']) > 0
  const isUnready = running !== undefined && container['ready'] === false
  const hasEndedWell = ended !== undefined && ended['exitCode'] === 0
  return [
    {
      name,
      isInit,
      ready: container['ready'] === true,
      runs: !hasRestarted ? 'current' : running || ended || !before ? 'both' : 'ended',
      failing: hasRestarted || (ended !== undefined && !hasEndedWell) || isUnready,
      changed: Math.max(timeOf(ended?.['finishedAt']), timeOf(before?.['finishedAt']), timeOf(running?.['startedAt'])),
    },
  ]
}

function timeOf(value: unknown): number {
  return parseTime(textOf(value)) ?? 0
}

function controllerOf(metadata: Json | undefined): { readonly uid: string; readonly kind: unknown } | undefined {
  const owners = array(metadata?.['ownerReferences']).map(record)
  const owner = owners.find(each => each?.['controller'] === true) ?? owners[0]
  const uid = textOf(owner?.['uid'])
  return uid === undefined ? undefined : { uid, kind: owner?.['kind'] }
}

/** The UIDs of the controllers of ReplicaSets and Jobs, by their own. */
function controllersOf(objects: readonly unknown[]): ReadonlyMap<string, string> {
  const controllers = new Map<string, string>()
  for (const object of objects) {
    const { kind, metadata } = record(object) ?? {}
    if (kind !== 'ReplicaSet' && kind !== 'Job') continue
    const uid = textOf(record(metadata)?.['uid'])
    const owner = controllerOf(record(metadata))
    if (uid !== undefined && owner !== undefined) controllers.set(uid, owner.uid)
  }
  return controllers
}

function topOf(uid: string | undefined, controllers: ReadonlyMap<string, string>): string | undefined {
  return uid === undefined ? undefined : (controllers.get(uid) ?? uid)
}

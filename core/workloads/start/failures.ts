import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import { isBlank, isMissingLog, readLog } from '../../logs/read-log.ts'
import type { Evidence } from '../../report.ts'
import { earliest } from '../../time.ts'
import type { ContainerView } from '../containers.ts'
import { containersOf, endPath } from '../containers.ts'
import { isLoop, isPast } from '../crashes/recovery.ts'
import { failingSandbox } from '../nodes/sandbox-failure.ts'
import { createdAt } from '../pods.ts'
import type { StartFault } from './messages.ts'
import { classifyStart, isOutOfMemoryAtStart } from './messages.ts'

export type { StartFault } from './messages.ts'

/** Reasons with which the kubelet and runtimes report that a container was not created or started. */
export const START_REASONS: ReadonlySet<string> = new Set([
  'CreateContainerError',
  'CreateContainerConfigError',
  'RunContainerError',
  'StartError',
  'ContainerCannotRun',
  'PostStartHookError',
  'PreStartHookError',
  'PreCreateHookError',
  'ContainerCreateFailed',
])

/** A container that could not be created or started. */
export interface StartFailure {
  readonly fault: StartFault | undefined
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  /** Milliseconds in which a container that starts normally looks the same. */
  readonly usual?: number
  /** True if nothing has failed yet, but a hook does not end. */
  readonly isRunning?: boolean
  /** Set if only the exit code shows the fault; the app may also choose that code itself. `message` is empty. */
  readonly code?: ExitCode
}

export interface ExitCode {
  readonly exitCode: number
  /** False if the log is known to be empty. */
  readonly mayBeLogged: boolean
}

interface Saying {
  readonly text: string
  readonly evidence: Evidence
}

/** Kubelets before 1.30 refuse a whole pod if its AppArmor profile is not loaded (`pkg/security/apparmor`). */
function rejection({ pod }: ContainerView): readonly Saying[] {
  const { reason, message } = pod.status ?? {}
  return reason === 'AppArmor' && message !== undefined
    ? [{ text: message, evidence: fieldEvidence(pod, 'status.message', message) }]
    : []
}

function sayings(view: ContainerView): readonly Saying[] {
  const { pod, waiting, status, statusPath, ended, events } = view
  const said: Saying[] = []
  const isBetween = waiting?.reason === 'CrashLoopBackOff' || status.state?.terminated !== undefined
  if (waiting?.message !== undefined && START_REASONS.has(waiting.reason ?? '')) {
    said.push({
      text: waiting.message,
      evidence: fieldEvidence(pod, `${statusPath}.state.waiting.message`, waiting.message),
    })
  }
  const couldNotRun = ended !== undefined && START_REASONS.has(ended.reason ?? '')
  if (couldNotRun && ended.message !== undefined) {
    said.push({ text: ended.message, evidence: fieldEvidence(pod, `${endPath(view)}.message`, ended.message) })
  }
  const failed = events.findLast(
    ({ reason, message }) => reason === 'FailedPostStartHook' || (reason === 'Failed' && message.startsWith('Error: ')),
  )
  const hook = failed?.reason === 'FailedPostStartHook'
  if (failed !== undefined && (couldNotRun || (hook && isBetween) || START_REASONS.has(waiting?.reason ?? ''))) {
    said.push({ text: failed.message, evidence: eventEvidence(failed) })
  }
  return said
}

/** Faults that a log may show: in the shell's or the kernel's words instead of the runtime's. */
const LOGGED: ReadonlyMap<string, StartFault> = new Map([
  ['exec-format-error', 'format'],
  ['container-command-not-found', 'command'],
  ['container-command-not-executable', 'executable'],
])

/**
 * The kernel rejects a binary of another architecture only after the runtime has started it: then only the log tells.
 */
function fromLog(view: ContainerView, cluster: Cluster): (Saying & { readonly fault: StartFault }) | undefined {
  const { pod, name, ended } = view
  if (ended?.exitCode === undefined || ended.exitCode === 0) return undefined
  const log = cluster.log(pod.metadata.namespace, pod.metadata.name, name)
  for (const [path, text] of [
    ['log', log?.current],
    ['previous log', log?.previous],
    [`${endPath(view)}.message`, START_REASONS.has(ended.reason ?? '') ? undefined : ended.message],
  ] as const) {
    if (text === undefined || isMissingLog(text)) continue
    const verdict = readLog(text)
    if (verdict === undefined) continue
    const fault = LOGGED.get(verdict.cause)
    if (fault !== undefined) {
      const object = {
        kind: 'Pod',
        name: pod.metadata.name,
        ...(pod.metadata.namespace === undefined ? {} : { namespace: pod.metadata.namespace }),
      }
      return { fault, text: verdict.line, evidence: { object, path, value: verdict.line } }
    }
    return undefined
  }
  return undefined
}

/**
 * Exit codes of shells, `env` and the like for a command that they cannot run (POSIX, Shell Command Language, 2.8.2).
 */
const CODES: ReadonlyMap<number | undefined, StartFault> = new Map([
  [126, 'executable'],
  [127, 'command'],
])

/** The fault by the exit code, if neither the log nor the status mentions it. */
function fromCode(view: ContainerView, cluster: Cluster): Omit<StartFailure, 'since'> | undefined {
  const { pod, name, ended, running } = view
  const { exitCode, message } = ended ?? {}
  const fault = CODES.get(exitCode)
  if (ended === undefined || exitCode === undefined || fault === undefined) return undefined
  if (running && (!isLoop(view, ended, cluster) || isPast(view, ended, cluster))) return undefined
  const { current, previous } = cluster.log(pod.metadata.namespace, pod.metadata.name, name) ?? {}
  if (![current, previous, message].every(text => text === undefined || isMissingLog(text))) return undefined
  const mayBeLogged = ![current, previous].some(text => text !== undefined && isBlank(text))
  const evidence = [fieldEvidence(pod, `${endPath(view)}.exitCode`, exitCode)]
  return { fault, message: '', evidence, code: { exitCode, mayBeLogged } }
}

/**
 * Exit codes of a process that was asked to stop, as the kubelet does when a hook fails, and of one that was killed.
 */
const TOLD: ReadonlySet<number | undefined> = new Set([undefined, 0, 137, 143])

/**
 * The error of runc and containerd for a hook in a container whose process has exited (`cannot exec in a stopped
 * container`).
 */
const HAS_ENDED =
  /exec in a (?:stopped|paused) container|CONTAINER_EXITED state|container (?:is )?not running|no running task/i

/** True if the hook fails because the app has exited on its own, according to its log or the hook's error. */
function hasEndedItself(view: ContainerView, said: readonly Saying[], cluster: Cluster): boolean {
  if (TOLD.has(view.ended?.exitCode)) return false
  if (said.some(({ text }) => HAS_ENDED.test(text))) return true
  const { namespace, name } = view.pod.metadata
  const log = cluster.log(namespace, name, view.name)
  return [log?.current, log?.previous].some(text => text !== undefined && readLog(text)?.strength === 'strong')
}

/** `Error: ErrImagePull` and the like only repeat a reason, which may be another one. */
const REASON_ONLY = /^Error: \w{1,60}$/

function firstFailure({ events }: ContainerView): number | undefined {
  return earliest(
    events
      .filter(
        ({ reason, message }) =>
          reason === 'FailedPostStartHook' ||
          (reason === 'Failed' && message.startsWith('Error: ') && !REASON_ONLY.test(message)),
      )
      .map(({ first }) => first),
  )
}

/** Milliseconds that a hook may take before it is reported. */
const HOOK = 60_000

/**
 * A container that runs but is reported as being created: the kubelet waits for its postStart hook, and updates the
 * status when that ends (`kuberuntime_container.go`, `startContainer`).
 */
function hangingHook({ spec, waiting, events }: ContainerView): StartFailure | undefined {
  const last = events.at(-1)
  if (spec.lifecycle?.postStart === undefined || waiting?.reason !== 'ContainerCreating') return undefined
  if (last?.reason !== 'Started') return undefined
  const evidence = [eventEvidence(last)]
  return { fault: 'hook', message: last.message, evidence, since: last.last, usual: HOOK, isRunning: true }
}

function read(view: ContainerView, cluster: Cluster): StartFailure | undefined {
  if (view.running && view.status.ready === true) return undefined
  const hanging = hangingHook(view)
  if (hanging !== undefined) return hanging
  const since = firstFailure(view) ?? createdAt(view.pod)
  const said = [...rejection(view), ...sayings(view)]
  if (said.some(({ text }) => isOutOfMemoryAtStart(text))) return undefined
  for (const { text, evidence } of said) {
    const fault = classifyStart(text, view.waiting?.reason)
    if (fault === 'hook' && hasEndedItself(view, said, cluster)) return undefined
    if (fault !== undefined) return { fault, message: text, evidence: [evidence], since }
  }
  const logged = fromLog(view, cluster)
  if (logged !== undefined) {
    const code = fieldEvidence(view.pod, `${endPath(view)}.exitCode`, view.ended?.exitCode)
    return { fault: logged.fault, message: logged.text, evidence: [logged.evidence, code], since }
  }
  const coded = fromCode(view, cluster)
  if (coded !== undefined) return { ...coded, since }
  const [first] = said
  return first === undefined ? undefined : { fault: undefined, message: first.text, evidence: [first.evidence], since }
}

/** Evidence that the memory limit is too low even for a container's start, and since when. */
export interface OutOfMemoryAtStart {
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
}

/**
 * The container with the pod's lowest memory limit: the pod's own limit is the sum of them, and at least one is too
 * low.
 */
function hasTightestLimit(view: ContainerView, cluster: Cluster): boolean {
  const limitOf = ({ spec }: ContainerView) => parseQuantity(spec.resources?.limits?.['memory'])
  const own = limitOf(view)
  if (own === undefined) return false
  const others = containersOf(view.pod, cluster).filter(({ name, role }) => name !== view.name && role === view.role)
  return view.role === 'main' && others.every(other => (limitOf(other) ?? own) >= own)
}

/**
 * Set if the container, or its pod's sandbox, could not be created for lack of memory, and no container was killed for
 * it.
 */
export function outOfMemoryAtStartOf(view: ContainerView, cluster: Cluster): OutOfMemoryAtStart | undefined {
  if (view.running || view.ended !== undefined) return undefined
  const said = sayings(view).find(({ text }) => isOutOfMemoryAtStart(text))
  if (said !== undefined) return { evidence: [said.evidence], since: firstFailure(view) ?? createdAt(view.pod) }
  const sandbox = failingSandbox(view.pod, cluster)
  if (sandbox === undefined || !isOutOfMemoryAtStart(sandbox.event.message)) return undefined
  return hasTightestLimit(view, cluster)
    ? { evidence: [eventEvidence(sandbox.event)], since: sandbox.since }
    : undefined
}

/** Why a container could not be created or started; undefined if it could. */
export function startFailureOf(view: ContainerView, cluster: Cluster): StartFailure | undefined {
  return cluster.of(view, read)
}

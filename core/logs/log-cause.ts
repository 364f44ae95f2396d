import type { Budget } from '../patience.ts'
import type { ObjectRef } from '../report.ts'
import type { Cause } from '../rule.ts'
import { command as sh } from '../shell.ts'
import type { Step, Words } from '../words.ts'
import type { MountedFile } from '../workloads/mounted-file.ts'
import type { Setting } from '../workloads/settings.ts'
import { type ContainerList, containerPatch, isSettable } from '../workloads/template-patch.ts'
import type { LogState } from './log-state.ts'

/** An app's failure, for the words of its cause. Plain JSON. */
export interface ProgramFacts {
  readonly container: string
  readonly list: ContainerList
  readonly exitCode: number | undefined
  /** What the log names: `variable`, `file`, `host`, `port`, … */
  readonly named: Readonly<Record<string, string>>
  /** True if the log's form is generic. */
  readonly isVague: boolean
  /** True if the app is running: it waits unready, or is ready and fails at its job. */
  readonly isRunning: boolean
  /** The frequency of the failure in a ready app's log, in words: `18 times in the last 2m, last 4s ago`. */
  readonly often: string | undefined
  /** True if it exits with 0, as in the runs of a CronJob. */
  readonly isDone: boolean
  /** ` --previous` if the log to read is that of the previous run. */
  readonly logOption: string
  readonly isInit: boolean
  /** True if it has exited so often that it will continue to. */
  readonly isLoop: boolean
  readonly log: LogState
  /** From the container: `resources.limits.memory`, the image, its command line, the names of its variables. */
  readonly memoryLimit: string | undefined
  /** True if that limit is a LimitRange's default: the template sets none. */
  readonly isLimitDefault: boolean
  /** True if that is too low even for its start: no program of it was ever run. */
  readonly isAtStart: boolean
  /** True if the pod uses `hostNetwork`. */
  readonly isOnHost: boolean
  readonly image: string | undefined
  readonly command: readonly string[]
  readonly args: readonly string[]
  readonly variables: readonly string[]
  /**
   * A reference `$(NAME)` in its command, arguments or variables that the log shows unreplaced: the container has no
   * such variable.
   */
  readonly unexpanded: { readonly name: string; readonly isOfCommand: boolean } | undefined
  /** The file of a ConfigMap or Secret in the line. */
  readonly mounted: MountedFile | undefined
  /** The pod's service account. */
  readonly account: ObjectRef
  /**
   * The end of the path to what the log names: advice, the fields of the pod spec or the command that would fix it, and
   * a quota that blocks it.
   */
  readonly deadEnd:
    | {
        readonly text: string
        readonly advice: string | undefined
        readonly podSpec?: Readonly<Record<string, unknown>>
        readonly isOfDns?: true
        readonly command?: string
        readonly quota?: ObjectRef
      }
    | undefined
  /** The variable with the server that is unreachable. */
  readonly setting: Setting | undefined
  /** Kinds of policies that were not read and may drop its packets. */
  readonly suspectPolicies: readonly string[]
  readonly workload: { readonly kind: string; readonly name: string; readonly namespaceFlag: string }
  readonly pod: string
}

/**
 * One wording in which an app reports a failure. `pattern` is tried only on lines with one of `words` (lower-case
 * letters, digits and underscores, at least three), if there are any; its named groups become the facts; a digit at the
 * end of a name distinguishes alternatives. It must be linear: no nested repetitions, bounded gaps.
 */
export interface Wording {
  readonly id: string
  readonly words?: readonly string[]
  readonly pattern: RegExp
  /** A match of words that other failures share; without it the form is unambiguous. */
  readonly weak?: true
  /** A message of a waiting app: it shows a failure if it repeats up to the log's end. Weak otherwise. */
  readonly repeats?: true
  /** A server reports it to its clients and also logs it, without being in trouble itself. */
  readonly isToClients?: true
  /** It reports that a job of the app's own failed: in a running app's log, whatever else could be about a client. */
  readonly isOfOwnJob?: true
  /**
   * It may be about a client: in a running app's log it counts only if the app's own job fails, or the other end is
   * named.
   */
  readonly isOfAnyone?: true
  /** A line with this form that means something else. */
  readonly except?: RegExp
  /** One of the twelve lines above must match; its named groups are facts too. */
  readonly above?: RegExp
  /** Like `above`, for the lines below. */
  readonly below?: RegExp
}

/** How a cause is read from a log. */
export interface LogReading<Id extends string, Explaining extends string = string> {
  readonly id: Id
  /** Of two causes in one failure, the one with the lower number is more specific and explains the other. */
  readonly specificity: number
  /** True if an app may wait for it, unready or in an init container, until something is changed. */
  readonly mayWait: boolean
  /**
   * Its meaning in the log of a running app: the other end of a connection, its own doing, a setting that may be left
   * out on purpose, or only its start, so that it is no failure later.
   */
  readonly running: 'other-end' | 'own' | 'setting' | 'start'
  /** True if the app cannot reach the other end, so that the path to it may be the cause. */
  readonly isUnreached?: true
  /** True if a server logs it about its clients' mistakes. */
  readonly isOfClients?: true
  /** True if a restart changes nothing. */
  readonly isLasting?: true
  /** True if a programming error that follows at once is its consequence. */
  readonly leadsToMistakes?: true
  /** Causes that explain it if the same log shows them first: anywhere, or a few lines before. */
  readonly explainedBy?: { readonly anywhere?: readonly Explaining[]; readonly closeBy?: readonly Explaining[] }
  /** Wordings of only this cause; `signatures/` has those of runtimes and apps with several causes. */
  readonly wordings?: readonly Wording[]
}

/** The field of the container that has to change. */
export interface ContainerField {
  /** In the container: `resources.limits.memory`. */
  readonly path: string
  readonly value?: string | undefined
  readonly suggestion?: string | undefined
}

/** A cause that a log shows: how it is read, its catalogue entry, and its words. */
export interface LogCauseSpec<Id extends string, Explaining extends string = string>
  extends LogReading<Id, Explaining>,
    Omit<Cause<ProgramFacts>, 'id' | 'stage'> {
  /** Until the app has exited so often that it will continue to. */
  readonly patience: Budget
  readonly field?: (facts: ProgramFacts) => ContainerField | undefined
  /** What has to change, if not the workload. */
  readonly subject?: (facts: ProgramFacts) => ObjectRef
  /** Words the facts. Must not look anything up. */
  explain(facts: ProgramFacts): Words
}

/** A cause that a log shows, complete in one file of `causes/`. */
export function defineLogCause<const Id extends string, const Explaining extends string = never>(
  spec: LogCauseSpec<Id, Explaining>,
): LogCauseSpec<Id, Explaining> {
  return spec
}

/** `key app.yaml of ConfigMap web, which is mounted as /etc/app.yaml`. */
export function mountedAs({ kind, name, key, file }: MountedFile): string {
  return `key ${key} of ${kind} ${name}, which is mounted as ${file}`
}

/** The field of the variable with the server that is unreachable. */
export function settingField({ setting }: ProgramFacts): ContainerField | undefined {
  if (setting === undefined) return undefined
  const { variable, value, instead } = setting
  return { path: `env[name=${variable}].value`, value, suggestion: instead }
}

/** The step that corrects where the app connects to. */
export function correctSetting({ setting, workload, container, list }: ProgramFacts, text: string): Step {
  if (setting === undefined) return { kind: 'change', text }
  const { variable, instead } = setting
  if (instead === undefined) return { kind: 'change', text: `${text} It is set in variable ${variable}.` }
  const { kind, name, namespaceFlag } = workload
  return {
    kind: 'change',
    text: `${text.replace(/\.$/, '')}: set ${variable} to ${instead}.`,
    ...(isSettable(kind) && {
      command: sh`kubectl set env ${kind.toLowerCase()}/${name}${namespaceFlag} -c ${container} ${`${variable}=${instead}`}`,
    }),
    patch: containerPatch({ kind, list, container }, { env: [{ name: variable, value: instead }] }),
  }
}

/** The step that reads the log with the evidence. */
export function readLog({ container, pod, logOption, workload }: ProgramFacts): Step {
  return {
    kind: 'check',
    text: 'Read the whole log.',
    command: sh`kubectl logs ${pod} -c ${container}${logOption}${workload.namespaceFlag}`,
  }
}

/** `The app exits because …`; with numbers if it is ready and fails. */
export function consequence({ isRunning, isDone, often }: ProgramFacts, because: string): string {
  if (isDone) return `The app exits with 0, but fails because ${because}: ${often ?? 'each time'}.`
  if (often !== undefined) return `The app is running and ready, but keeps failing because ${because}: ${often}.`
  return `The app ${isRunning ? 'is waiting' : 'exits'} because ${because}.`
}

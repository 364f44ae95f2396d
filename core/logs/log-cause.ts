import type { Budget } from '../patience.ts'
import type { ObjectRef } from '../report.ts'
import type { Cause } from '../rule.ts'
import { command as sh } from '../shell.ts'
import type { Step, Words } from '../words.ts'
import type { MountedFile } from '../workloads/mounted-file.ts'
import type { Setting } from '../workloads/settings.ts'
import { type ContainerList, containerPatch, isSettable } from '../workloads/template-patch.ts'
import type { LogState } from './log-state.ts'

/** What the words of a program's failure need. Plain JSON. */
export interface ProgramFacts {
  readonly container: string
  readonly list: ContainerList
  readonly exitCode: number | undefined
  /** What the log names: `variable`, `file`, `host`, `port`, … */
  readonly named: Readonly<Record<string, string>>
  /** True where the log's form is generic. */
  readonly isVague: boolean
  /** True where the program runs on: it waits unready, or is ready and fails at its job. */
  readonly isRunning: boolean
  /** How often its log tells of it, in words, where the program is ready: `18 times in the last 2m, last 4s ago`. */
  readonly often: string | undefined
  /** True where it runs and ends with 0, as the runs of a CronJob do. */
  readonly isDone: boolean
  /** ` --previous` where the log to read is that of the life before. */
  readonly logOption: string
  readonly isInit: boolean
  /** True where it has ended so often that it will go on so. */
  readonly isLoop: boolean
  readonly log: LogState
  /** Of the container: `resources.limits.memory`, the image, what it is started with, the names of its variables. */
  readonly memoryLimit: string | undefined
  /** True where that limit is the default of a LimitRange: the template sets none. */
  readonly isLimitDefault: boolean
  /** True where that does not even hold its start: no program of it was ever run. */
  readonly isAtStart: boolean
  /** True if the pod uses `hostNetwork`. */
  readonly isOnHost: boolean
  readonly image: string | undefined
  readonly command: readonly string[]
  readonly args: readonly string[]
  readonly variables: readonly string[]
  /** A reference `$(NAME)` of its command, arguments or variables that the log shows as it stands: the container has no such variable. */
  readonly unexpanded: { readonly name: string; readonly isOfCommand: boolean } | undefined
  /** The file of a ConfigMap or Secret that the line names. */
  readonly mounted: MountedFile | undefined
  /** The pod's service account. */
  readonly account: ObjectRef
  /** Where the way to what the log names ends, what to write instead, the fields of the pod spec that would mend it, or the command, and the quota that is in its way. */
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
  /** Which variable names the server that is not reached. */
  readonly setting: Setting | undefined
  /** Kinds of policies that were not read and may drop what it sends. */
  readonly suspectPolicies: readonly string[]
  readonly workload: { readonly kind: string; readonly name: string; readonly namespaceFlag: string }
  readonly pod: string
}

/**
 * One wording by which a program says why it fails.
 * `pattern` is tried only on lines that hold one of `words` (lower-case, letters, digits and underscores, three or more), if there are any;
 * its named groups become the facts; a digit at the end of a name tells alternatives apart. It must be linear: no repetition inside a repetition, gaps bounded.
 */
export interface Wording {
  readonly id: string
  readonly words?: readonly string[]
  readonly pattern: RegExp
  /** A word match that other failures share; without it the form is unambiguous. */
  readonly weak?: true
  /** What a program says while it waits: it tells of a failure where it comes again and again, up to the log's end. Weak otherwise. */
  readonly repeats?: true
  /** A server tells it to its clients and prints it in its own log too, where it is no trouble of the server's own. */
  readonly isToClients?: true
  /** It says itself that a job of the program's own failed: in the log of one that runs, whatever else could be told of a caller. */
  readonly isOfOwnJob?: true
  /** Whoever calls this program may be meant: in the log of one that runs it counts where its own job fails, or the other end is named. */
  readonly isOfAnyone?: true
  /** The line is of this form but tells of something else. */
  readonly except?: RegExp
  /** One of the twelve lines above must match; its named groups are facts too. */
  readonly above?: RegExp
  /** As `above`, for the lines below. */
  readonly below?: RegExp
}

/** How a cause that a log shows is read from it. */
export interface LogReading<Id extends string, Explaining extends string = string> {
  readonly id: Id
  /** Of two causes that one failure names, that with the lower number says more and explains the other. */
  readonly specificity: number
  /** True where a program may wait for it, unready or in an init container, until somebody changes something. */
  readonly mayWait: boolean
  /**
   * What it is about in the log of a program that runs on: the other end of a connection, its own doing, a setting that may be
   * left out on purpose, or its start only, so that it tells of no failure later.
   */
  readonly running: 'other-end' | 'own' | 'setting' | 'start'
  /** True where the program cannot reach the other end, so that the way there may be the cause. */
  readonly isUnreached?: true
  /** True where a server prints it of what its clients do wrong. */
  readonly isOfClients?: true
  /** True where starting the program again changes nothing. */
  readonly isLasting?: true
  /** True where a mistake in the program that follows at once is its consequence. */
  readonly leadsToMistakes?: true
  /** Causes that explain it where the same log names them before: anywhere, or a few lines before. */
  readonly explainedBy?: { readonly anywhere?: readonly Explaining[]; readonly closeBy?: readonly Explaining[] }
  /** Those that are this cause's alone; `signatures/` holds the wordings of runtimes and programs that know several causes. */
  readonly wordings?: readonly Wording[]
}

/** The field of the container that has to change. */
export interface ContainerField {
  /** Inside the container: `resources.limits.memory`. */
  readonly path: string
  readonly value?: string | undefined
  readonly suggestion?: string | undefined
}

/** A cause that a log shows: how it is read, what the catalogue says of it, and its words. */
export interface LogCauseSpec<Id extends string, Explaining extends string = string>
  extends LogReading<Id, Explaining>,
    Omit<Cause<ProgramFacts>, 'id' | 'stage'> {
  /** While the program has not ended so often that it will go on so. */
  readonly patience: Budget
  readonly field?: (facts: ProgramFacts) => ContainerField | undefined
  /** What has to change where that is not the workload. */
  readonly subject?: (facts: ProgramFacts) => ObjectRef
  /** Words the facts. Must not look for more. */
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

/** The field of the variable that names the server that is not reached. */
export function settingField({ setting }: ProgramFacts): ContainerField | undefined {
  if (setting === undefined) return undefined
  const { variable, value, instead } = setting
  return { path: `env[name=${variable}].value`, value, suggestion: instead }
}

/** The step that corrects where the program connects to. */
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

/** The step that reads the log on which the cause rests. */
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

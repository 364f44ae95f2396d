import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit, Words } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import { PROGRAM_CAUSES } from '../../logs/causes/index.ts'
import { MAX_CHARACTERS } from '../../logs/lines.ts'
import { type ContainerField, type LogCauseSpec, type ProgramFacts, readLog } from '../../logs/log-cause.ts'
import type { LogState } from '../../logs/read-log.ts'
import { type ProgramLogCause, readingOf } from '../../logs/signature.ts'
import { BUDGETS, type Budget, type Patience } from '../../patience.ts'
import { HIDDEN } from '../../redact/spans.ts'
import { refTo } from '../../ref.ts'
import type { Member } from '../../rule.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import type { ContainerView } from '../../workloads/containers.ts'
import { containersOf, listOf } from '../../workloads/containers.ts'
import type { CrashCause } from '../../workloads/crashes/crash.ts'
import { type Failing, failingsOf } from '../../workloads/crashes/failing.ts'
import {
  configuredServers,
  deadEndOf,
  fullServers,
  reachedFrom,
  suspectPolicies,
} from '../../workloads/crashes/reach.ts'
import { howOften } from '../../workloads/how-often.ts'
import { mountedFileIn } from '../../workloads/mounted-file.ts'
import { PATH_KINDS } from '../../workloads/network/path.ts'
import { settingOf } from '../../workloads/settings.ts'
import { containerPatch, doubled, isSettable, remake } from '../../workloads/template-patch.ts'
import { containerPath, workloadOf } from '../../workloads/workloads.ts'

const SPECS: Readonly<Record<string, LogCauseSpec<string>>> = PROGRAM_CAUSES

/** Lines around the telling one in which an app names the file that it read. */
const AROUND = 3

/** The mounted file of a ConfigMap or Secret named in the telling line, or in the lines around it. */
function mountedFileOf(pod: Kube<'Pod'>, { name, spec }: ContainerView, cluster: Cluster, line = '') {
  // The log has the line unredacted: the longest unredacted part of the line identifies the log.
  const [shown = ''] = line.split(HIDDEN).toSorted((a, b) => b.length - a.length)
  const { current = '', previous = '' } = cluster.log(pod.metadata.namespace, pod.metadata.name, name) ?? {}
  const ends = [current, previous].map(text => text.slice(-MAX_CHARACTERS))
  const log = ends.find(text => text.includes(shown)) ?? ''
  const at = log.indexOf(shown)
  const before = log
    .slice(0, at)
    .split('\n')
    .slice(-AROUND - 1)
  const after = log.slice(at).split('\n', AROUND + 1)
  return mountedFileIn([line, ...before, ...after].join('\n'), spec, pod)
}

/** A container and its last words, for the words of the cause. */
function factsOf(pod: Kube<'Pod'>, view: ContainerView, failing: Failing, cluster: Cluster): ProgramFacts {
  const { crash, waiting, lasting } = failing
  const verdict = crash?.verdict ?? waiting?.verdict ?? lasting
  const workload = workloadOf(pod, cluster)
  const { namespace, name } = pod.metadata
  const { spec } = view
  const limit = spec.resources?.limits?.['memory']
  const named = verdict?.facts ?? {}
  const isUnreached = readingOf(failing.cause)?.isUnreached === true
  const deadEnd = isUnreached ? deadEndOf(pod, view.name, named, cluster) : undefined
  return {
    container: view.name,
    list: listOf(view),
    exitCode: crash?.exitCode,
    named,
    isVague: verdict?.strength === 'weak',
    isRunning: crash === undefined,
    isDone: lasting?.isOfRuns === true,
    often: lasting === undefined ? undefined : howOften(lasting, cluster.now),
    logOption: (crash !== undefined && view.running) || waiting?.isPrevious === true ? ' --previous' : '',
    isInit: view.role === 'init',
    isLoop: crash?.isLoop === true,
    log: crash?.log ?? 'read',
    memoryLimit: limit === undefined ? undefined : String(limit),
    isLimitDefault: isDefaulted(pod, view.name),
    isAtStart: failing.isAtStart === true,
    isOnHost: pod.spec?.hostNetwork === true,
    image: spec.image,
    command: spec.command ?? [],
    args: spec.args ?? [],
    mounted: mountedFileOf(pod, view, cluster, verdict?.line),
    variables: (spec.env ?? []).flatMap(variable => variable.name ?? []),
    unexpanded: unexpandedIn(verdict?.line ?? '', spec),
    account: refTo('ServiceAccount', namespace, pod.spec?.serviceAccountName ?? 'default'),
    deadEnd,
    setting:
      deadEnd?.server === undefined || deadEnd.command !== undefined ? undefined : settingOf(spec, deadEnd.server),
    suspectPolicies: isUnreached ? suspectPolicies(pod, view.name, named, cluster) : [],
    workload: { kind: workload.kind, name: workload.name, namespaceFlag: namespaceFlag(namespace) },
    pod: name,
  }
}

/**
 * The variable in a reference that the kubelet did not replace, because the container does not define it
 * (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/).
 */
function unexpandedIn(
  line: string,
  { command = [], args = [], env = [], envFrom = [] }: ContainerView['spec'],
): ProgramFacts['unexpanded'] {
  const [reference, name] = /\$\(([A-Za-z_]\w{0,100})\)/.exec(line) ?? []
  if (
    reference === undefined ||
    name === undefined ||
    envFrom.length > 0 ||
    env.some(variable => variable.name === name)
  )
    return undefined
  if ([...command, ...args].some(text => text.includes(reference))) return { name, isOfCommand: true }
  return env.some(({ value }) => value?.includes(reference)) ? { name, isOfCommand: false } : undefined
}

/**
 * True if LimitRanger noted that it set the memory limit: `cpu, memory limit for container web`
 * (`plugin/pkg/admission/limitranger`).
 */
function isDefaulted({ metadata }: Kube<'Pod'>, container: string): boolean {
  const said = metadata.annotations?.['kubernetes.io/limit-ranger']?.replace(/^[^:]{0,60}: /, '') ?? ''
  return said.split('; ').some(part => {
    const [what = '', name] = part.split(/ limit for (?:init )?container /)
    return name === container && what.split(', ').includes('memory')
  })
}

/** Waiting for an app that has exited repeatedly is pointless. */
function patienceOf(budget: Budget): Patience<ProgramFacts> {
  const { seconds, why } = BUDGETS[budget]
  return {
    why: `${seconds}s, or until it has exited three times: ${why}`,
    seconds: ({ isLoop, isVague }) => {
      if (isLoop) return 0
      return isVague ? Math.max(seconds, BUDGETS.soon.seconds) : seconds
    },
  }
}

type Members = { readonly [Id in ProgramLogCause]: Member<ProgramFacts> }

/** Adds the step for a reference that was not replaced. */
function expanding(explain: (facts: ProgramFacts) => Words) {
  return (facts: ProgramFacts): Words => {
    const words = explain(facts)
    const { unexpanded, workload, container } = facts
    if (unexpanded === undefined) return words
    const { name, isOfCommand } = unexpanded
    const step: Step = {
      kind: 'change',
      text: `Define ${name} in the container’s env${isOfCommand ? '' : ', before the variable that refers to it'}, or correct the reference: $(${name}) was not replaced, because the container has no such variable.`,
      // The command appends the variable, where no other can refer to it.
      ...(isOfCommand &&
        isSettable(workload.kind) && {
          command: `${sh`kubectl set env ${workload.kind.toLowerCase()}/${workload.name}${workload.namespaceFlag} -c ${container} ${name}=`}<value>`,
          changesWorkload: true,
        }),
    }
    return { ...words, fix: [step, ...words.fix] }
  }
}

function withLoops(specs: { readonly [Id in ProgramLogCause]: LogCauseSpec<Id> }): Members {
  const members = Object.entries(specs).map(([id, spec]) => [
    id,
    { ...spec, patience: patienceOf(spec.patience), explain: expanding(facts => spec.explain(facts)) },
  ])
  return Object.fromEntries(members) as Members
}

/** Fields of the causes that do not come from a log. */
const FIELDS: Readonly<Record<string, (facts: ProgramFacts) => ContainerField>> = {
  'out-of-memory-killed': ({ memoryLimit }) => ({ path: 'resources.limits.memory', value: memoryLimit }),
  'exits-immediately': () => ({ path: 'command' }),
}

function hitOf(
  pod: Kube<'Pod'>,
  failing: Failing,
  cluster: Cluster,
): Hit<ProgramFacts> & { readonly cause: CrashCause } {
  const { view, cause, crash, said, since, usual, healing, degrades } = failing
  const facts = factsOf(pod, view, failing, cluster)
  const workload = workloadOf(pod, cluster)
  const spec = SPECS[cause]
  const field = (spec?.field ?? FIELDS[cause])?.(facts)
  const path = containerPath(workload, view.name, view.role !== 'main')
  const isTold = cause === 'application-error' ? facts.log !== 'unread' : !facts.isVague
  const account = spec?.subject === undefined ? [] : [fieldEvidence(pod, 'spec.serviceAccountName', facts.account.name)]
  const reached =
    readingOf(cause)?.isUnreached === true || facts.named['mesh'] !== undefined
      ? [
          ...reachedFrom(pod, view.name, facts.named, cluster),
          ...(facts.named['full'] === undefined ? [] : fullServers(pod, cluster)),
        ]
      : failing.lasting?.form === 'requests'
        ? configuredServers(pod, view.name, cluster)
        : []
  return {
    cause,
    facts,
    subject: spec?.subject?.(facts) ?? { ...workload, container: view.name },
    container: view.name,
    evidence: [...said, ...account],
    since,
    usual,
    healing,
    degrades,
    confidence: facts.isAtStart || (crash !== undefined && isTold) ? 'certain' : 'likely',
    because: reached,
    ...(field !== undefined && {
      field: {
        object: workload,
        path: `${path}.${field.path}`,
        ...(field.value === undefined ? {} : { value: field.value }),
        ...(field.suggestion === undefined ? {} : { suggestion: field.suggestion }),
      },
    }),
  }
}

/** The meaning of an exit code. */
interface ExitMeaning {
  readonly name: string
  readonly why: string
  readonly step: (facts: ProgramFacts) => Step
}

function advice(kind: Step['kind'], text: string): () => Step {
  return () => ({ kind, text })
}

const NATIVE = advice(
  'change',
  'Go back to an image or library version that worked, or analyze a core dump: native code failed, which the app’s log does not show.',
)
const STOPPED =
  'Something told it to stop: the kubelet, which also restarts containers whose probes fail, or a process in the container, such as a supervisor or timeout.'

function sender({ pod, workload }: ProgramFacts): Step {
  return {
    kind: 'check',
    text: 'Find out who sent the signal: the pod’s events show what the kubelet killed and why; if they show nothing, it was a process in the container, or the kernel (see dmesg on the node).',
    command: sh`kubectl describe pod ${pod}${workload.namespaceFlag}`,
  }
}

function meaning(name: string, why: string, step: ExitMeaning['step']): ExitMeaning {
  return { name, why, step }
}

/**
 * Exit codes that logs seldom explain. Shells and container runtimes report 128 plus the number of the signal
 * (`signal(7)`); 126 and 127 come from shells (POSIX, Shell Command Language, 2.8.2).
 */
const EXIT_CODES: Readonly<Record<number, ExitMeaning>> = {
  126: meaning(
    'command cannot be executed',
    'A shell found a command but could not execute it.',
    advice(
      'change',
      'Make the file executable, and check that its interpreter is in the image and its architecture is the node’s.',
    ),
  ),
  127: meaning(
    'command not found',
    'A shell could not find a command.',
    advice('change', 'Install the command in the image, or correct its path and PATH.'),
  ),
  129: meaning('SIGHUP', STOPPED, sender),
  130: meaning('SIGINT', STOPPED, sender),
  131: meaning('SIGQUIT', STOPPED, sender),
  132: meaning(
    'SIGILL',
    'It used an instruction that the node’s CPU does not support.',
    advice('change', 'Build the image for the nodes’ CPUs, or schedule the pod on nodes with a suitable CPU.'),
  ),
  133: meaning('SIGTRAP', 'It stopped itself at a failed check, as Chromium, .NET and Swift do.', NATIVE),
  134: meaning(
    'SIGABRT',
    'It aborted: the app or its runtime hit something it cannot recover from, such as a failed assertion, an uncaught exception or a full heap.',
    advice('change', 'Fix the error that it prints before it aborts; if the heap is full, raise the heap limit.'),
  ),
  135: meaning(
    'SIGBUS',
    'It accessed memory that the kernel could not provide: /dev/shm or the disk of a memory-mapped file is full, that file was truncated, or the node has no huge pages left.',
    advice(
      'change',
      'If the app uses shared memory, mount an emptyDir with medium Memory at /dev/shm, which holds only 64 MiB by default. If it uses huge pages, request them or turn them off.',
    ),
  ),
  136: meaning('SIGFPE', 'It divided by zero, or an integer overflowed, in native code.', NATIVE),
  137: meaning(
    'SIGKILL',
    'No program can catch this signal. It came from the kubelet when the grace period expired, from a process in the container, or from the kernel, when a child process exceeded the memory limit or the node ran out of memory.',
    sender,
  ),
  139: meaning('SIGSEGV', 'It accessed invalid memory: native code failed.', NATIVE),
  141: meaning(
    'SIGPIPE',
    'It wrote to a pipe or a connection whose other end was closed.',
    advice('change', 'Make the app ignore SIGPIPE and handle the failed write, or keep the reader alive.'),
  ),
  143: meaning('SIGTERM', STOPPED, sender),
  152: meaning(
    'SIGXCPU',
    'It exceeded its CPU time limit (ulimit -t).',
    advice('change', 'Raise or remove that limit.'),
  ),
  153: meaning(
    'SIGXFSZ',
    'It exceeded its file size limit (ulimit -f).',
    advice('change', 'Raise or remove that limit.'),
  ),
  159: meaning(
    'SIGSYS',
    'It made a system call that its seccomp profile forbids.',
    advice(
      'change',
      'Update the app or its libraries to avoid the call, or give the container a seccomp profile that allows it.',
    ),
  ),
  // Windows (`ntstatus.h`; the last one from the .NET runtime). The API shows the 32 bits as a signed number, which
  // `>>> 0` reverts.
  [0xc0000005]: meaning('access violation', 'It accessed invalid memory: native code failed.', NATIVE),
  [0xc0000135]: meaning(
    'a DLL was not found',
    'Windows did not find a DLL that the program needs.',
    advice(
      'change',
      'Install what provides the DLL in the image, often the Visual C++ or .NET runtime; nanoserver lacks many DLLs.',
    ),
  ),
  [0xc0000142]: meaning(
    'a DLL failed to initialize',
    'A DLL that the program needs could not be initialized.',
    advice('change', 'Use a base image that has what the DLL needs, such as servercore instead of nanoserver.'),
  ),
  [0xc000007b]: meaning(
    'invalid image format',
    'The program or one of its DLLs is built for another architecture.',
    advice('change', 'Build the program and its DLLs for one architecture, that of the node.'),
  ),
  [0xe0434352]: meaning(
    'unhandled .NET exception',
    'The app threw an exception that it does not handle.',
    advice('change', 'Fix the cause of the exception, which the app prints to stderr.'),
  ),
}

/** What the log adds to an exit without a known cause. */
const OF_LOG: Readonly<Record<LogState, string>> = {
  read: '',
  empty: '; its log is empty',
  unread: '; its log could not be read and may show the cause',
}
const SILENT: Step = {
  kind: 'change',
  text: 'Make the app log to stdout and stderr, at a level that shows why it exits.',
}

/** A limit too low for any container was probably meant in Mi: `128`, `100m`. */
function meant(limit: string): string {
  const number = /^(\d{2,4})m?$/.exec(limit)?.[1]
  return number === undefined ? '64Mi' : `${number}Mi`
}

/** A JVM's maximum heap (-Xmx), in MiB; undefined if its command line does not set it. */
function heapOf({ command, args }: ProgramFacts): number | undefined {
  const [, number, unit = ''] = /(?:^|\s)-Xmx(\d{1,9})([kmg]?)\b/i.exec([...command, ...args].join(' ')) ?? []
  const mebibytes = { k: 1 / 1024, m: 1, g: 1024 }[unit.toLowerCase()] ?? 1 / 1024 ** 2
  return number === undefined ? undefined : Number(number) * mebibytes
}

/** A JVM needs about half its heap again for metaspace, threads and buffers. */
const BESIDE_HEAP = 1.5

/** A memory limit with room for a JVM's heap; undefined if the current one has it. */
function limitFor(heap: number | undefined, limit: string): string | undefined {
  const needed = heap === undefined ? undefined : Math.ceil((heap * BESIDE_HEAP) / 64) * 64
  if (needed === undefined || (parseQuantity(limit) ?? 0n) >= BigInt(needed) * 1000n * 1024n ** 2n) return undefined
  return `${needed}Mi`
}

/** Apps that exit, wait in vain, or are ready but fail at their job, by their logs and exits. */
export default defineFamily<'Pod', Record<CrashCause, ProgramFacts>>({
  family: 'program',
  stage: 'crash',
  on: ['Pod'],
  reads: [...PATH_KINDS, 'Job'],

  detect: (pod, cluster) =>
    containersOf(pod, cluster).flatMap(view => failingsOf(view, cluster).map(failing => hitOf(pod, failing, cluster))),

  causes: {
    ...withLoops(PROGRAM_CAUSES),

    'out-of-memory-killed': {
      owner: 'app',
      patience: patienceOf('soon'),
      text: {
        summary: 'The container exceeds its memory limit',
        shows:
          'The container is terminated again and again with reason OOMKilled and exit code 137; with a very low limit it cannot even be created: `container init was OOM-killed`, `memory limit … too low`.',
        happens:
          'The limit is below what the app needs at startup or under load, the runtime sizes its heap by the node instead of the limit, or the app leaks memory.',
        fix: 'Raise `resources.limits.memory`, or make the runtime respect it (`-XX:MaxRAMPercentage`, `--max-old-space-size`, `GOMEMLIMIT`).',
        docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/'],
      },

      explain(facts) {
        const { container, list, memoryLimit, isLimitDefault, workload, often, isAtStart } = facts
        const heap = isAtStart ? undefined : heapOf(facts)
        const forHeap = memoryLimit === undefined ? undefined : limitFor(heap, memoryLimit)
        const limit = memoryLimit === undefined ? 'the node’s memory' : `its memory limit of ${memoryLimit}`
        const raised =
          memoryLimit === undefined ? undefined : isAtStart ? meant(memoryLimit) : (forHeap ?? doubled(memoryLimit))
        return {
          title: isAtStart
            ? `container ${container} cannot start within ${limit}`
            : often === undefined
              ? `container ${container} exceeds ${limit}`
              : `processes of container ${container} exceed ${limit}`,
          why: `${
            isAtStart
              ? 'The runtime needs more than that to start a container, before its program runs.'
              : often === undefined
                ? 'The kernel OOM-kills the process each time it exceeds the limit.'
                : `The kernel kills them and the app starts new ones: ${often}.`
          }${isLimitDefault ? ' The limit is the default of a LimitRange in the namespace: the template sets none.' : ''}`,
          fix: [
            ...(raised === undefined
              ? []
              : [
                  {
                    kind: 'change' as const,
                    text: `Raise the limit to what the app needs, for example ${raised}${forHeap === undefined ? '' : `: -Xmx alone allows a heap of ${Math.round(heap ?? 0)}Mi`}.`,
                    ...(isSettable(workload.kind) && {
                      command: sh`kubectl set resources ${workload.kind.toLowerCase()}/${workload.name} -c ${container} --limits=memory=${raised}${workload.namespaceFlag}`,
                    }),
                    patch: containerPatch(
                      { kind: workload.kind, list, container },
                      { resources: { limits: { memory: raised } } },
                    ),
                  },
                  ...remake(workload.kind),
                ]),
            ...(isAtStart
              ? []
              : [
                  {
                    kind: 'change' as const,
                    text: `${raised === undefined ? 'Make' : 'Or make'} the app use less: let its runtime size the heap by the container's limit.`,
                  },
                ]),
          ],
        }
      },
    },

    'exits-immediately': {
      owner: 'app',
      patience: patienceOf('soon'),
      text: {
        summary: 'The process of a long-running workload exits with code 0',
        shows: 'The container is in CrashLoopBackOff or Completed, although its last exit code is 0.',
        happens:
          'The command is a one-off task, a shell without input, or a server that daemonizes; or `command` or `args` is missing from the manifest. One-off tasks belong in a Job.',
        fix: 'Run the process in the foreground, or run it as a Job or CronJob.',
        docs: ['https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy'],
      },

      explain({ container, workload }) {
        return {
          title: `the process of container ${container} exits with code 0`,
          why: `${workload.kind} ${workload.name} expects it to keep running, so the kubelet keeps restarting it.`,
          fix: [
            {
              kind: 'change',
              text: 'Run the process in the foreground, so that the container lives as long as the process does.',
            },
            { kind: 'change', text: 'If it is meant to finish, run it as a Job or CronJob.' },
          ],
        }
      },
    },

    'application-error': {
      owner: 'app',
      patience: patienceOf('stuck'),
      isFallback: true,
      text: {
        summary: 'The process exits non-zero, and the log shows none of the other causes',
        shows: 'The container is in CrashLoopBackOff or Error with an exit code other than 0.',
        happens:
          'The app or its input has an error. Exit codes above 128 are 128 plus a signal, which something else may have sent: 134 SIGABRT, 137 SIGKILL, 139 SIGSEGV, 143 SIGTERM.',
        fix: 'Read the log of the terminated container and fix the app or its input.',
        docs: ['https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/'],
      },

      explain(facts) {
        const { container, exitCode, isInit, log, often } = facts
        if (often !== undefined) {
          return {
            title: `the app in container ${container} keeps failing with the same error`,
            why: `It is running and ready, but its log repeats the same error: ${often}.`,
            fix: [readLog(facts), { kind: 'change', text: 'Fix the app or its config; the error is in the evidence.' }],
          }
        }
        const known = EXIT_CODES[Number(exitCode) >>> 0]
        const isSilent = log === 'empty'
        return {
          title: `${isInit ? 'init container' : 'container'} ${container} exits with code ${exitCode ?? 'unknown'}${known === undefined ? '' : ` (${known.name})`}`,
          why: `${known?.why.slice(0, -1) ?? 'The app exits with an error of its own'}${OF_LOG[log]}.`,
          fix: [
            ...(known === undefined ? [] : [known.step(facts)]),
            ...(isSilent ? [] : [readLog(facts)]),
            ...(isSilent && known === undefined ? [SILENT] : []),
            ...(known === undefined
              ? [
                  {
                    kind: 'change' as const,
                    text: `Fix the app or its config${isSilent ? '' : '; see the last log lines'}.`,
                  },
                ]
              : []),
          ],
        }
      },
    },
  },
})

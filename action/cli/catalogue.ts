import { CAUSES, type Cause, STAGES, type Stage } from '../../core/index.ts'
import { nearest } from '../../core/nearest.ts'
import { patienceText } from '../../core/patience.ts'
import { wrap } from '../../core/render/wrap.ts'
import { UsageError } from './exit-code.ts'

/** Every cause with one line, by stage. */
export function listCauses(): string {
  const width = Math.max(...CAUSES.map(({ id }) => id.length))
  return STAGES.map(stage => {
    const rules = CAUSES.filter(rule => rule.stage === stage)
    return `${stage}\n${rules.map(cause => `  ${line(cause, width)}\n`).join('')}`
  }).join('\n')
}

/** The catalogue for programs: the fields of `GET /v1/causes`. */
export function causesJson(): string {
  const causes = CAUSES.map(({ id, stage, owner, patience, text }) => ({
    id,
    stage,
    owner,
    patience: patienceText(patience),
    summary: text.summary,
  }))
  return `${JSON.stringify({ causes }, null, 2)}\n`
}

function line({ id, text }: Cause, width: number): string {
  return `${id.padEnd(width)}  ${text.summary}`
}

interface State {
  readonly means: string
  /** In which what is behind it goes wrong, likeliest first. */
  readonly stages: readonly Stage[]
  /** True where nothing is behind it but the causes that say of themselves that they show so. */
  readonly isTelling?: true
}

/** What kubectl prints of a pod or an object. */
const STATES: Readonly<Record<string, State>> = {
  Pending: { means: 'The pod exists and no node runs it yet.', stages: ['scheduling', 'storage'] },
  ContainerCreating: {
    means: 'The pod has a node, which prepares its volumes, network and containers.',
    stages: ['storage', 'container-start', 'network', 'image'],
  },
  CreateContainerConfigError: {
    means: 'The container refers to something that is not there.',
    stages: ['container-start'],
    isTelling: true,
  },
  CreateContainerError: { means: 'The runtime cannot create the container.', stages: ['container-start'] },
  RunContainerError: { means: 'The runtime cannot start the container.', stages: ['container-start'] },
  ErrImagePull: { means: 'The image could not be pulled.', stages: ['image'] },
  ImagePullBackOff: {
    means: 'The image could not be pulled, and the kubelet waits before it tries again.',
    stages: ['image'],
  },
  InvalidImageName: { means: 'The image reference cannot be parsed.', stages: ['image'], isTelling: true },
  ErrImageNeverPull: {
    means: 'imagePullPolicy is Never and the image is not on the node.',
    stages: ['image'],
    isTelling: true,
  },
  CrashLoopBackOff: {
    means: 'The container ends again and again, and the kubelet waits before it starts it once more.',
    stages: ['crash', 'container-start', 'readiness'],
  },
  Error: { means: 'The container has ended with an exit code other than 0.', stages: ['crash', 'container-start'] },
  Completed: { means: 'The container has ended with exit code 0.', stages: ['crash'], isTelling: true },
  OOMKilled: {
    means: 'The kernel has killed a process for using more than the memory limit.',
    stages: ['crash', 'node'],
    isTelling: true,
  },
  Evicted: { means: 'The kubelet has put the pod off its node.', stages: ['node'], isTelling: true },
  Terminating: { means: 'The object is being deleted and something keeps it.', stages: ['node'], isTelling: true },
  Unknown: { means: 'The node of the pod has stopped reporting.', stages: ['node'] },
  NotReady: {
    means: 'The container runs and does not pass its readiness probe, or the node does not report.',
    stages: ['readiness', 'node', 'network'],
  },
  Unhealthy: { means: 'A probe fails.', stages: ['readiness', 'crash'] },
  SchedulingGated: { means: 'A scheduling gate has not been removed.', stages: ['scheduling'], isTelling: true },
  FailedScheduling: { means: 'No node takes the pod.', stages: ['scheduling', 'storage'] },
  FailedCreate: { means: 'The API server refuses the pods.', stages: ['admission'] },
  FailedMount: { means: 'A volume cannot be mounted.', stages: ['storage', 'container-start'] },
  FailedAttachVolume: { means: 'A volume cannot be attached to the node.', stages: ['storage'] },
  FailedCreatePodSandBox: {
    means: 'The pod has no network or sandbox.',
    stages: ['network', 'container-start', 'image'],
  },
  ProgressDeadlineExceeded: {
    means:
      'The Deployment has made no progress within its deadline; the cause is with its pods, or keeps it from having any.',
    stages: ['admission', 'scheduling', 'image', 'container-start', 'crash', 'readiness', 'rollout'],
  },
}

/** What a cause means, or which causes can be behind a word of kubectl's. Throws a UsageError for any other word. */
export function explain(word: string): string {
  const cause = CAUSES.find(({ id }) => id === word)
  if (cause !== undefined) return explainCause(cause)
  const wanted = word.toLowerCase().replace(/^init:/, '')
  const state = Object.keys(STATES).find(each => each.toLowerCase() === wanted)
  if (state !== undefined) return explainState(state)
  const near = nearest(word, [...CAUSES.map(({ id }) => id), ...Object.keys(STATES)])
  throw new UsageError(
    `${word} is not a cause or a state.`,
    near === undefined ? 'See kubewhy causes.' : `Did you mean ${near}? See kubewhy causes.`,
  )
}

function explainState(state: string): string {
  const { means, stages, isTelling = false } = STATES[state] ?? { means: '', stages: [] }
  const word = new RegExp(`\\b${state}\\b`)
  const named = CAUSES.filter(({ text }) => word.test(text.shows))
  const inOrder = [...stages, ...STAGES.filter(stage => !stages.includes(stage))]
  const of = (causes: readonly Cause[], some: readonly Stage[]) =>
    some.flatMap(stage => causes.filter(cause => cause.stage === stage))
  const others = isTelling ? [] : CAUSES.filter(cause => !named.includes(cause))
  const behind = [...of(named, inOrder), ...of(others, stages)]
  const width = Math.max(...behind.map(({ id }) => id.length))
  const rows = behind.map(cause => `  ${line(cause, width)}\n`).join('')
  return `${state}: ${means}\n\nIt is a symptom. What can be behind it:\n${rows}\nkubewhy diagnose says which; kubewhy explain CAUSE says more of one.\n`
}

function explainCause({ id, text, owner, patience }: Cause): string {
  const { summary, shows, happens, fix, docs } = text
  const part = (title: string, words: string) =>
    `${title}\n${wrap(words, 78)
      .map(each => `  ${each}\n`)
      .join('')}`
  return [
    `${id}: ${summary}.\n`,
    part('How it shows', shows),
    part('Why it happens', happens),
    part('How to fix it', fix),
    `Who can fix it\n  ${owner}\n`,
    part('How long it may last', `${patienceText(patience)}.`),
    `Documentation\n${docs.map(page => `  ${page}\n`).join('')}`,
  ].join('\n')
}

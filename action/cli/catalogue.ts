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
  /** The stages of possible causes, likeliest first. */
  readonly stages: readonly Stage[]
  /** True if only causes whose `shows` mentions the state are possible. */
  readonly isTelling?: true
}

/** States of a pod or an object as printed by kubectl. */
const STATES: Readonly<Record<string, State>> = {
  Pending: { means: 'The pod exists, but no node runs it yet.', stages: ['scheduling', 'storage'] },
  ContainerCreating: {
    means: 'The pod’s node is preparing its volumes, network and containers.',
    stages: ['storage', 'container-start', 'network', 'image'],
  },
  CreateContainerConfigError: {
    means: 'The container references something that does not exist.',
    stages: ['container-start'],
    isTelling: true,
  },
  CreateContainerError: { means: 'The runtime cannot create the container.', stages: ['container-start'] },
  RunContainerError: { means: 'The runtime cannot start the container.', stages: ['container-start'] },
  ErrImagePull: { means: 'The image could not be pulled.', stages: ['image'] },
  ImagePullBackOff: {
    means: 'The image could not be pulled, and the kubelet waits before retrying.',
    stages: ['image'],
  },
  InvalidImageName: { means: 'The image reference cannot be parsed.', stages: ['image'], isTelling: true },
  ErrImageNeverPull: {
    means: 'imagePullPolicy is Never and the image is not on the node.',
    stages: ['image'],
    isTelling: true,
  },
  CrashLoopBackOff: {
    means: 'The container keeps exiting, and the kubelet waits before restarting it.',
    stages: ['crash', 'container-start', 'readiness'],
  },
  Error: { means: 'The container exited with a code other than 0.', stages: ['crash', 'container-start'] },
  Completed: { means: 'The container exited with code 0.', stages: ['crash'], isTelling: true },
  OOMKilled: {
    means: 'The kernel killed a process that exceeded the memory limit.',
    stages: ['crash', 'node'],
    isTelling: true,
  },
  Evicted: { means: 'The kubelet evicted the pod from its node.', stages: ['node'], isTelling: true },
  Terminating: {
    means: 'The object is being deleted, and something blocks its deletion.',
    stages: ['node'],
    isTelling: true,
  },
  Unknown: { means: 'The pod’s node has stopped reporting.', stages: ['node'] },
  NotReady: {
    means: 'The container is running but fails its readiness probe, or the node has stopped reporting.',
    stages: ['readiness', 'node', 'network'],
  },
  Unhealthy: { means: 'A probe fails.', stages: ['readiness', 'crash'] },
  SchedulingGated: { means: 'A scheduling gate has not been removed.', stages: ['scheduling'], isTelling: true },
  FailedScheduling: { means: 'No node fits the pod.', stages: ['scheduling', 'storage'] },
  FailedCreate: { means: 'The API server rejects the pods.', stages: ['admission'] },
  FailedMount: { means: 'A volume cannot be mounted.', stages: ['storage', 'container-start'] },
  FailedAttachVolume: { means: 'A volume cannot be attached to the node.', stages: ['storage'] },
  FailedCreatePodSandBox: {
    means: 'The pod has no network or sandbox.',
    stages: ['network', 'container-start', 'image'],
  },
  ProgressDeadlineExceeded: {
    means: 'The Deployment has made no progress within its deadline; its pods have a problem, or cannot be created.',
    stages: ['admission', 'scheduling', 'image', 'container-start', 'crash', 'readiness', 'rollout'],
  },
}

/** The meaning of a cause, or the possible causes of a status from kubectl. Throws a UsageError for any other word. */
export function explain(word: string): string {
  const cause = CAUSES.find(({ id }) => id === word)
  if (cause !== undefined) return explainCause(cause)
  const wanted = word.toLowerCase().replace(/^init:/, '')
  const state = Object.keys(STATES).find(each => each.toLowerCase() === wanted)
  if (state !== undefined) return explainState(state)
  const near = nearest(word, [...CAUSES.map(({ id }) => id), ...Object.keys(STATES)])
  throw new UsageError(
    `${word} is not a cause or a status.`,
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
  return `${state}: ${means}\n\nThis is a symptom. Possible causes:\n${rows}\nkubewhy diagnose tells which one it is; kubewhy explain CAUSE explains one.\n`
}

function explainCause({ id, text, owner, patience }: Cause): string {
  const { summary, shows, happens, fix, docs } = text
  const part = (title: string, words: string) =>
    `${title}\n${wrap(words, 78)
      .map(each => `  ${each}\n`)
      .join('')}`
  return [
    `${id}: ${summary}.\n`,
    part('Symptoms', shows),
    part('Why it happens', happens),
    part('How to fix it', fix),
    `Who can fix it\n  ${owner}\n`,
    part('How long to wait', `${patienceText(patience)}.`),
    `Documentation\n${docs.map(page => `  ${page}\n`).join('')}`,
  ].join('\n')
}

import { createPatch } from 'rfc6902'
import type { Stage, Step } from '../cause.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { rawOf } from '../cluster/view.ts'
import type { Json } from '../json.ts'
import { isRecord } from '../json.ts'
import type { Kube } from '../kube/index.ts'
import type { Field, Fix, ObjectRef, Problem, TemplateChange } from '../report.ts'
import { namespaceFlag, command as sh } from '../shell.ts'
import { lower } from '../words.ts'
import { isReady } from '../workloads/pods.ts'
import { isCurrent } from '../workloads/replica-sets.ts'
import { goesInOrder } from '../workloads/rollouts.ts'
import type { Revision } from '../workloads/template-changes.ts'
import { changesBetween, revisionsOf, templateIn, withoutHash } from '../workloads/template-changes.ts'
import { isCustomResource, templatePath } from '../workloads/workloads.ts'
import type { Merged } from './findings.ts'

/** Stages in which any change of the container may be to blame, not only one of the field that shows it. */
const OF_THE_CONTAINER: ReadonlySet<Stage> = new Set(['image', 'container-start', 'crash', 'readiness'])

/** Kinds with a history for `kubectl rollout undo`. */
type Undoable = Kube<'Deployment' | 'StatefulSet' | 'DaemonSet'>

function isUndoable(object: Kube | undefined): object is Undoable {
  return object?.kind === 'Deployment' || object?.kind === 'StatefulSet' || object?.kind === 'DaemonSet'
}

/** True if one path is a prefix of the other, or they are equal. */
function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`)
}

/** If none of these is set, the image alone determines what the container runs. */
const STARTS = ['command', 'args', 'workingDir'] as const

const CONTAINER = /^spec\.(?:initC|c)ontainers\[name=[^\]]*\]/

/** The change to blame: of the field itself or, in some stages, of its container. */
function blamedChange(
  path: string,
  changes: readonly TemplateChange[],
  stage: Stage,
): { readonly change: TemplateChange; readonly isExact: boolean } | undefined {
  const isWide = !CONTAINER.test(path)
  const exact = changes.find(
    change =>
      isWithin(path, change.path) || (isWithin(change.path, path) && !(isWide && change.path.endsWith('.image'))),
  )
  if (exact !== undefined) return { change: exact, isExact: true }
  const run =
    path.endsWith('.image') &&
    changes.find(change => STARTS.some(name => isWithin(change.path, path.replace(/image$/, name))))
  if (run) return { change: run, isExact: true }
  const [container] = CONTAINER.exec(path) ?? []
  const beside =
    container === undefined || !OF_THE_CONTAINER.has(stage)
      ? undefined
      : changes.find(change => isWithin(change.path, container))
  return beside && { change: beside, isExact: false }
}

const PATCH_LIMIT = 2000
/** Limit on the values and depth of a template to compare: the cost is the product of the lengths of two lists. */
const MAX_VALUES = 1000
const MAX_DEPTH = 40

function isTemplate(value: unknown): value is Json {
  return isRecord(value) && isComparable(value)
}

function isComparable(value: unknown, budget = { left: MAX_VALUES }, depth = 0): boolean {
  if (--budget.left < 0 || depth > MAX_DEPTH) return false
  if (Array.isArray(value)) return value.every(item => isComparable(item, budget, depth + 1))
  return !isRecord(value) || Object.values(value).every(item => isComparable(item, budget, depth + 1))
}

function mentionsEnvironment(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(mentionsEnvironment)
  return isRecord(value) && Object.entries(value).some(([key, item]) => key === 'env' || mentionsEnvironment(item))
}

/** The template of another revision as a JSON patch; undefined if it would show values of environment variables. */
function patchTo(workload: Undoable, { raw }: Revision): readonly Readonly<Record<string, unknown>>[] | undefined {
  const now = templateIn(rawOf(workload))
  if (!isTemplate(now) || !isTemplate(raw)) return undefined
  const operations = createPatch(now, withoutHash(raw)).map(operation => ({
    ...operation,
    path: `/spec/template${operation.path}`,
  }))
  const isTelling = operations.some(
    operation =>
      operation.path.split('/').includes('env') || ('value' in operation && mentionsEnvironment(operation.value)),
  )
  return isTelling || JSON.stringify(operations).length > PATCH_LIMIT ? undefined : operations
}

/** True if only pods of older revisions show it: the newest template is not at fault. */
function isOfOlderPods(explains: readonly ObjectRef[], workload: Undoable, cluster: Cluster): boolean {
  if (workload.kind !== 'Deployment') return false
  const sets = explains.map(ref => {
    const object = cluster.get(ref)
    return object?.kind === 'Pod' ? cluster.ownerOf(object) : undefined
  })
  const known = sets.filter(set => set?.kind === 'ReplicaSet')
  return known.length > 0 && !known.some(set => isCurrent(set, cluster))
}

const RESUME = { op: 'replace', path: '/spec/paused', value: false } as const

/** The rollback step, if the rollout's change is to blame. */
function goingBack(
  { rule, subject, field, explains, outlook }: Merged,
  cluster: Cluster,
  manager: Manager | undefined,
): Step | undefined {
  const target = field?.object ?? subject
  const workload = cluster.get(target)
  if (!isUndoable(workload) || field === undefined || rule.stage === 'manifest' || outlook === 'self-healing')
    return undefined
  if (rule.owner !== 'app' || isOfOlderPods(explains, workload, cluster)) return undefined
  const root = `${templatePath(workload.kind)}.`
  if (!`${field.path}.`.startsWith(root)) return undefined
  const [current, previous, ...older] = revisionsOf(workload, cluster)
  if (current === undefined || previous === undefined) return undefined
  const proven = [previous, ...older].find(({ isReady }) => isReady)
  const goal = proven ?? previous
  const blamed = blamedChange(field.path.slice(root.length), changesBetween(goal, current), rule.stage)
  if (blamed === undefined) return undefined
  const { before } = blamed.change
  // Nothing shows that the older value was better: an existing value comes first.
  const isUnsure = !blamed.isExact || (field.suggestion !== undefined && field.suggestion !== before)
  if (proven === undefined && isUnsure) return undefined
  const { kind, metadata } = workload
  const name = sh`${kind.toLowerCase()}/${metadata.name}${namespaceFlag(metadata.namespace)}`
  const revision = goal === previous ? '' : sh` --to-revision=${goal.number}`
  const which = goal === previous ? 'the previous revision' : `revision ${goal.number}`
  const what =
    blamed.change.path.endsWith('.image') && before !== undefined && blamed.isExact
      ? `Roll back to ${before} (${which}${proven === undefined ? '' : ', which has ready pods'}).`
      : `Roll back to ${which}${proven === undefined ? '' : ', which has ready pods'}: this rollout changed ${blamed.change.path}.`
  // `kubectl rollout undo` refuses a paused Deployment (polymorphichelpers/rollback.go).
  const isPaused = workload.kind === 'Deployment' && workload.spec?.paused === true && manager?.release === undefined
  const after =
    workload.kind === 'StatefulSet' && goesInOrder(workload)
      ? ' Then delete the stuck pods: the controller waits for them.'
      : isPaused
        ? ' Resume the rollout first: kubectl does not roll back a paused one.'
        : ''
  const patch = patchTo(workload, goal)
  return {
    kind: 'change',
    text: what + after,
    command:
      manager?.release === undefined
        ? `${isPaused ? `kubectl rollout resume ${name} && ` : ''}kubectl rollout undo ${name}${revision}`
        : sh`helm rollback ${manager.release}${namespaceFlag(metadata.namespace)}`,
    ...(patch === undefined ? {} : { patch: isPaused ? [...patch, RESUME] : patch }),
    changesWorkload: true,
  }
}

/** A tool that keeps applying an object, so a change with kubectl does not last. */
interface Manager {
  /** Where to make the change. */
  readonly source: string
  /** What reverts a change made with kubectl. */
  readonly until: string
  /** A Helm release that no other tool manages. */
  readonly release?: string
}

/**
 * Recognized by the tools' marks: Argo CD's tracking annotation and label, Flux's labels, Helm's annotation.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/, https://fluxcd.io/flux/faq/,
 * https://helm.sh/docs/chart_best_practices/labels/
 */
function managerOf(object: Kube | undefined): Manager | undefined {
  const { labels = {}, annotations = {} } = object?.metadata ?? {}
  const application =
    annotations['argocd.argoproj.io/tracking-id']?.split(':')[0] ?? labels['argocd.argoproj.io/instance']
  if (application !== undefined && application !== '')
    return { source: `the manifests of Argo CD application ${application}`, until: 'the next sync' }
  const kustomization = labels['kustomize.toolkit.fluxcd.io/name']
  if (kustomization !== undefined)
    return { source: `the manifests of Flux Kustomization ${kustomization}`, until: 'the next reconciliation' }
  const helmRelease = labels['helm.toolkit.fluxcd.io/name']
  if (helmRelease !== undefined)
    return { source: `the values of Flux HelmRelease ${helmRelease}`, until: 'the next upgrade' }
  const release = annotations['meta.helm.sh/release-name']
  return release === undefined
    ? undefined
    : { source: `the chart or values of Helm release ${release}`, until: 'the next helm upgrade', release }
}

function isOfWorkload({ kind, patch, changesWorkload }: Step): boolean {
  return kind !== 'check' && (patch !== undefined || changesWorkload === true)
}

/**
 * Puts the manifest first: changing a managed object with kubectl is drift. `isHelm`: the first step is a Helm
 * rollback.
 */
function throughManifest(steps: readonly Step[], manager: Manager, isHelm: boolean): readonly Step[] {
  const first = steps.find(step => isOfWorkload(step) && step.command !== undefined)
  if (first === undefined) return steps
  return steps.flatMap((step): readonly Step[] => {
    if (!isOfWorkload(step) || step.command === undefined) return [step]
    if (step !== first)
      return [{ ...step, text: `In the cluster only, until ${manager.until} reverts it: ${lower(step.text)}` }]
    const { command, patch, ...rest } = step
    if (isHelm) return [step]
    return [
      { ...rest, text: `In ${manager.source}: ${lower(step.text)}`, ...(patch === undefined ? {} : { patch }) },
      { ...rest, text: `Or in the cluster only, until ${manager.until} reverts the drift.`, command },
    ]
  })
}

/** For custom resources: the texts still hold, but kubectl does not know their fields. */
function withoutCommands(steps: readonly Step[]): readonly Step[] {
  return steps.map(step => (isOfWorkload(step) ? { kind: step.kind, text: step.text } : step))
}

function toFix({ kind, text, command, patch }: Step): Fix {
  return { kind, text, ...(command === undefined ? {} : { command }), ...(patch === undefined ? {} : { patch }) }
}

/**
 * A StatefulSet that updates its pods in order does not replace a pod that never became ready
 * (kubernetes/kubernetes#67250), so that pod has to be deleted.
 */
function withStuckPod(steps: readonly Step[], { subject, explains }: Merged, cluster: Cluster): readonly Step[] {
  const set = cluster.get(subject)
  const at = steps.findIndex(isOfWorkload)
  if (set?.kind !== 'StatefulSet' || at < 0 || !goesInOrder(set)) return steps
  if (set.spec?.updateStrategy?.type === 'OnDelete') return steps
  const stuck = explains.map(ref => cluster.get(ref)).find(object => object?.kind === 'Pod')
  if (stuck?.kind !== 'Pod' || isReady(stuck)) return steps
  const { namespace, name } = stuck.metadata
  const step: Step = {
    kind: 'destroy',
    text: `Then delete pod ${name}: the controller waits for it and does not replace it. ${stuck.spec?.nodeName === undefined ? 'It never ran, so nothing is lost.' : 'What its containers wrote outside volumes is lost.'}`,
    command: sh`kubectl delete pod ${name}${namespaceFlag(namespace)}`,
  }
  return [...steps.slice(0, at + 1), step, ...steps.slice(at + 1)]
}

/**
 * The fix and field of a finding, adapted to the object that has to change: undo the rollout first if that broke it;
 * change managed objects at their source; custom resources have fields of their own.
 */
export function remedyOf(finding: Merged, cluster: Cluster): Pick<Problem, 'fix' | 'field'> {
  const { rule, words, subject, field } = finding
  const isOperators =
    rule.stage !== 'manifest' && [subject, field?.object].some(ref => ref !== undefined && isCustomResource(ref))
  if (isOperators) {
    return { fix: withoutCommands(words.fix).map(toFix), ...fieldOf(field, true) }
  }
  const manager = managerOf(cluster.get(field?.object ?? subject))
  const back = goingBack(finding, cluster, manager)
  const steps = back === undefined ? withStuckPod(words.fix, finding, cluster) : [back, ...words.fix]
  const isHelm = back !== undefined && manager?.release !== undefined
  const managed = manager === undefined ? steps : throughManifest(steps, manager, isHelm)
  return { fix: managed.map(toFix), ...fieldOf(field, false) }
}

function fieldOf(field: Field | undefined, isOperators: boolean): Pick<Problem, 'field'> {
  return field === undefined || (isOperators && isCustomResource(field.object)) ? {} : { field }
}

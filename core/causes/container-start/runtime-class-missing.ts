import type { Cluster } from '../../cluster/cluster.ts'
import { nearestNamed } from '../../cluster/names.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import { defineCause } from '../../rule.ts'
import { earliest } from '../../time.ts'
import type { Creator } from '../../workloads/creation/failed-create.ts'
import {
  AWAIT_RETRY,
  CREATORS,
  failedCreateOf,
  heldUpBy,
  mayBeOver,
  RETRY,
} from '../../workloads/creation/failed-create.ts'
import { createdAt, isBeforeStart } from '../../workloads/pods.ts'
import { classifyStart } from '../../workloads/start/messages.ts'
import { changed, patchStep, templatePatch } from '../../workloads/template-patch.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'

/**
 * The handler in messages of containerd (`no runtime for "runsc" is configured`) and CRI-O (`failed to find runtime
 * handler runsc`).
 */
const HANDLER = /(?:no runtime for|runtime handler) "?([^\s"]{1,253})/

interface Facts {
  readonly name: string
  readonly handler: string | undefined
  readonly node: string | undefined
  readonly suggestion: string | undefined
  readonly workload: ReturnType<typeof changed>
  /** True if the API server refuses the pods, so none exist. */
  readonly isRefused: boolean
  /** True if it has been created since. */
  readonly isThere: boolean
}

/** A class that the API server looks up when it admits a pod (`plugin/pkg/admission/runtimeclass`). */
function refusedHit(creator: Creator, cluster: Cluster): Hit<Facts> | undefined {
  const failed = failedCreateOf(creator, cluster)
  if (failed?.refusal?.kind !== 'runtime-class-missing') return undefined
  const { name } = failed.refusal
  const found = cluster.find('RuntimeClass', undefined, name)
  const suggestion = found.state === 'absent' ? nearestNamed(name, 'RuntimeClass', undefined, cluster) : undefined
  const workload = workloadOf(creator, cluster)
  const isThere = found.state === 'present'
  return {
    facts: {
      name,
      handler: undefined,
      node: undefined,
      suggestion,
      workload: changed(workload),
      isRefused: true,
      isThere,
    },
    subject: workload,
    explains: heldUpBy(creator, cluster),
    evidence: failed.evidence,
    since: failed.first,
    confidence: mayBeOver(failed, cluster) ? 'likely' : 'certain',
    healing: isThere ? `RuntimeClass ${name} exists now${RETRY}` : undefined,
    field: {
      object: workload,
      path: `${podSpecPath(workload.kind)}.runtimeClassName`,
      value: name,
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  }
}

export default defineCause({
  id: 'runtime-class-missing',
  stage: 'container-start',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'runtimeClassName names a class or handler that does not exist',
    shows:
      'The pod stays in ContainerCreating; FailedCreatePodSandBox events say `no runtime for "…" is configured`. Or no pod is created: `pod rejected: RuntimeClass "…" not found`.',
    happens:
      'The runtime (gVisor, Kata, …) is not installed on the node, or the RuntimeClass has another name or handler.',
    fix: 'Install the handler on the nodes that the RuntimeClass selects, or use a class that exists.',
    docs: ['https://kubernetes.io/docs/concepts/containers/runtime-class/'],
  },
  on: [...CREATORS, 'Pod'],
  onUnread: true,
  reads: ['RuntimeClass', 'ReplicaSet', 'Job'],

  detect(pod, cluster): Hit<Facts> | undefined {
    if (pod.kind !== 'Pod') return refusedHit(pod, cluster)
    const name = pod.spec?.runtimeClassName
    if (name === undefined || !isBeforeStart(pod)) return
    const found = cluster.find('RuntimeClass', undefined, name)
    const failures = cluster
      .events(pod)
      .filter(
        ({ message }) =>
          classifyStart(message) === 'runtimeClass' && (found.state !== 'present' || HANDLER.test(message)),
      )
    const failed = failures.at(-1)
    if (failed === undefined && found.state !== 'absent') return
    const workload = workloadOf(pod, cluster)
    const suggestion = found.state === 'absent' ? nearestNamed(name, 'RuntimeClass', undefined, cluster) : undefined
    const said = found.state === 'unseen' ? HANDLER.exec(failed?.message ?? '')?.[1] : undefined
    return {
      facts: {
        name,
        handler: found.state === 'present' ? found.object.handler : said,
        node: pod.spec?.nodeName,
        suggestion,
        workload: changed(workload),
        isRefused: false,
        isThere: false,
      },
      subject: workload,
      evidence: [
        ...(failed === undefined ? [] : [eventEvidence(failed)]),
        fieldEvidence(pod, 'spec.runtimeClassName', name),
      ],
      since: earliest(failures.map(({ first }) => first)) ?? createdAt(pod),
      field: {
        object: workload,
        path: `${podSpecPath(workload.kind)}.runtimeClassName`,
        value: name,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    }
  },

  explain({ name, handler, node, suggestion, workload, isRefused, isThere }) {
    if (isThere)
      return {
        title: `RuntimeClass ${name} did not exist when the pods of ${workload.kind} ${workload.name} were refused`,
        why: 'It exists now, so they will be created on the next attempt.',
        fix: AWAIT_RETRY,
      }
    return {
      title:
        handler === undefined
          ? `RuntimeClass ${name} does not exist`
          : `handler ${handler} of RuntimeClass ${name} is not configured${node === undefined ? '' : ` on node ${node}`}`,
      why: isRefused
        ? `The API server refuses every pod of ${workload.kind} ${workload.name}.`
        : 'The container runtime cannot create the sandbox, so no container of the pod starts.',
      fix: [
        ...(suggestion === undefined
          ? []
          : patchStep(
              `Use RuntimeClass ${suggestion}, which exists.`,
              workload,
              templatePatch(workload.kind, { runtimeClassName: suggestion }),
            )),
        {
          kind: 'change',
          text:
            handler === undefined
              ? 'Create the RuntimeClass, or use one that exists.'
              : `Install the runtime ${handler} on the node, or select nodes that have it.`,
        },
        { kind: 'check', text: 'List the runtime classes and their handlers.', command: 'kubectl get runtimeclass' },
      ],
    }
  },
})

import type { Cluster } from '../cluster/cluster.ts'
import { controllerKey, controllerOf } from '../cluster/controller.ts'
import type { Kube } from '../kube/index.ts'
import { refTo } from '../ref.ts'
import { stemOf } from './job-history.ts'
import { createdAt } from './pods.ts'
import { endOf, outlivingPod, uptimeOf } from './retried-pods.ts'
import type { Substitutes } from './substitutes.ts'
import { longestAfter, sortSubstitutes } from './substitutes.ts'
import { isForeign } from './workloads.ts'

type Pod = Kube<'Pod'>

/**
 * What a pod of an operator's resource is there for. Argo names what each pod of a Workflow does, a further try with its
 * number at the end: `release[1].migrate(1)`; other operators run the same again.
 */
function workOf({ metadata, spec }: Pod): string {
  const node = metadata.annotations?.['workflows.argoproj.io/node-name']
  if (node !== undefined) return node.replace(/\(\d{1,4}\)$/, '')
  return JSON.stringify((spec?.containers ?? []).map(({ name, image, command, args }) => [name, image, command, args]))
}

/** What a pod shares with one that stands for it, and its place in time by that, milliseconds since 1970. */
interface Place {
  readonly key: string
  readonly made: number
  /** What was made after this stands for the pod. */
  readonly end: number
}

/** A CronJob names its Jobs after itself and the minute since 1970 for which they were due (`pkg/controller/cronjob`). */
function dueOf(kind: string, name: string): number | undefined {
  const [, minute] = kind === 'Job' ? (/-(\d{8})$/.exec(name) ?? []) : []
  return minute === undefined ? undefined : Number(minute) * 60_000
}

/** Pods of one controller that do the same, and those of controllers of which the names begin alike. */
function placesOf(pod: Pod): readonly Place[] {
  const controller = controllerOf(pod)
  if (controller === undefined) return []
  const { kind, namespace = '', name } = controller
  const times = { made: createdAt(pod) ?? 0, end: endOf(pod) }
  const own = kind === 'Job' ? [] : [{ key: `${controllerKey(pod)} ${workOf(pod)}`, ...times }]
  const stem = pod.spec?.restartPolicy === 'Always' ? undefined : stemOf(name)
  if (stem === undefined) return own
  const containers = (pod.spec?.containers ?? []).map(container => container.name).join()
  const due = dueOf(kind, name)
  const key = `${kind}/${namespace}/${stem} ${containers}`
  return [...own, due === undefined ? { key, ...times } : { key, made: due, end: due }]
}

interface Series {
  readonly good: Substitutes<string>
  /** How many have failed and had no success after them. */
  readonly failed: ReadonlyMap<string, number>
}

function find(_snapshot: object, cluster: Cluster): Series {
  const pods = [...cluster.byController('Pod').groups.values()].flatMap(({ objects }) => {
    const { kind = '', namespace, name = '' } = (objects[0] && controllerOf(objects[0])) ?? {}
    const isMeant =
      (kind === 'Job' || isForeign({ kind, name })) && cluster.get(refTo(kind, namespace, name)) === undefined
    return isMeant ? (objects as readonly Kube[] as readonly Pod[]) : []
  })
  const isFailed = (pod: Pod) => pod.status?.phase === 'Failed'
  const good = sortSubstitutes(
    pods
      .filter(pod => !isFailed(pod))
      .flatMap(pod =>
        placesOf(pod).map(({ key, made }) => [key, { made, uptime: uptimeOf(pod, cluster) ?? 0 }] as const),
      ),
  )
  const failed = new Map<string, number>()
  for (const pod of pods.filter(isFailed)) {
    for (const { key, end } of placesOf(pod)) {
      const isOver = longestAfter(end, good.get(key)) === Number.POSITIVE_INFINITY
      failed.set(key, (failed.get(key) ?? 0) + (isOver ? 0 : 1))
    }
  }
  return { good, failed }
}

/**
 * Takes a failed pod of a controller that was not read; returns true where a later one that does the same has succeeded, has
 * run for longer, or is under way after this failure alone: a step tried again, a Build or a CronJob's run after it.
 */
export function isTriedAgain(pod: Pod, cluster: Cluster): boolean {
  const { good, failed } = cluster.of(cluster.snapshot, find)
  return placesOf(pod).some(({ key, end }) => {
    const uptime = longestAfter(end, good.get(key))
    return uptime >= ((failed.get(key) ?? 0) > 1 ? outlivingPod(pod, cluster) : 0)
  })
}

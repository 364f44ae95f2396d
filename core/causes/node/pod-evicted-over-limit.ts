import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { evictionOf } from '../../workloads/nodes/eviction.ts'
import { changed, containerPatch, doubled, patchStep, templatePatch } from '../../workloads/template-patch.ts'
import { troubledPodsOf } from '../../workloads/troubled-pods.ts'
import { containerPath, podSpecPath, resourcePath, workloadOf } from '../../workloads/workloads.ts'

/** What was exceeded, from the kubelet's message: a container's limit, an emptyDir's, or the sum of all containers. */
function exceeded(pod: Kube<'Pod'>, message: string) {
  const volume = /EmptyDir volume "([^"]{1,253})" exceeds the limit "([^"]{1,40})"/.exec(message)
  if (volume !== null) return { kind: 'volume' as const, name: volume[1] ?? '', limit: volume[2] ?? '' }
  const container = /Container (\S{1,253}) exceeded its local ephemeral storage limit "([^"]{1,40})"/.exec(message)
  if (container !== null) return { kind: 'container' as const, name: container[1] ?? '', limit: container[2] ?? '' }
  const limit = /total limit of containers (\S{1,40}?)\.? *$/.exec(message)?.[1] ?? ''
  const limited = (pod.spec?.containers ?? []).filter(({ resources }) => resources?.limits?.['ephemeral-storage'])
  return { kind: 'pod' as const, name: limited.length === 1 ? (limited[0]?.name ?? '') : '', limit }
}

interface Facts {
  readonly pod: string
  readonly kind: 'volume' | 'container' | 'pod'
  readonly name: string
  readonly limit: string
  readonly workload: ReturnType<typeof changed>
}

function evicted(pod: Kube<'Pod'>, cluster: Cluster): Hit<Facts> | undefined {
  const eviction = evictionOf(pod, cluster)
  if (eviction?.reason !== 'own-limit') return undefined
  const workload = workloadOf(pod, cluster)
  const { kind, name, limit } = exceeded(pod, eviction.message)
  const path =
    kind === 'volume'
      ? `${podSpecPath(workload.kind)}.volumes[name=${name}].emptyDir.sizeLimit`
      : name === ''
        ? undefined
        : `${containerPath(workload, name)}.${resourcePath('limits', 'ephemeral-storage')}`
  return {
    facts: { pod: pod.metadata.name, kind, name, limit, workload: changed(workload) },
    subject: workload,
    explains: [refOf(pod)],
    evidence: [eviction.evidence, fieldEvidence(pod, 'status.reason', 'Evicted')],
    since: eviction.at,
    ...(path === undefined ? {} : { field: { object: workload, path, value: limit } }),
  }
}

/**
 * Between two evictions the replacement is ready and the workload complete, so its finished pods look like history; two
 * evictions within ten minutes are a loop.
 */
function loop(
  controller: Kube<'ReplicaSet' | 'StatefulSet' | 'DaemonSet' | 'ReplicationController'>,
  cluster: Cluster,
): readonly Hit<Facts>[] {
  const pods = troubledPodsOf(controller, cluster)
  const hits = pods.length < 2 ? [] : pods.map(pod => evicted(pod, cluster)).filter(hit => hit !== undefined)
  return hits.length < 2 ? [] : hits
}

export default defineCause({
  id: 'pod-evicted-over-limit',
  stage: 'node',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'The pod exceeded its own ephemeral storage limit and was evicted',
    shows:
      'Pods fail with reason Evicted: `Pod ephemeral local storage usage exceeds the total limit of containers` or `Usage of EmptyDir volume … exceeds the limit`.',
    happens:
      'The containers write more to their file system, log or emptyDir than the limit allows: temporary files, caches, uploads, or a log without rotation.',
    fix: 'Write less or clean up, raise the limit, or move the data to a persistent volume.',
    docs: [
      'https://kubernetes.io/docs/concepts/storage/ephemeral-storage/',
      'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
    ],
  },
  on: ['Pod', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController'],
  reads: ['Job'],

  detect: (object, cluster) => (object.kind === 'Pod' ? evicted(object, cluster) : loop(object, cluster)),

  explain({ pod, kind, name, limit, workload }) {
    const raised = name === '' ? undefined : doubled(limit)
    const patch =
      raised === undefined
        ? undefined
        : kind === 'volume'
          ? templatePatch(workload.kind, { volumes: [{ name, emptyDir: { sizeLimit: raised } }] })
          : containerPatch(
              { kind: workload.kind, list: 'containers', container: name },
              { resources: { limits: { 'ephemeral-storage': raised } } },
            )
    const bound = limit === '' ? 'its limit' : `its limit of ${limit}`
    const evicted = kind === 'pod' ? 'was evicted' : 'its pod was evicted'
    const what = kind === 'volume' ? `emptyDir volume ${name}` : kind === 'container' ? `container ${name}` : 'the pod'
    return {
      title: `${what} used more ephemeral storage than ${bound}, and ${evicted}`,
      why: `The kubelet evicts pod ${pod} as soon as ${what} exceeds ${bound}; its replacement is evicted too.`,
      fix: [
        ...(patch === undefined
          ? []
          : patchStep(`Raise the limit to what it needs, for example ${raised}.`, workload, patch)),
        {
          kind: 'change',
          text: `${patch === undefined ? 'Write' : 'Or write'} less to ${kind === 'volume' ? name : 'the container file system and log'}, or move the data to a persistent volume.`,
        },
      ],
    }
  },
})

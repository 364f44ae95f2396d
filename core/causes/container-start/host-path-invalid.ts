import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import type { Evidence } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { earliest } from '../../time.ts'
import { containersOf } from '../../workloads/containers.ts'
import { createdAt, isBeforeStart } from '../../workloads/pods.ts'
import { startFailureOf } from '../../workloads/start/failures.ts'
import { changed, patchStep, templatePatch } from '../../workloads/template-patch.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'

/** Nouns for the types of a hostPath. */
const NOUNS: Readonly<Record<string, string>> = {
  Directory: 'directory',
  DirectoryOrCreate: 'directory',
  File: 'file',
  FileOrCreate: 'file',
  Socket: 'socket',
  CharDevice: 'character device',
  BlockDevice: 'block device',
}

/** A hostPath volume that cannot be mounted. */
interface Failed {
  readonly volume: string | undefined
  readonly path: string | undefined
  /** The node's error when the runtime tries to create the path. */
  readonly refusal?: string | undefined
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
}

function failedCheck(pod: Kube<'Pod'>, cluster: Cluster): Failed | undefined {
  const failures = cluster.events(pod).filter(({ message }) => /hostPath type check failed/i.test(message))
  const failed = failures.at(-1)
  if (failed === undefined || !isBeforeStart(pod)) return undefined
  return {
    volume: /for volume "([^"]{1,253})"/.exec(failed.message)?.[1],
    path: /type check failed: (\S{1,1000}) is not an? [a-z]/i.exec(failed.message)?.[1],
    evidence: [eventEvidence(failed)],
    since: earliest(failures.map(({ first }) => first)),
  }
}

/**
 * Runtimes create a missing path that has no type (containerd `internal/cri/opts`, CRI-O
 * `server/container_create_linux.go`).
 */
function failedCreation(pod: Kube<'Pod'>, cluster: Cluster): Failed | undefined {
  for (const view of containersOf(pod, cluster)) {
    const failure = startFailureOf(view, cluster)
    if (failure?.fault !== 'hostPath') continue
    const [, path = '', refusal] =
      /failed to mkdir "?(\/[^":]{0,1000})"?: (?:mkdir [^:]{1,1000}: )?([^:]{1,200})/.exec(failure.message) ?? []
    const volume = pod.spec?.volumes?.find(({ hostPath }) => hostPath?.path === path)?.name
    return { volume, path, refusal: refusal?.trim(), evidence: failure.evidence, since: failure.since }
  }
  return undefined
}

export default defineCause({
  id: 'host-path-invalid',
  stage: 'container-start',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The hostPath does not exist or has another type',
    shows:
      'The pod stays in ContainerCreating; FailedMount events say `hostPath type check failed: … is not a directory`.',
    happens:
      'The path exists only on other nodes, or is a file although `type: Directory` is set. Without `type` it is not checked.',
    fix: 'Correct the path or its type; `DirectoryOrCreate` and `FileOrCreate` create a missing path.',
    docs: ['https://kubernetes.io/docs/concepts/storage/volumes/#hostpath'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    const failed = failedCheck(pod, cluster) ?? failedCreation(pod, cluster)
    if (failed === undefined) return
    const name = failed.volume ?? ''
    const volume = pod.spec?.volumes?.find(candidate => candidate.name === name)
    const workload = workloadOf(pod, cluster)
    return {
      facts: {
        path: volume?.hostPath?.path ?? failed.path ?? '',
        refusal: failed.refusal,
        type: volume?.hostPath?.type,
        node: pod.spec?.nodeName,
        volume: name,
        workload: changed(workload),
      },
      subject: workload,
      evidence: failed.evidence,
      since: failed.since ?? createdAt(pod),
      field: {
        object: workload,
        path: `${podSpecPath(workload.kind)}.volumes[name=${name}].hostPath.path`,
        ...(volume?.hostPath?.path === undefined ? {} : { value: volume.hostPath.path }),
      },
    }
  },

  explain: ({ path, type, refusal, node, volume, workload }) => ({
    title: `hostPath ${path} ${refusal === undefined ? `is ${type === undefined ? 'of the wrong type' : `not a ${NOUNS[type] ?? type}`}` : 'cannot be created'}${node === undefined ? '' : ` on node ${node}`}${refusal === undefined ? '' : `: ${refusal}`}`,
    why: `Volume ${volume} cannot be mounted, so no container of the pod starts.`,
    fix: [
      {
        kind: 'change',
        text:
          refusal === undefined
            ? 'Correct the path, or create it on the node.'
            : 'Use a path that is writable on the node, such as one below /var/lib.',
      },
      ...(node === undefined
        ? []
        : [
            {
              kind: 'check' as const,
              text: 'List the path on the node.',
              command: sh`kubectl debug node/${node} -it --image=busybox -- ls -ld '/host${path}'`,
            },
          ]),
      ...(type === 'Directory' || type === 'File'
        ? patchStep(
            `If the path is right but does not exist, let the kubelet create an empty ${NOUNS[type]} on each node.`,
            workload,
            templatePatch(workload.kind, { volumes: [{ name: volume, hostPath: { path, type: `${type}OrCreate` } }] }),
          )
        : []),
    ],
  }),
})

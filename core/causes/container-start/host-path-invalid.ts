import { eventEvidence } from '../../evidence.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { earliest } from '../../time.ts'
import { createdAt, isBeforeStart } from '../../workloads/pods.ts'
import { changed, patchStep, templatePatch } from '../../workloads/template-patch.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'

/** What the types of a hostPath ask for. */
const NOUNS: Readonly<Record<string, string>> = {
  Directory: 'directory',
  DirectoryOrCreate: 'directory',
  File: 'file',
  FileOrCreate: 'file',
  Socket: 'socket',
  CharDevice: 'character device',
  BlockDevice: 'block device',
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
    const failures = cluster.events(pod).filter(({ message }) => /hostPath type check failed/i.test(message))
    const failed = failures.at(-1)
    if (failed === undefined || !isBeforeStart(pod)) return
    const name = /for volume "([^"]{1,253})"/.exec(failed.message)?.[1] ?? ''
    const volume = pod.spec?.volumes?.find(candidate => candidate.name === name)
    const [, said] = /type check failed: (\S{1,1000}) is not an? ([a-z ]{1,40})/i.exec(failed.message) ?? []
    const workload = workloadOf(pod, cluster)
    return {
      facts: {
        path: volume?.hostPath?.path ?? said ?? '',
        type: volume?.hostPath?.type,
        node: pod.spec?.nodeName,
        volume: name,
        workload: changed(workload),
      },
      subject: workload,
      evidence: [eventEvidence(failed)],
      since: earliest(failures.map(({ first }) => first)) ?? createdAt(pod),
      field: {
        object: workload,
        path: `${podSpecPath(workload.kind)}.volumes[name=${name}].hostPath.path`,
        ...(volume?.hostPath?.path === undefined ? {} : { value: volume.hostPath.path }),
      },
    }
  },

  explain: ({ path, type, node, volume, workload }) => ({
    title: `hostPath ${path} is ${type === undefined ? 'of the wrong type' : `not a ${NOUNS[type] ?? type}`}${node === undefined ? '' : ` on node ${node}`}`,
    why: `Volume ${volume} cannot be mounted, so no container of the pod starts.`,
    fix: [
      {
        kind: 'change',
        text: 'Correct the path, or create it on the node.',
      },
      ...(node === undefined
        ? []
        : [
            {
              kind: 'check' as const,
              text: 'List the path on the node.',
              command: sh`kubectl debug node/${node} -it --image=busybox -- ls -ld /host${path}`,
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

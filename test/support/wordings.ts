/** What another version or runtime says in place of what was recorded, for one recording. */
export interface Wording {
  readonly id: string
  /** The whole recorded text. */
  readonly recorded: RegExp
  /** With the groups of the recorded one. */
  readonly said: string
  readonly source: string
}

/** The recorded nodes have these reasons besides the telling one. */
const PREEMPTION = 'preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.'

export const WORDINGS: readonly Wording[] = [
  {
    id: 'image-tag-typo',
    recorded: /^Failed to pull image "nginx:1\.72": .*|^rpc error: .*nginx:1\.72: not found$/,
    said: 'Failed to pull image "nginx:1.72": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:1.72": failed to resolve reference "docker.io/library/nginx:1.72": docker.io/library/nginx:1.72: not found',
    source: 'containerd 1.6 and 1.7, remotes/docker/resolver.go',
  },
  {
    id: 'image-tag-typo',
    recorded: /^Failed to pull image "nginx:1\.72": .*|^rpc error: .*nginx:1\.72: not found$/,
    said: 'Failed to pull image "nginx:1.72": rpc error: code = Unknown desc = Error reading manifest 1.72 in docker.io/library/nginx: manifest unknown: manifest unknown',
    source: 'CRI-O, as in cri-o/cri-o#4388',
  },
  {
    id: 'image-tag-typo',
    recorded: /^Failed to pull image "nginx:1\.72": .*|^rpc error: .*nginx:1\.72: not found$/,
    said: 'Failed to pull image "nginx:1.72": rpc error: code = Unknown desc = Error response from daemon: manifest for nginx:1.72 not found: manifest unknown: manifest unknown',
    source: 'cri-dockerd, as in mattmattox/drain-node-on-crash#7',
  },
  {
    id: 'image-tag-typo',
    recorded: /^Failed to pull image "nginx:1\.72": .*|^rpc error: .*nginx:1\.72: not found$/,
    said: 'Failed to pull image "nginx:1.72": rpc error: code = Unknown desc = failed to pull and unpack image: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    source: 'Docker Hub for an official image that it does not have, as in dunglas/frankenphp-wordpress#2',
  },
  {
    id: 'image-tag-typo',
    recorded: /^(Back-off pulling image "[^"]*").*/s,
    said: '$1',
    source: 'kubelet before 1.31, pkg/kubelet/images/image_manager.go',
  },
  {
    id: 'crash-command-not-found',
    recorded: /^(Error: )?failed to create containerd task: .*/,
    said: '$1container create failed: executable file `/app/thumbnailer` not found: No such file or directory',
    source: 'crun src/libcrun/linux.c under CRI-O',
  },
  {
    id: 'crash-command-not-found',
    recorded: /^(Error: )?failed to create containerd task: .*/,
    said: '$1failed to create containerd task: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/app/thumbnailer": stat /app/thumbnailer: no such file or directory: unknown',
    source: 'runc 1.0',
  },
  {
    id: 'crash-not-executable',
    recorded: /^(Error: )?failed to create containerd task: .*/,
    said: '$1container create failed: open executable: Permission denied',
    source: 'crun src/libcrun/container.c under CRI-O',
  },
  {
    id: 'working-dir',
    recorded: /^(Error: )?failed to create containerd task: .*/,
    said: '$1failed to create containerd task: OCI runtime create failed: container_linux.go:380: starting container process caused: chdir to cwd ("/etc/passwd") set in config.json failed: not a directory: unknown',
    source: 'runc 1.0',
  },
  {
    id: 'crash-oom',
    recorded: /^Back-off restarting failed container .*/,
    said: 'Back-off restarting failed container',
    source: 'kubelet before 1.27, pkg/kubelet/kuberuntime/kuberuntime_manager.go',
  },
  {
    id: 'run-as-root',
    recorded: /^(Error: )?container has runAsNonRoot and image will run as root .*/,
    said: '$1container has runAsNonRoot and image will run as root',
    source: 'kubelet before 1.20, pkg/kubelet/kuberuntime/security_context.go',
  },
  {
    id: 'pending-cpu',
    recorded: /^0\/2 nodes are available: .*/,
    said: `0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {pool: b}. ${PREEMPTION}`,
    source: 'kube-scheduler 1.24 to 1.33, plugins/tainttoleration',
  },
  {
    id: 'pending-cpu',
    recorded: /^0\/2 nodes are available: .*/,
    said: "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had taint {pool: b}, that the pod didn't tolerate.",
    source: 'kube-scheduler 1.23',
  },
  {
    id: 'pending-node-selector',
    recorded: /^0\/2 nodes are available: .*/,
    said: "0/2 nodes are available: 2 node(s) didn't match node selector.",
    source: 'kube-scheduler 1.19',
  },
  {
    id: 'pending-taint',
    recorded: /^0\/2 nodes are available: .*/,
    said: "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity, 1 node(s) had taint {nvidia.com/gpu: present}, that the pod didn't tolerate.",
    source: 'kube-scheduler 1.20 to 1.22',
  },
  {
    id: 'pending-anti-affinity',
    recorded: /^0\/2 nodes are available: .*/,
    said: "0/2 nodes are available: 1 node(s) didn't match pod affinity/anti-affinity, 1 node(s) didn't satisfy existing pods anti-affinity rules, 1 node(s) had taints that the pod didn't tolerate.",
    source: 'kube-scheduler 1.19',
  },
  {
    id: 'multi-attach',
    recorded: /^(Multi-Attach error for volume "pg-data") .*/,
    said: "$1 Volume is already exclusively attached to one node and can't be attached to another",
    source: 'pkg/controller/volume/attachdetach/reconciler, where the holder’s pods are not known',
  },
  {
    id: 'pod-security',
    recorded: /violates PodSecurity "restricted:latest": .*/,
    said: 'unable to validate against any security context constraint: [provider "anyuid": Forbidden: not usable by user or serviceaccount, spec.containers[0].securityContext.privileged: Invalid value: true: Privileged containers are not allowed]',
    source: 'OpenShift apiserver-library-go, sccadmission',
  },
]

import type { Cases } from '../../support/cases.ts'
import { worded } from '../../support/variation.ts'

export default {
  'a mount point cannot be made in a read-only file system': {
    recording: 'subpath-over-file',
    varied: [
      worded(
        /mount src=.*/,
        'create mountpoint for /etc/nginx/nginx.conf mount: make mountpoint "/etc/nginx/nginx.conf": openat2 /run/containerd/io.containerd.runtime.v2.task/k8s.io/proxy/rootfs/etc/nginx/nginx.conf: read-only file system',
        'opencontainers/runc libcontainer/rootfs_linux.go, createMountpoint',
      ),
    ],
    found: 1,
  },
  'the kubelet names the volume whose subPath it cannot make': {
    recording: 'run-as-root',
    varied: [
      worded(
        /container has runAsNonRoot .*/,
        'failed to create subPath directory for volumeMount "data" of container "vault-agent"',
        'pkg/kubelet/kubelet_pods.go, makeMounts',
      ),
    ],
    found: 1,
  },
} satisfies Cases

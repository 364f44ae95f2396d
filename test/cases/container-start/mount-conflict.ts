import type { Cases } from '../../support/cases.ts'
import { gone, inContainers, worded, write } from '../../support/variation.ts'

const recording = 'subpath-over-file'
const over = (subPath: string) =>
  inContainers(/^proxy/, { volumeMounts: [{ name: 'c', mountPath: '/etc/nginx/nginx.conf', subPath }] })

export default {
  'a subPath that is not a key of its ConfigMap becomes a directory': {
    recording,
    varied: [over('nginx.cnf')],
    found: 1,
  },
  'a key is suggested only if its name is similar': { recording, varied: [over('logging.yaml')], found: 1 },
  'an existing key is not at fault': { recording, varied: [over('nginx.conf')], found: 1 },
  'the keys of a missing ConfigMap are unknown': {
    recording,
    varied: [over('nginx.cnf'), gone('ConfigMap', 'conf')],
    found: 1,
  },
  'crun omits the leading slash of the mount point': {
    recording,
    varied: [
      over('nginx.cnf'),
      worded(
        /runc create failed: .*/,
        'crun: mount `/var/lib/kubelet/pods/9f1c/volume-subpaths/c/proxy/0` to `etc/nginx/nginx.conf`: Not a directory: OCI runtime error',
        'containers/crun src/libcrun/linux.c',
      ),
    ],
    found: 1,
  },
  'a key that items map to a path is not the subPath': {
    recording,
    varied: [
      over('main.conf'),
      write(
        'Pod',
        /^proxy/,
        ['spec', 'volumes'],
        [{ name: 'c', configMap: { name: 'conf', items: [{ key: 'nginx.cnf', path: 'main.conf' }] } }],
      ),
    ],
    found: 1,
  },
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

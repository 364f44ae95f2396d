import { describe, expect, it } from 'vitest'
import { classifyStart, setupRemedy } from '../../core/workloads/start/messages.ts'

/** Messages of other runtimes and versions, each with where it was reported. */
const MESSAGES: readonly (readonly [string, string, string])[] = [
  [
    'mount',
    'failed to generate container "3059716e18ca" spec: failed to generate spec: lstat /dev/tap14: no such file or directory',
    'containerd internal/cri/server/container_create.go, a device that the host does not have',
  ],
  [
    'mount',
    'failed to generate container "d51d43737405" spec: failed to generate spec: failed to stat "/var/lib/kubelet/pods/dc0e8b63/volumes/kubernetes.io~csi/pvc-bc9b54c9/mount": stat /var/lib/kubelet/pods/dc0e8b63/volumes/kubernetes.io~csi/pvc-bc9b54c9/mount: transport endpoint is not connected',
    'containerd internal/cri/server/container_create.go, a volume whose file system has gone',
  ],
  [
    'command',
    'crun: executable file `nonexistent` not found in $PATH: No such file or directory: OCI runtime attempted to invoke a command that was not found',
    'containers/crun#1688, crun',
  ],
  [
    'command',
    'runc: runc create failed: unable to start container process: error during container init: exec: "nonexistent": executable file not found in $PATH',
    'containers/crun#1688, runc',
  ],
  [
    'command',
    'OCI runtime exec failed: exec failed: container_linux.go:345: starting container process caused "exec: \\"sh\\": executable file not found in $PATH": unknown',
    'containerd/containerd#3597, runc 1.0.0-rc8',
  ],
  [
    'mount',
    'OCI runtime create failed: container_linux.go:370: starting container process caused: process_linux.go:459: container init caused: rootfs_linux.go:59: mounting "/var/lib/kubelet/pods/705062a4/volume-subpaths/p-003-config-volume/actions/1" to rootfs at "/var/lib/docker/overlay2/69/merged/etc/m/Actions.json" caused: no such file or directory: unknown',
    'kubernetes/kubernetes#98719, Docker',
  ],
  [
    'mount',
    'failed to start container "influxdb": Error response from daemon: oci runtime error: container_linux.go:247: starting container process caused "process_linux.go:364: container init caused \\"rootfs_linux.go:54: mounting \\\\\\"/var/lib/kubelet/pods/e7/volumes/kubernetes.io~configmap/influxdb-config\\\\\\" to rootfs \\\\\\"/var/lib/docker/overlay2/e5/merged\\\\\\" at \\\\\\"/etc/config.toml\\\\\\" caused \\\\\\"not a directory\\\\\\"\\"" : Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type',
    'rootsongjc/kubernetes-handbook#218, Docker',
  ],
  [
    'mount',
    'failed to generate container "abc" spec: failed to generate spec: path "/mnt" is mounted on "/" but it is not a shared mount',
    'containerd pkg/cri/server/container_create_linux.go',
  ],
  [
    'profile',
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: unable to apply apparmor profile: apparmor failed to apply profile: write /proc/self/attr/apparmor/exec: no such file or directory: unknown',
    'docker/for-linux#1199, runc',
  ],
  [
    'platform',
    'failed to start sandbox container for pod "kube-flannel-ds-windows-amd64-9tffg": Error response from daemon: hcsshim::CreateComputeSystem e8cd29b860cb: The container operating system does not match the host operating system.',
    'kubernetes-sigs/sig-windows-tools#72, hcsshim',
  ],
  [
    'workingDir',
    'failed to start containerd task "podname": hcs::System::CreateProcess podname: The directory name is invalid.: unknown',
    'Azure/aks-engine#5086, hcsshim',
  ],
  [
    'workingDir',
    'container create failed: chdir `/srv/app`: No such file or directory',
    'containers/crun src/libcrun/container.c, `chdir` of process.cwd',
  ],
  [
    'hostPath',
    'failed to generate container "9f1c" spec: failed to generate spec: failed to mkdir "/data/app": mkdir /data: read-only file system',
    'containerd internal/cri/opts/spec_linux_opts.go, WithMounts',
  ],
  [
    'command',
    'OCI runtime start failed: starting container: starting root container: urpc method "containerManager.StartRoot" failed: failed to load /app/server: no such file or directory: unknown',
    'google/gvisor pkg/sentry/loader',
  ],
  [
    'profile',
    'failed to get container spec opts: failed to generate apparmor spec opts: apparmor profile not found k8s-apparmor-example-allow-write',
    'kubernetes/website, AppArmor tutorial, containerd',
  ],
  [
    'profile',
    'Cannot enforce AppArmor: profile "k8s-apparmor-example-allow-write" is not loaded',
    'kubernetes/website, AppArmor tutorial before 1.30, kubelet pkg/security/apparmor',
  ],
  [
    'profile',
    'failed to create containerd container: cannot load seccomp profile "/var/lib/kubelet/seccomp/localhost/system-probe": open /var/lib/kubelet/seccomp/localhost/system-probe: no such file or directory',
    'DataDog/helm-charts#774, containerd',
  ],
  [
    'profile',
    'setup seccomp: unable to load local profile "/var/lib/kubelet/seccomp/nginx-1.25.3.json": open /var/lib/kubelet/seccomp/nginx-1.25.3.json: no such file or directory',
    'cri-o internal/config/seccomp/seccomp.go, CRI-O',
  ],
  [
    'user',
    'failed to create containerd container: mount callback failed on /var/lib/rancher/k3s/agent/containerd/tmpmounts/containerd-mount3654802940: no users found',
    'k8ssandra/cass-operator#295, containerd',
  ],
  [
    'user',
    'failed to create containerd container: open /tmp/ctd-username497861447/etc/passwd: no such file or directory',
    'containerd/cri#176, containerd, an image from scratch',
  ],
  [
    'user',
    'runc create failed: unable to start container process: unable to find user app: no matching entries in passwd file',
    'opencontainers/runc libcontainer/init_linux.go and moby/sys/user',
  ],
  [
    'runtimeClass',
    'failed to create pod sandbox: failed to get sandbox runtime: no runtime for "runsc" is configured',
    'containerd internal/cri/server/podsandbox/sandbox_run.go',
  ],
  [
    'runtimeClass',
    'runtimeclass.node.k8s.io "gvisor" not found',
    'pkg/kubelet/runtimeclass/runtimeclass_manager.go, LookupRuntimeHandler',
  ],
]

describe('a container that cannot start is told by what runtimes print', () => {
  it.each(MESSAGES)('%s: %s (%s)', (cause, message) => {
    expect(classifyStart(message)).toBe(cause)
  })

  it('takes a path that is missing before the container is made for a mount (kubernetes/minikube#4634)', () => {
    const message = 'stat /opt/my-path/: no such file or directory'
    expect(classifyStart(message, 'CreateContainerConfigError')).toBe('mount')
    expect(classifyStart(`exec: "/opt/my-path": ${message}`, 'RunContainerError')).toBe('command')
  })
})

/** What no cause of the catalogue stands for: what the remedy speaks of, the message, where it was reported. */
const SETUPS: readonly (readonly [RegExp, string, string])[] = [
  [
    /NVIDIA driver/,
    'OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v1.linux/moby/238bd4e5cf01/log.json: no such file or directory): fork/exec /usr/bin/nvidia-container-runtime: no such file or directory: unknown',
    'NVIDIA/nvidia-docker#686',
  ],
  [
    /ID-mapped mounts/,
    "error during container init: failed to set MOUNT_ATTR_IDMAP on /var/lib/kubelet/pods/1/volumes/kubernetes.io~nfs/data: invalid argument (maybe the filesystem used doesn't support idmap mounts on this kernel?)",
    'opencontainers/runc libcontainer/mount_linux.go',
  ],
  [
    /cgroup driver/,
    'runc create failed: expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups, got "/kubepods/burstable/pod1/9f1c" instead: unknown',
    'opencontainers/runc libcontainer/specconv/spec_linux.go',
  ],
  [
    /DRA driver/,
    'Failed to prepare dynamic resources: failed to get gRPC client for driver dra-1411.k8s.io: plugin name dra-1411.k8s.io not found in the list of registered DRA plugins',
    'kubernetes/kubernetes#131957',
  ],
  [/CDI specification/, 'CDI device injection failed: unresolvable CDI devices nvidia.com/gpu=0', 'containerd pkg/cdi'],
  [
    /reaches the API server/,
    'MountVolume.SetUp failed for volume "config" : failed to sync configmap cache: timed out waiting for the condition',
    'pkg/kubelet/util/manager/watch_based_manager.go',
  ],
  [
    /Sign the image/,
    'Source image rejected: A signature was required, but no signature exists',
    'containers/image signature/policy_eval.go',
  ],
  [/whose kernel supports/, 'seccomp is not enabled in your kernel, cannot run with a profile', 'cri-o/cri-o#4786'],
]

describe('what the node lacks is no cause of the catalogue', () => {
  it.each(SETUPS)('%s helps: %s (%s)', (remedy, message) => {
    expect(classifyStart(message)).toBeUndefined()
    expect(setupRemedy(message)).toMatch(remedy)
  })

  it('takes a program that the image lacks for what it is, whatever its name', () => {
    for (const name of ['nvidia-smi', 'apparmor_parser', 'seccomp-profile']) {
      const message = `exec: "${name}": executable file not found in $PATH`
      expect(classifyStart(`runc create failed: unable to start container process: ${message}`)).toBe('command')
      expect(setupRemedy(message)).toBeUndefined()
    }
  })
})

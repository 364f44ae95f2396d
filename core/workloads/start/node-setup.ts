/**
 * What runtimes say where the node, or the user of the image, is not set up for the container, and what helps: no cause of the
 * catalogue stands for these. Sources: runc `libcontainer/apparmor` and `libcontainer/user`, containerd
 * `pkg/oci/spec_opts.go` and `internal/cri/server`, cri-o `internal/config/seccomp`, NVIDIA `libnvidia-container`.
 */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /nvidia-container-cli: |(?:fork\/exec \S{0,200}|exec: "\S{0,200})nvidia-container-runtime|nvidia-container-runtime-hook/,
    "Install or repair the NVIDIA driver and its container toolkit on the pod's node, or see whether the pods of the GPU operator there are ready.",
  ],
  [
    /unable to retrieve OCI runtime error .{0,300}(?:fork\/exec |exec: ")/s,
    "Install the OCI runtime that the configuration of containerd on the pod's node names, or correct that configuration.",
  ],
  [
    /apparmor (?:failed to apply|profile|spec opts|is not supported)/i,
    'Load the AppArmor profile on every node on which the pod may run, or name one that is loaded there in securityContext.appArmorProfile.',
  ],
  [
    /(?:load|generate) (?:local |the )?seccomp (?:profile|spec opts|security options)|unable to load local profile "/,
    "Put the seccomp profile below the kubelet's directory seccomp on every node on which the pod may run, or name one that is there in securityContext.seccompProfile.localhostProfile.",
  ],
  [
    /unable to find (?:user|group) \S{1,300}: |no matching entries in (?:passwd|group) file|: no (?:users|groups) found/,
    "Set securityContext.runAsUser (runAsGroup) to a number: the image's /etc/passwd does not have the user that the image names.",
  ],
]

/** Takes what a runtime says of a container that could not be started; returns what helps, where the node or the image's user is not set up for it. */
export function setupRemedy(message: string): string | undefined {
  return REMEDIES.find(([pattern]) => pattern.test(message))?.[1]
}

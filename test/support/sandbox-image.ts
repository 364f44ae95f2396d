import type { Variation } from './variation.ts'
import { worded } from './variation.ts'

/** The runtime of a node cannot pull the image of its sandboxes, and why, in place of a sandbox that fails for another reason. */
export function withoutSandboxImage(why: string): Variation {
  const image = 'registry.k8s.io/pause:3.10'
  return worded(
    /^Failed to create pod sandbox: .*/,
    `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image "${image}": failed to pull image "${image}": failed to pull and unpack image "${image}": ${why}`,
    'containerd internal/cri/server/podsandbox/sandbox_run.go and core/remotes/docker',
  )
}

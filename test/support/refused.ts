import type { Variation } from './variation.ts'
import { gone, unsaid, worded } from './variation.ts'

/** The pods of `node-disk-pressure` as the kubelet leaves those that it refuses: failed before anything of them has run. */
export function refusedBy(predicate: string, text: string): readonly Variation[] {
  const source = 'kubernetes pkg/kubelet/lifecycle/predicate.go'
  return [
    gone('Pod', /-(?:jzdcj|xv8gl)$/),
    worded(/^Evicted$/, predicate, source),
    worded(/^The node was low on resource: .*/, `Pod was rejected: Predicate ${predicate} failed: ${text}`, source),
    unsaid('Pod', /./, ['status', 'containerStatuses']),
    unsaid('Pod', /./, ['status', 'conditions']),
  ]
}

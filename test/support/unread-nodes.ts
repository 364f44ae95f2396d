import type { Variation } from './variation.ts'
import { notRead, worded } from './variation.ts'

/** The pods of `pending-taint` where nodes were not read: `text` is all that the scheduler says of them. */
export function taintedBy(text: string): readonly Variation[] {
  return [
    notRead('Node'),
    worded(
      /1 node\(s\) didn't match Pod's node affinity\/selector, 1 node\(s\) had untolerated taint\(s\)/g,
      text,
      'kubernetes 1.24 plugins/tainttoleration/taint_toleration.go',
    ),
  ]
}

import type { Conditions } from '../../support/conditions.ts'
import { told } from '../../support/variation.ts'

const POD = 'trainer-785789b5fc-hldhw'
/** The cluster autoscaler says why it adds no node for a pod. */
const notScaled = (message: string) =>
  told(
    'pending-cpu',
    `${POD}.18eac94b8ff37a45`,
    { kind: 'Pod', namespace: 'ml', name: POD },
    {
      reason: 'NotTriggerScaleUp',
      message,
      source: 'kubernetes/autoscaler cluster-autoscaler/processors/status/eventing_scale_up_processor.go',
    },
  )

export default {
  'an autoscaler at its limit adds no node until that is raised': {
    recording: 'pending-cpu',
    varied: [notScaled("pod didn't trigger scale-up: 1 max node group size reached")],
    found: 1,
  },
  'one that waits after a failed attempt says where to look': {
    recording: 'pending-cpu',
    varied: [notScaled("pod didn't trigger scale-up: 1 in backoff after failed scale-up")],
    found: 1,
  },
} satisfies Conditions

import type { Cases } from '../../support/cases.ts'
import { borrowed, unsaid, type Variation, worded, write } from '../../support/variation.ts'

const recording = 'image-tag-typo'
const NAMESPACE = 'shop'
const AUTOSCALER = 'HorizontalPodAutoscaler'
/** An autoscaler without metrics, of the Deployment whose image cannot be pulled. */
const autoscaler: readonly Variation[] = [
  borrowed('hpa-metrics', AUTOSCALER, 'api', NAMESPACE),
  write(AUTOSCALER, 'api', ['spec', 'scaleTargetRef', 'name'], 'web'),
]
const target = (field: string) => write(AUTOSCALER, 'api', ['spec', 'scaleTargetRef', field], undefined)

export default {
  'the trouble of its target is also that of an autoscaler': { recording, varied: autoscaler, found: 3 },
  'an autoscaler that cannot read the scale of its target is inactive': {
    recording,
    varied: [
      borrowed('hpa-target', AUTOSCALER, 'api', NAMESPACE),
      write(AUTOSCALER, 'api', ['spec', 'scaleTargetRef', 'name'], 'web'),
    ],
    found: 2,
  },
  'a target without a kind is none': { recording, varied: [...autoscaler, target('kind')], found: 2 },
  'a target without a name is none': { recording, varied: [...autoscaler, target('name')], found: 2 },
  'an autoscaler that no controller has handled is not inactive': {
    recording,
    varied: [...autoscaler, unsaid(AUTOSCALER, 'api', ['status'])],
    found: 2,
  },
  'of a target that is scaled to zero nothing is asked': {
    recording,
    varied: [
      ...autoscaler,
      worded('FailedGetResourceMetric', 'ScalingDisabled', 'pkg/controller/podautoscaler/horizontal.go'),
      worded(
        /the HPA was unable to compute the replica count: .+/,
        'scaling is disabled since the replica count of the target is zero',
        'pkg/controller/podautoscaler/horizontal.go',
      ),
    ],
    found: 1,
  },
} satisfies Cases

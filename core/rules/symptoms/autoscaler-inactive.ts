import type { ObjectRef } from '../../report.ts'
import { defineSymptom } from '../../rule.ts'
import { parseTime } from '../../time.ts'

export default defineSymptom({
  id: 'autoscaler-inactive',
  on: ['HorizontalPodAutoscaler'],
  reads: [],

  *detect(autoscaler) {
    const { namespace } = autoscaler.metadata
    const failing = autoscaler.status?.conditions?.find(
      ({ type, status }) => (type === 'ScalingActive' || type === 'AbleToScale') && status === 'False',
    )
    if (failing === undefined || failing.reason === 'ScalingDisabled') return
    const target = autoscaler.spec?.scaleTargetRef
    const because: ObjectRef[] = []
    if (target?.kind !== undefined && target.name !== undefined) {
      because.push({ kind: target.kind, ...(namespace === undefined ? {} : { namespace }), name: target.name })
    }
    yield {
      text: `it does not scale: ${failing.reason ?? 'no reason given'}`,
      because,
      since: parseTime(failing.lastTransitionTime),
    }
  },
})

import { defineSymptom } from '../rule.ts'
import { scaleTargetOf } from '../workloads/autoscalers.ts'

export default defineSymptom({
  id: 'autoscaler-inactive',
  on: ['HorizontalPodAutoscaler'],
  reads: [],

  detect(autoscaler) {
    const failing = autoscaler.status?.conditions?.find(
      ({ type, status }) => (type === 'ScalingActive' || type === 'AbleToScale') && status === 'False',
    )
    if (failing === undefined || failing.reason === 'ScalingDisabled') return
    const target = scaleTargetOf(autoscaler)
    return {
      text: `it is not scaling: ${failing.reason ?? 'no reason given'}`,
      because: target === undefined ? [] : [target],
    }
  },
})

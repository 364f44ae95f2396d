import { refOf } from '../ref.ts'
import { defineSymptom } from '../rule.ts'
import { podsOfService } from '../workloads/network/selected-pods.ts'
import { isServing } from '../workloads/network/services.ts'

export default defineSymptom({
  id: 'service-without-endpoints',
  on: ['Service'],
  reads: ['Pod'],

  detect(service, cluster) {
    const { type, selector, publishNotReadyAddresses } = service.spec ?? {}
    if (type === 'ExternalName' || selector === undefined || publishNotReadyAddresses === true) return
    const pods = podsOfService(service, cluster)
    if (pods.some(isServing)) return
    return {
      text: pods.length === 0 ? 'no pods match its selector' : `none of its ${pods.length} pods is ready`,
      because: pods.map(refOf),
    }
  },
})

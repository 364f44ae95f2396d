import type { Cases } from '../../support/cases.ts'
import { added, write } from '../../support/variation.ts'

const recording = 'readiness-500'
/** A Service in front of the pods that are not ready. */
const service = (spec: object) =>
  added({
    kind: 'Service',
    metadata: { name: 'pricing', namespace: 'pricing' },
    spec: { ports: [{ port: 80 }], selector: { app: 'pricing' }, ...spec },
  } as { kind: string })

export default {
  'pods that are not ready are no endpoints': { recording, varied: [service({})], found: 1 },
  'addresses are published only when ready unless it says otherwise': {
    recording,
    varied: [service({ publishNotReadyAddresses: false })],
    found: 1,
  },
  'a Service may publish addresses that are not ready': {
    recording,
    varied: [service({ publishNotReadyAddresses: true })],
    found: 1,
  },
  'a Service that stands for a name outside needs no endpoints': {
    recording,
    varied: [service({ type: 'ExternalName' })],
    found: 1,
  },
  'a Service without a selector has its endpoints from elsewhere': {
    recording: 'lb-pending',
    varied: [write('Service', 'public', ['spec', 'selector'], undefined)],
    found: 1,
  },
} satisfies Cases

import type { Cases } from '../../support/cases.ts'
import { inContainers, unsaid, write } from '../../support/variation.ts'

const recording = 'pending-host-port'
const HOLDER = 'proxy-5f78cf9d96-mjtvz'

const owner = (kind: string, name: string) => ({ apiVersion: 'apps/v1', kind, name, controller: true })

export default {
  'of the ports that a pod holds one is enough': {
    recording,
    varied: [
      write(
        'Pod',
        HOLDER,
        ['spec', 'containers'],
        [{ name: 'proxy', ports: [{ hostPort: 18443 }, { containerPort: 80, hostPort: 18080 }] }],
      ),
    ],
    found: 1,
  },
  'a port of the same number in UDP is another port': {
    recording,
    varied: [
      inContainers(/^proxy/, {
        ports: [
          { containerPort: 53, hostPort: 18080, protocol: 'UDP' },
          { containerPort: 443, hostPort: 18443, protocol: 'TCP' },
          { containerPort: 80, hostPort: 18080, protocol: 'TCP' },
        ],
      }),
      write(
        'Pod',
        HOLDER,
        ['spec', 'containers'],
        [{ name: 'proxy', ports: [{ containerPort: 80, hostPort: 18080 }] }],
      ),
    ],
    found: 1,
  },
  'on the host network every port is one': {
    recording,
    varied: [write('Pod', /^proxy/, ['spec', 'hostNetwork'], true)],
    found: 1,
  },
  'a StatefulSet stops a pod before it starts the next': {
    recording,
    varied: [
      write('Pod', /^proxy/, ['metadata', 'ownerReferences'], [owner('StatefulSet', 'proxy')]),
      write('Pod', HOLDER, ['metadata', 'labels', 'pod-template-hash'], undefined),
    ],
    found: 1,
  },
  'a pod of another workload is not helped by fewer replicas of this one': {
    recording,
    varied: [write('Pod', HOLDER, ['metadata', 'ownerReferences'], [owner('DaemonSet', 'proxy')])],
    found: 1,
  },
  'a pod whose ports are not said still gets what the scheduler says': {
    recording,
    varied: [unsaid('Pod', /^proxy/, ['spec', 'containers'])],
    found: 1,
  },
  'a pod whose containers are unknown still gets what the scheduler says': {
    recording,
    varied: [
      unsaid('Pod', /^proxy/, ['spec', 'containers']),
      write('Pod', /^proxy/, ['spec', 'initContainers'], [{ name: 'setup' }]),
    ],
    found: 1,
  },
  'a pod that is about to stop gives the port back': {
    recording,
    varied: [
      write('Pod', HOLDER, ['metadata', 'deletionTimestamp'], '2026-11-23T21:20:10Z'),
      write('Pod', HOLDER, ['metadata', 'deletionGracePeriodSeconds'], 30),
    ],
    found: 1,
  },
  'a pod that is long past its grace period may never': {
    recording,
    varied: [
      write('Pod', HOLDER, ['metadata', 'deletionTimestamp'], '2026-11-23T21:18:50Z'),
      write('Pod', HOLDER, ['metadata', 'deletionGracePeriodSeconds'], 0),
    ],
    found: 1,
  },
} satisfies Cases

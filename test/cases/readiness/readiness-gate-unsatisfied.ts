import type { Cases } from '../../support/cases.ts'
import { later, worded, write } from '../../support/variation.ts'

const recording = 'readiness-gate'
/** A gate whose condition is set: that of another controller stands in for the load balancer's. */
const atWork = [
  write('Pod', /^web/, ['spec', 'readinessGates'], [{ conditionType: 'Ready' }]),
  worded(
    /^corresponding condition of pod readiness gate .*$/,
    'Initial health checks in progress',
    'kubernetes-sigs/aws-load-balancer-controller issue 2857',
  ),
]

export default {
  'a load balancer may be at its first health checks': { recording, varied: atWork, found: 1 },
  'a load balancer is not at its first health checks for ever': {
    recording,
    varied: [...atWork, later(300)],
    found: 1,
  },
  'a gate is closed at every start for some seconds': { recording, varied: [later(-48)], found: 1 },
  'while a container is not ready its gate is not looked at': {
    recording: 'readiness-500',
    varied: [write('Pod', /^/, ['spec', 'readinessGates'], [{ conditionType: 'target-health.elbv2.k8s.aws/web' }])],
    found: 0,
  },
} satisfies Cases

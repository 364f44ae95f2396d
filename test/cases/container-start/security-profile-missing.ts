import type { Cases } from '../../support/cases.ts'
import { inContainers, later, worded, write } from '../../support/variation.ts'

const recording = 'seccomp-profile-missing'
const SAID = /failed to create containerd container: .*/

const APPARMOR = worded(
  SAID,
  'failed to get container spec opts: failed to generate apparmor spec opts: apparmor profile not found k8s-apparmor-example-allow-write',
  'kubernetes/website, AppArmor tutorial, containerd',
)

export default {
  'an AppArmor profile is named in a field of its own': {
    recording,
    varied: [
      inContainers(/^web/, {
        securityContext: {
          appArmorProfile: { type: 'Localhost', localhostProfile: 'k8s-apparmor-example-allow-write' },
        },
      }),
      APPARMOR,
    ],
    found: 1,
  },
  'the pod may name the profile for all of its containers': {
    recording,
    varied: [
      inContainers(/^web/, { securityContext: {} }),
      write('Pod', /^web/, ['spec', 'securityContext'], {
        seccompProfile: { type: 'Localhost', localhostProfile: 'profiles/audit.json' },
      }),
    ],
    found: 1,
  },
  'a container may name another than its pod': {
    recording,
    varied: [
      write('Pod', /^web/, ['spec', 'securityContext'], { seccompProfile: { type: 'RuntimeDefault' } }),
      inContainers(/^web/, {
        securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'profiles/audit.json' } },
      }),
    ],
    found: 1,
  },
  'before Kubernetes 1.30 an annotation named it': {
    recording,
    varied: [
      inContainers(/^web/, { securityContext: {} }),
      write(
        'Pod',
        /^web/,
        ['metadata', 'annotations', 'container.apparmor.security.beta.kubernetes.io/web'],
        'localhost/k8s-apparmor-example-deny-write',
      ),
      APPARMOR,
    ],
    found: 1,
  },
  'where neither was read the runtime names it': {
    recording,
    varied: [inContainers(/^web/, { securityContext: {} }), APPARMOR],
    found: 1,
  },
  'what runs on each node may bring it yet': { recording, varied: [later(-30)], found: 1 },
  'a node without AppArmor lacks more than a profile': {
    recording,
    varied: [
      worded(
        SAID,
        'failed to get container spec opts: failed to generate apparmor spec opts: apparmor is not supported',
        'containerd internal/cri/server/container_create.go',
      ),
    ],
    found: 0,
  },
} satisfies Cases

import type { Conditions } from '../../support/conditions.ts'
import { inRole } from '../../support/transform-role.ts'
import { inContainers, worded } from '../../support/variation.ts'

export default {
  'a sidecar is patched among the init containers': {
    recording: 'crash-oom',
    varied: [snapshot => inRole(snapshot, 'reports', 'sidecar')],
    found: 1,
  },
  'a limit that does not even hold the start of the container': {
    recording: 'crash-command-not-found',
    varied: [
      inContainers(/^thumbs/, { resources: { limits: { memory: '4Mi' } } }),
      worded(
        /error during container init: .*/,
        'container init was OOM-killed (memory limit too low?): unknown',
        'opencontainers/runc libcontainer/process_linux.go',
      ),
    ],
    found: 1,
  },
} satisfies Conditions

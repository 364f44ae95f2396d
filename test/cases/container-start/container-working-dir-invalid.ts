import type { Cases } from '../../support/cases.ts'
import { inContainers, worded } from '../../support/variation.ts'

export default {
  'the runtime names the directory of the image where the pod names none': {
    recording: 'working-dir',
    varied: [inContainers(/^builder/, { workingDir: undefined })],
    found: 1,
  },
  'a directory that the user may not enter is named in brackets': {
    recording: 'working-dir',
    varied: [
      inContainers(/^builder/, { workingDir: undefined }),
      worded(
        'error during container init: mkdir /etc/passwd: not a directory',
        'chdir to cwd ("/home/nonroot") set in config.json failed: permission denied',
        'opencontainers/runc libcontainer/init_linux.go, bugzilla.redhat.com 1934177',
      ),
    ],
    found: 1,
  },
} satisfies Cases

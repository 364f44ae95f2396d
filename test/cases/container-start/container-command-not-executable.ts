import type { Cases } from '../../support/cases.ts'
import { inContainers, worded } from '../../support/variation.ts'

export default {
  'a directory is no command': {
    recording: 'crash-not-executable',
    varied: [
      worded(
        'exec: "/etc/passwd": permission denied',
        'exec: "/etc": is a directory',
        'runc libcontainer/standard_init_linux.go with EISDIR',
      ),
    ],
    found: 1,
  },
  'the runtime names the entry point of the image where the pod names no command': {
    recording: 'crash-not-executable',
    varied: [inContainers(/^backup/, { command: undefined })],
    found: 1,
  },
  'runtimes that log in quotes escape those of the name': {
    recording: 'crash-not-executable',
    varied: [
      inContainers(/^backup/, { command: undefined }),
      worded(
        'runc create failed: unable to start container process: error during container init: exec: "/etc/passwd": permission denied',
        'container_linux.go:345: starting container process caused "exec: \\"/etc/passwd\\": permission denied": unknown',
        'github.com/containerd/containerd/issues/3597, runc 1.0.0-rc8',
      ),
    ],
    found: 1,
  },
  'a shell names what it may not execute': {
    recording: 'crash-shell-127',
    varied: [worded('sh: thumbnailer: not found', 'sh: ./thumbnailer: Permission denied', 'busybox shell/ash.c')],
    found: 1,
  },
  'older runtimes do not name it, but the pod does': {
    recording: 'crash-shell-127',
    varied: [
      inContainers(/^thumbs/, { command: ['/app/thumbnailer', '--serve'] }),
      worded(
        'sh: thumbnailer: not found',
        'standard_init_linux.go:228: exec user process caused: permission denied',
        'opencontainers/runc libcontainer/standard_init_linux.go 1.0',
      ),
    ],
    found: 1,
  },
} satisfies Cases

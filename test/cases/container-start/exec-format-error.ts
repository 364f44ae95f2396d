import type { Cases } from '../../support/cases.ts'
import { inContainers, worded } from '../../support/variation.ts'

const SAID = 'exec /scripts/run.sh: exec format error'

export default {
  'the log names the entry point of the image where the pod names no command': {
    recording: 'exec-format',
    varied: [inContainers(/^runner/, { command: undefined })],
    found: 1,
  },
  'a shell names what it cannot execute': {
    recording: 'exec-format',
    varied: [
      inContainers(/^runner/, { command: ['bash', '-c', '/app/server'] }),
      worded(
        SAID,
        'bash: line 1: /app/server: cannot execute binary file: Exec format error',
        'GNU bash execute_cmd.c',
      ),
    ],
    found: 1,
  },
  'older runtimes do not name it, but the pod does': {
    recording: 'exec-format',
    varied: [
      inContainers(/^runner/, { command: ['/app/server', '--port=80'] }),
      worded(
        SAID,
        'standard_init_linux.go:228: exec user process caused: exec format error',
        'opencontainers/runc libcontainer/standard_init_linux.go 1.0',
      ),
    ],
    found: 1,
  },
} satisfies Cases

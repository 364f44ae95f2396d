import type { Cases } from '../../support/cases.ts'
import { edit, inContainers, joined, withEmptyLogs, withoutLogs, worded, write } from '../../support/variation.ts'

const API = 'api-89778cf7c-qmnkx'
/** The container that exits with 127, as an init container of another pod. */
const first = joined(API, 'crash-shell-127', 'thumbs-7db87d45b4-dzgpq', 'initContainers')
const asSidecar = edit('Pod', API, pod => {
  const spec = pod['spec'] as { readonly initContainers: readonly Readonly<Record<string, unknown>>[] }
  const [thumbs, ...others] = spec.initContainers
  return { ...pod, spec: { ...spec, initContainers: [{ ...thumbs, restartPolicy: 'Always' }, ...others] } }
})

const LINE = 'crash-command-not-found'
const takenFor = (command: readonly [string, ...string[]]) => [
  inContainers(/^thumbs/, { command }),
  worded(
    /exec: "\/app\/thumbnailer": stat .*/,
    `exec: ${JSON.stringify(command[0])}: stat ${command[0]}: no such file or directory`,
    'opencontainers/runc libcontainer/standard_init_linux.go',
  ),
]

export default {
  'an image without an entry point': {
    recording: 'crash-command-not-found',
    varied: [
      inContainers(/^thumbs/, { command: undefined }),
      worded(
        /failed to create containerd task: .*/,
        'failed to generate container "505cfde8c6e1" spec: failed to generate spec: no command specified',
        'containerd internal/cri/server/container_create.go',
      ),
    ],
    found: 1,
  },
  'a command line is treated as a single file name': {
    recording: LINE,
    varied: takenFor(['/app/thumbnailer --serve']),
    found: 1,
  },
  'a command line with further arguments': {
    recording: LINE,
    varied: takenFor(['/app/thumbnailer --serve', '--debug']),
    found: 1,
  },
  'a quoted argument is not split': { recording: LINE, varied: takenFor(['/app/thumbnailer --name="a b"']), found: 1 },
  'a file name may contain a space': {
    recording: 'crash-shell-127',
    varied: [inContainers(/^thumbs/, { command: ['/app/run it'] })],
    found: 1,
  },
  'a script file that a shell runs is not a command': {
    recording: 'crash-shell-127',
    varied: [withoutLogs, inContainers(/^thumbs/, { command: ['sh', '/app/run.sh'] })],
    found: 1,
  },
  'a flag before the shell is not its own': {
    recording: 'crash-shell-127',
    varied: [withoutLogs, inContainers(/^thumbs/, { command: ['ionice', '-c', '2', 'sh', '-c', 'thumbnailer'] })],
    found: 1,
  },
  'Kata Containers name the file': {
    recording: 'crash-command-not-found',
    varied: [
      worded(
        /failed to create shim task: .*/,
        'failed to create shim task: the file thumbnailer was not found: unknown',
        'github.com/kata-containers/kata-containers/issues/10497',
      ),
    ],
    found: 1,
  },
  'gVisor searches PATH': {
    recording: 'crash-command-not-found',
    varied: [
      worded(
        /OCI runtime create failed: .*/,
        'OCI runtime create failed: starting container: starting root container: error finding executable "thumbnailer" in PATH [/usr/local/sbin /usr/bin]: no such file or directory: unknown',
        'google/gvisor pkg/sentry/fsimpl/user/path.go',
      ),
    ],
    found: 1,
  },
  'a program of the node that the runtime lacks is not that of the container': {
    recording: 'image-user-unknown',
    varied: [
      worded(
        /failed to create containerd container: .*/,
        'failed to create containerd container: get apparmor_parser version: exec: "apparmor_parser": executable file not found in $PATH',
        'containerd contrib/apparmor/template.go',
      ),
    ],
    found: 0,
  },
  'the runtime names the entry point of the image where the pod names no command': {
    recording: 'crash-command-not-found',
    varied: [inContainers(/^thumbs/, { command: undefined })],
    found: 1,
  },
  'runtimes that log in quotes escape those of the name': {
    recording: 'crash-command-not-found',
    varied: [
      inContainers(/^thumbs/, { command: undefined }),
      worded(
        /runc create failed: .*/,
        'container_linux.go:345: starting container process caused "exec: \\"/app/thumbnailer\\": stat /app/thumbnailer: no such file or directory": unknown',
        'github.com/containerd/containerd/issues/3597, runc 1.0.0-rc8',
      ),
    ],
    found: 1,
  },
  'older runtimes do not name it, but the pod does': {
    recording: 'crash-shell-127',
    varied: [
      inContainers(/^thumbs/, { command: ['/app/thumbnailer', '--serve'] }),
      worded(
        'sh: thumbnailer: not found',
        'standard_init_linux.go:228: exec user process caused: no such file or directory',
        'opencontainers/runc libcontainer/standard_init_linux.go 1.0',
      ),
    ],
    found: 1,
  },
  'the kernel says the same of a script whose interpreter is missing': {
    recording: 'crash-shell-127',
    varied: [
      inContainers(/^thumbs/, { command: ['/app/run.sh'] }),
      worded(
        'sh: thumbnailer: not found',
        'exec /app/run.sh: no such file or directory',
        'opencontainers/runc libcontainer/standard_init_linux.go 1.1',
      ),
    ],
    found: 1,
  },
  'a script from Windows names an interpreter that ends in a carriage return': {
    recording: 'crash-shell-127',
    varied: [
      inContainers(/^thumbs/, { command: ['/app/run.sh'] }),
      worded('sh: thumbnailer: not found', "env: 'bash\\r': No such file or directory", 'GNU coreutils src/env.c'),
    ],
    found: 1,
  },
  'by the exit code where the log was not read; the script names the command': {
    recording: 'crash-shell-127',
    varied: [withoutLogs],
    found: 1,
  },
  'by the exit code where the log is empty; a longer script does not show which command': {
    recording: 'crash-shell-127',
    varied: [withEmptyLogs, inContainers(/^thumbs/, { command: ['sh', '-c', 'set -e\nthumbnailer migrate\nserve'] })],
    found: 1,
  },
  'by the exit code of a command that runs another': {
    recording: 'crash-shell-127',
    varied: [withoutLogs, inContainers(/^thumbs/, { command: ['sh', '-c', 'timeout 60 thumbnailer --serve'] })],
    found: 1,
  },
  'by the exit code of an init container': {
    recording: 'init-crash',
    varied: [first, withoutLogs],
    found: 1,
  },
  'by the exit code of a sidecar': { recording: 'init-crash', varied: [first, asSidecar, withoutLogs], found: 1 },
  'by the exit code of a Job’s container': {
    recording: 'crash-shell-127',
    varied: [
      withoutLogs,
      write('Pod', /^thumbs/, ['spec', 'restartPolicy'], 'Never'),
      write(
        'Pod',
        /^thumbs/,
        ['metadata', 'ownerReferences'],
        [{ apiVersion: 'batch/v1', kind: 'Job', name: 'thumbs', controller: true }],
      ),
    ],
    found: 1,
  },
} satisfies Cases

import type { Cases } from '../../support/cases.ts'
import { gone, inContainers, worded, write } from '../../support/variation.ts'
import { inRole } from '../../support/variations/roles.ts'

/** A JVM with these heap settings, in a container limited to 64Mi. */
const withHeap = (...args: readonly string[]) => ({
  recording: 'crash-oom',
  varied: [inContainers(/^renderer/, { args })],
  found: 1,
})

export default {
  'a limit that a LimitRange set is its default': {
    recording: 'crash-oom',
    varied: [
      write('Pod', /^renderer/, ['metadata', 'annotations'], {
        'kubernetes.io/limit-ranger':
          'LimitRanger plugin set: cpu request for container renderer; cpu, memory limit for container renderer',
      }),
    ],
    found: 1,
  },
  'the suggested limit has room for the heap': withHeap('-Xms64m', '-Xmx300m'),
  'a heap in gibibytes': withHeap('-Xmx2g'),
  'a heap in kibibytes': withHeap('-Xmx204800k'),
  'a heap in bytes': withHeap('-Xmx209715200'),
  'a heap that fits the limit is not at fault': withHeap('-Xmx42m'),
  'a sidecar is patched among the init containers': {
    recording: 'crash-oom',
    varied: [inRole('reports', 'sidecar')],
    found: 1,
  },
  "a memory limit that is too low to make the pod's sandbox": {
    recording: 'pod-ips-exhausted',
    varied: [
      inContainers(/./, { resources: { limits: { memory: '128' } } }),
      worded(
        /Failed to create pod sandbox: .+/,
        'Failed to create pod sandbox: rpc error: code = Unknown desc = pod set memory limit 1048576 too low; should be at least 12582912',
        'cri-o internal/config/cgmgr/systemd.go',
      ),
    ],
    found: 1,
  },
  'CRI-O refuses a limit below what a start takes': {
    recording: 'image-user-unknown',
    varied: [
      inContainers(/./, { resources: { limits: { memory: '4Mi' } } }),
      worded(
        /failed to create containerd container: .*/,
        'set memory limit 4194304 too low; should be at least 12582912',
        'cri-o internal/config/cgmgr/cgmgr_linux.go',
      ),
    ],
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
  'a bare pod is made anew with another limit': {
    recording: 'crash-oom',
    varied: [
      gone('Deployment'),
      gone('ReplicaSet'),
      write('Pod', /^renderer-/, ['metadata', 'ownerReferences'], undefined),
    ],
    found: 1,
  },
} satisfies Cases

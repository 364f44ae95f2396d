import type { Conditions } from '../../support/conditions.ts'
import { gone, notRead, worded } from '../../support/variation.ts'

const UNPACKED = worded(
  /failed to resolve image: .*/,
  'failed to extract layer sha256:5d: write /var/lib/containerd/tmpmounts/containerd-mount1/usr/lib/x86_64-linux-gnu/libicudata.so: no space left on device: unknown',
  'containerd core/unpack/unpacker.go with ENOSPC',
)

export default {
  'an image that cannot be unpacked finds no space': {
    recording: 'image-tag-typo',
    varied: [UNPACKED],
    found: 1,
  },
  'the state of the container tells it when the events are gone': {
    recording: 'image-tag-typo',
    varied: [UNPACKED, gone('Event', /^web-58fb588565-s8bfg/)],
    found: 1,
  },
  'of a node that was not read it is said all the same': {
    recording: 'image-tag-typo',
    varied: [UNPACKED, notRead('Node')],
    found: 1,
  },
  'no space for control groups is not that of the disk': {
    recording: 'image-tag-typo',
    varied: [
      worded(
        /failed to resolve image: .*/,
        'mkdir /sys/fs/cgroup/memory/kubepods/burstable/pod79fe803c: no space left on device: unknown',
        'kubernetes/kubernetes issue 70324',
      ),
    ],
    found: 0,
  },
} satisfies Conditions

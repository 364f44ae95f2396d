import type { Cases } from '../../support/cases.ts'
import { borrowed, gone, withSpec, worded, write } from '../../support/variation.ts'

const hostPath = (type: string) =>
  withSpec('Pod', 'collector-t4tp6', { volumes: [{ name: 'j', hostPath: { path: '/run/collector', type } }] })

const refusing = (refusal: string) =>
  worded(
    /failed to create containerd container: .*/,
    `failed to generate container "9f1c" spec: failed to generate spec: ${refusal}`,
    'containerd internal/cri/opts',
  )
const OTHER = { name: 'tmp', emptyDir: {} }

export default {
  'the runtime cannot create a path without a type': {
    recording: 'image-user-unknown',
    varied: [
      write(
        'Pod',
        /^/,
        ['spec', 'volumes'],
        [OTHER, { name: 'other', hostPath: { path: '/data' } }, { name: 'app', hostPath: { path: '/data/app' } }],
      ),
      refusing('failed to mkdir "/data/app": mkdir /data: read-only file system'),
    ],
    found: 1,
  },
  'a path may contain a space': {
    recording: 'image-user-unknown',
    varied: [
      write('Pod', /^/, ['spec', 'volumes'], [OTHER, { name: 'app', hostPath: { path: '/data/a b' } }]),
      refusing('failed to mkdir "/data/a b": mkdir /data/a b: read-only file system'),
    ],
    found: 1,
  },
  'the kubelet can create a file, too': {
    recording: 'host-path-type',
    varied: [
      hostPath('File'),
      worded(
        /\/var\/log\/journal-missing is not a directory/,
        '/run/collector is not a file',
        'kubernetes pkg/volume/hostpath',
      ),
    ],
    found: 1,
  },
  'the kubelet creates no socket': {
    recording: 'host-path-type',
    varied: [
      hostPath('Socket'),
      worded(
        /\/var\/log\/journal-missing is not a directory/,
        '/run/collector is not a socket file',
        'kubernetes pkg/volume/hostpath',
      ),
    ],
    found: 1,
  },
  'a pod whose init container runs has its volumes, whatever was said before': {
    recording: 'host-path-type',
    varied: [
      gone('Pod', 'collector-t4tp6'),
      borrowed('init-crash', 'Pod', 'api-89778cf7c-qmnkx', 'logs-agent'),
      worded(/^collector-t4tp6$/, 'api-89778cf7c-qmnkx', 'names only'),
      worded(/^3a5342e0-443b-49b5-a432-f14af586f30a$/, 'ecbdd293-c327-494d-aeb3-3ccc98510a2d', 'names only'),
    ],
    found: 0,
  },
} satisfies Cases

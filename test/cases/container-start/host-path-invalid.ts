import type { Cases } from '../../support/cases.ts'
import { borrowed, gone, withSpec, worded } from '../../support/variation.ts'

const hostPath = (type: string) =>
  withSpec('Pod', 'collector-t4tp6', { volumes: [{ name: 'j', hostPath: { path: '/run/collector', type } }] })

export default {
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
  'it creates no socket': {
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

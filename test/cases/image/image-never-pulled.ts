import type { Cases } from '../../support/cases.ts'
import { worded, write } from '../../support/variation.ts'

export default {
  'the image of a volume has a policy of its own': {
    recording: 'image-never',
    varied: [
      write(
        'Pod',
        'agent-l6zb5',
        ['spec', 'volumes'],
        [{ name: 'model', image: { reference: 'registry.example.com/bert:9', pullPolicy: 'Never' } }],
      ),
      worded(
        /Container image "edge-agent:dev" is not present/,
        'Container image "registry.example.com/bert:9" is not present',
        'kubernetes pkg/kubelet/images/image_manager.go, for the images of volumes too',
      ),
    ],
    found: 1,
  },
} satisfies Cases

import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { worded, write } from '../../support/variation.ts'

const named = (image: string): readonly Variation[] => [
  write('Pod', /^search/, ['spec', 'containers'], [{ name: 'search', image }]),
  worded(
    /^Failed to apply default image tag .*$/,
    `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`,
    'pkg/util/parsers/parsers.go; distribution/reference, reference.go',
  ),
]

export default {
  'a reference that is wrong in more than its case gets no suggestion': {
    recording: 'image-name-invalid',
    varied: named('Acme/Search engine:latest'),
    found: 1,
  },
  'a reference that is in lower case is not suggested again': {
    recording: 'image-name-invalid',
    varied: named('acme/search:2:latest'),
    found: 1,
  },
  'a scheme does not belong to a reference': {
    recording: 'image-name-invalid',
    varied: named('HTTPS://registry.acme.io/search:2'),
    found: 1,
  },
  'spaces around a reference do not belong to it': {
    recording: 'image-name-invalid',
    varied: named(' acme/search:2 '),
    found: 1,
  },
  'the reference of a volume is corrected by whoever wrote it': {
    recording: 'image-name-invalid',
    varied: [
      write('Pod', /^search/, ['spec', 'volumes'], [{ name: 'model', image: { reference: 'Acme/Bert:9' } }]),
      worded(
        /^Failed to apply default image tag .*$/,
        'Failed to apply default image tag "Acme/Bert:9": couldn\'t parse image name "Acme/Bert:9": invalid reference format: repository name (Bert) must be lowercase',
        'pkg/util/parsers/parsers.go; distribution/reference, reference.go',
      ),
    ],
    found: 1,
  },
} satisfies Cases

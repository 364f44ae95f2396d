import type { Cases } from '../../support/cases.ts'
import { worded } from '../../support/variation.ts'

export default {
  'a pulled image for another Windows version': {
    recording: 'crash-command-not-found',
    varied: [
      worded(
        /failed to create containerd task: .*/,
        'failed to create containerd task: failed to create shim task: hcs::CreateComputeSystem 9f1c: The container operating system does not match the host operating system.: unknown',
        'microsoft/hcsshim internal/hcs/errors.go',
      ),
    ],
    found: 1,
  },
} satisfies Cases

import type { Cases } from '../../support/cases.ts'
import { added, edit, gone, later, notRead, unsaid, worded, write } from '../../support/variation.ts'
import { claim } from '../../support/written.ts'

/** The pod template's volume made with the pod, as an ephemeral one. */
function ephemeral(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const template = { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }
  const text = JSON.stringify(object)
  return JSON.parse(
    text.replaceAll(
      '"persistentVolumeClaim":{"claimName":"libary"}',
      `"ephemeral":${JSON.stringify({ volumeClaimTemplate: template })}`,
    ),
  ) as Record<string, unknown>
}

export default {
  'a claim of nearly that name may be the one meant, and one of that name elsewhere is of no use': {
    recording: 'pvc-claim-missing',
    varied: [added(claim('media-us', 'films'), claim('media-us', 'libary'), claim('media-eu', 'library'))],
    found: 1,
  },
  'a claim that is there now ends it': {
    recording: 'pvc-claim-missing',
    varied: [added(claim('media-eu', 'libary'))],
    found: 0,
  },
  'the scheduler decides where claims were not read': {
    recording: 'pvc-claim-missing',
    varied: [notRead('PersistentVolumeClaim', 'Event')],
    found: 1,
  },
  'the claim of an ephemeral volume is named nowhere in the template': {
    recording: 'pvc-claim-missing',
    varied: [
      edit('Pod', /^media-/, ephemeral),
      edit('Deployment', 'media', ephemeral),
      worded(
        'persistentvolumeclaim "libary" not found',
        'waiting for ephemeral volume controller to create the persistentvolumeclaim "media-8658f54f88-rd2jl-u"',
        'pkg/scheduler/framework/plugins/volumebinding/volume_binding.go, podHasPVCs',
      ),
    ],
    found: 1,
  },
  'a claim made from a template is named after its pod, so that others of like names are not meant': {
    recording: 'pvc-class-missing',
    varied: [gone('PersistentVolumeClaim'), added(claim('wiki', 'data-wiki-1'), claim('wiki-old', 'data-wiki-0'))],
    found: 1,
  },
  'events tell it where the pod has no conditions': {
    recording: 'pvc-claim-missing',
    varied: [unsaid('Pod', /^media-/, ['status', 'conditions'])],
    found: 1,
  },
  'a pod that is being deleted needs no claim': {
    recording: 'pvc-claim-missing',
    varied: [write('Pod', /^media-/, ['metadata', 'deletionTimestamp'], '2026-11-23T21:20:20Z')],
    found: 0,
  },
  'where claims were not read and nothing is said a claim may be there': {
    recording: 'csi-missing',
    varied: [notRead('PersistentVolumeClaim')],
    found: 0,
  },
  'a pod that runs has its claims': {
    recording: 'healthy-restarted',
    varied: [
      write('Pod', /^api-/, ['spec', 'volumes'], [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }]),
      added(claim('healthy-api', 'other')),
    ],
    found: 0,
  },
  'the controller gets some seconds for the claim of an ephemeral volume': {
    recording: 'pvc-claim-missing',
    varied: [edit('Pod', /^media-/, ephemeral), edit('Deployment', 'media', ephemeral), notRead('Event'), later(-62)],
    found: 1,
  },
} satisfies Cases

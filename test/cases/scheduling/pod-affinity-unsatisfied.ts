import type { Cases } from '../../support/cases.ts'
import { borrowed, write } from '../../support/variation.ts'

const recording = 'pending-affinity'
const wants = (...terms: readonly object[]) =>
  write('Pod', /^cache/, ['spec', 'affinity', 'podAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'], terms)
const near = (app: string, where: object = {}) => ({
  labelSelector: { matchLabels: { app } },
  topologyKey: 'kubernetes.io/hostname',
  ...where,
})
const proxy = borrowed('pending-host-port', 'Pod', 'proxy-5f78cf9d96-mjtvz', 'near-cache')

export default {
  'pods that are placed, but not on a fitting node, are not missing': {
    recording,
    varied: [proxy, wants(near('proxy'))],
    found: 1,
  },
  'of several terms the one that no pod meets is named': {
    recording,
    varied: [proxy, wants(near('proxy'), near('web-frontend'))],
    found: 1,
  },
  'pods of another namespace are looked for there': {
    recording,
    varied: [wants(near('web-frontend', { namespaces: ['kube-system'] }))],
    found: 1,
  },
  'pods of a namespace that was not read are not missing': {
    recording,
    varied: [wants(near('web-frontend', { namespaces: ['web-tier'] }))],
    found: 1,
  },
  'pods of any namespace are looked for everywhere': {
    recording,
    varied: [wants(near('web-frontend', { namespaceSelector: {} }))],
    found: 1,
  },
  'such pods of another namespace have to be asked for': {
    recording,
    varied: [borrowed('pending-host-port', 'Pod', 'proxy-5f78cf9d96-mjtvz', 'web-tier'), wants(near('proxy'))],
    found: 1,
  },
} satisfies Cases

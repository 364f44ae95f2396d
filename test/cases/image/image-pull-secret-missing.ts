import type { Cases } from '../../support/cases.ts'
import { added, gone, notRead, write } from '../../support/variation.ts'

const secret = (name: string, type?: string) => {
  const object = { kind: 'Secret', metadata: { name, namespace: 'analytics-eu' } }
  return added(type === undefined ? object : { ...object, ...{ type } })
}

export default {
  'a Secret for registries with a similar name may be the one meant': {
    recording: 'image-private-secret-missing',
    varied: [secret('acme-registri', 'kubernetes.io/dockerconfigjson')],
    found: 1,
  },
  'a Secret of the older type with a similar name may be the one meant': {
    recording: 'image-private-secret-missing',
    varied: [secret('acme-registri', 'kubernetes.io/dockercfg')],
    found: 1,
  },
  'a Secret of which only the name was read may be the one meant': {
    recording: 'image-private-secret-missing',
    varied: [secret('acme-registri')],
    found: 1,
  },
  'a Secret for something else is not the one meant': {
    recording: 'image-private-secret-missing',
    varied: [secret('acme-registri', 'Opaque')],
    found: 1,
  },
  'the missing Secret is named by its place in imagePullSecrets': {
    recording: 'image-private-secret-missing',
    varied: [
      write('Pod', /^tracker/, ['spec', 'imagePullSecrets'], [{}, { name: 'other' }, { name: 'acme-registry' }]),
      secret('other', 'kubernetes.io/dockerconfigjson'),
    ],
    found: 1,
  },
  'what admission copied from the service account is corrected there': {
    recording: 'image-private-secret-missing',
    varied: [write('ServiceAccount', 'default', ['imagePullSecrets'], [{ name: 'acme-registry' }])],
    found: 1,
  },
  'the kubelet says which Secrets it misses where Secrets were not read': {
    recording: 'image-private-secret-missing',
    varied: [notRead('Secret')],
    found: 1,
  },
  'where it says nothing they may be there': {
    recording: 'image-private-secret-missing',
    varied: [notRead('Secret'), gone('Event', /^tracker/)],
    found: 0,
  },
  'a Secret that the service account was given later is not the pod’s': {
    recording: 'image-private-no-secret',
    varied: [write('ServiceAccount', 'default', ['imagePullSecrets'], [{ name: 'acme-registry' }])],
    found: 0,
  },
  'a Secret that was made since is there': {
    recording: 'image-private-secret-missing',
    varied: [secret('acme-registry', 'kubernetes.io/dockerconfigjson')],
    found: 0,
  },
} satisfies Cases

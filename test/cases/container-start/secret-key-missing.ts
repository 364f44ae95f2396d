import type { Cases } from '../../support/cases.ts'
import { added, edit, gone, mapped, recorded, write } from '../../support/variation.ts'

const { namespace } = recorded('secret-key-missing', 'Secret', 'payments-db')['metadata'] as {
  readonly namespace: string
}

export default {
  'an ExternalSecret would overwrite a key added by hand': {
    recording: 'secret-key-missing',
    varied: [
      added({
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: { name: 'payments', namespace },
        spec: { target: { name: 'payments-db' } },
      } as { readonly kind: string }),
    ],
    found: 1,
  },
  'the Secret’s controller, of a kind that is not read, would overwrite a key added by hand': {
    recording: 'secret-key-missing',
    varied: [
      write(
        'Secret',
        'payments-db',
        ['metadata', 'ownerReferences'],
        [
          {
            apiVersion: 'secrets.hashicorp.com/v1beta1',
            kind: 'VaultStaticSecret',
            name: 'payments',
            controller: true,
          },
        ],
      ),
    ],
    found: 1,
  },
  'cert-manager annotates a Secret with its Certificate': {
    recording: 'secret-item-missing',
    varied: [write('Secret', 'edge-cert', ['metadata', 'annotations'], { 'cert-manager.io/certificate-name': 'edge' })],
    found: 1,
  },
  'a Secret that was read without its data may hold the key': {
    recording: 'secret-key-missing',
    varied: [edit('Secret', 'payments-db', ({ data: _, ...object }) => object)],
    found: 1,
  },
  'a key that has come since ends it when the kubelet looks again': {
    recording: 'secret-key-missing',
    varied: [edit('Secret', 'payments-db', object => ({ ...object, data: { passwrd: 'eA==' } }))],
    found: 1,
  },
  'a volume may find the key in a Secret whose data was not read': {
    recording: 'secret-item-missing',
    varied: [gone('Event'), edit('Secret', 'edge-cert', ({ data: _, ...object }) => object)],
    found: 0,
  },
  'where no event is left, the keys of the Secret say so': {
    recording: 'secret-item-missing',
    varied: [gone('Event')],
    found: 1,
  },
  'what has to be filled in is no secret, whatever the key is called': {
    recording: 'secret-key-missing',
    varied: [mapped(object => JSON.parse(JSON.stringify(object).replaceAll('passwrd', 'DB_PASSWORD')))],
    found: 1,
  },
} satisfies Cases

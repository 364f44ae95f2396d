import type { Cases } from '../../support/cases.ts'
import { added, notRead, worded, write } from '../../support/variation.ts'

const accountNamed = (name: string) => write('ServiceAccount', 'default', ['metadata', 'name'], name)

export default {
  'an account of nearly that name was meant': {
    recording: 'service-account-missing',
    varied: [accountNamed('deploy')],
    found: 1,
  },
  'an account that has come into being lets the next pod pass, whatever else has nearly its name': {
    recording: 'service-account-missing',
    varied: [
      accountNamed('deployer'),
      added({
        kind: 'ServiceAccount',
        ...{ apiVersion: 'v1', metadata: { namespace: 'team-e', name: 'deploy' } },
      }),
    ],
    found: 1,
  },
  'events alone tell of a ReplicaSet that was not read': {
    recording: 'service-account-missing',
    varied: [notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
  'a pod whose account was deleted since gets no token': {
    recording: 'secret-volume-missing',
    varied: [
      worded(
        /volume "tls" : secret "gateway-tls" not found/,
        'volume "kube-api-access-lppj9" : failed to fetch token: serviceaccounts "gateway" not found',
        'kubernetes pkg/kubelet/token, pkg/volume/projected',
      ),
    ],
    found: 1,
  },
} satisfies Cases

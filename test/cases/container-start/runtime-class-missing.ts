import type { Cases } from '../../support/cases.ts'
import { added, another, borrowed, gone, later, notRead, worded, write } from '../../support/variation.ts'

const runtimeClass = (name: string, handler: string) => ({
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name },
  handler,
})

const NOT_FOUND = worded(
  /rpc error: .*/,
  'runtimeclass.node.k8s.io "gvisor" not found',
  'pkg/kubelet/runtimeclass/runtimeclass_manager.go, LookupRuntimeHandler',
)

/** The pods of a recording, refused because another class is missing. */
const REFUSED = worded(
  /no PriorityClass with name \S+ was found/,
  'pod rejected: RuntimeClass "gvisor" not found',
  'plugin/pkg/admission/runtimeclass/admission.go',
)

export default {
  'the API server refuses pods of a class that is not there': {
    recording: 'priority-class',
    varied: [REFUSED, added(runtimeClass('gvisor-2', 'runsc'))],
    found: 1,
  },
  'the API server refuses pods of a class that is not there, by events alone': {
    recording: 'priority-class',
    varied: [REFUSED, notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
  'an old refusal may be over': { recording: 'priority-class', varied: [REFUSED, later(3600)], found: 1 },
  'a pod created since shows that it is over': {
    recording: 'priority-class',
    varied: [
      REFUSED,
      notRead('Deployment', 'ReplicaSet'),
      another('healthy-rolled', 'Pod', 'web-dbb6fffff-4fgpn', {
        name: 'core-556647769b-x7k2p',
        namespace: 'vip',
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'core-556647769b', controller: true }],
      }),
      write('Pod', 'core-556647769b-x7k2p', ['metadata', 'creationTimestamp'], '2026-11-23T21:39:50Z'),
    ],
    found: 0,
  },
  'of a class that has come since it refuses none any more': {
    recording: 'priority-class',
    varied: [REFUSED, added(runtimeClass('gvisor', 'runsc'))],
    found: 1,
  },
  'a class of nearly that name may be the one meant': {
    recording: 'runtime-class',
    varied: [gone('RuntimeClass'), added(runtimeClass('gvisor-2', 'runsc-2'))],
    found: 1,
  },
  'where the class exists another one is not meant': {
    recording: 'runtime-class',
    varied: [added(runtimeClass('gvisor-2', 'runsc-2'))],
    found: 1,
  },
  'a class that was not read may exist: the runtime lacks its handler': {
    recording: 'runtime-class',
    varied: [notRead('RuntimeClass')],
    found: 1,
  },
  'a class that was not read does not exist where the kubelet says so': {
    recording: 'runtime-class',
    varied: [notRead('RuntimeClass'), NOT_FOUND],
    found: 1,
  },
  'the class that the kubelet missed is there now': {
    recording: 'runtime-class',
    varied: [NOT_FOUND],
    found: 0,
  },
  'a class that is gone needs no event': {
    recording: 'runtime-class',
    varied: [gone('RuntimeClass'), gone('Event', /^untrusted-/)],
    found: 1,
  },
  'a sandbox that fails for its network fails not for its class': {
    recording: 'cni-bad-plugin',
    varied: [write('Pod', /^sensors-/, ['spec', 'runtimeClassName'], 'gvisor'), added(runtimeClass('gvisor', 'runsc'))],
    found: 0,
  },
  'a class may be there where classes were not read': {
    recording: 'cni-bad-plugin',
    varied: [write('Pod', /^sensors-/, ['spec', 'runtimeClassName'], 'gvisor'), notRead('RuntimeClass')],
    found: 0,
  },
  'a pod whose init container runs has its sandbox, whatever was said before': {
    recording: 'runtime-class',
    varied: [
      gone('Pod', 'untrusted-58f7d565bc-rgnx5'),
      borrowed('init-crash', 'Pod', 'api-89778cf7c-qmnkx', 'sandboxed'),
      write('Pod', 'api-89778cf7c-qmnkx', ['spec', 'runtimeClassName'], 'gvisor'),
      worded(/^untrusted-58f7d565bc-rgnx5$/, 'api-89778cf7c-qmnkx', 'names only'),
      worded(/^62624e70-ceea-4e37-bb39-9fcfaee5fc08$/, 'ecbdd293-c327-494d-aeb3-3ccc98510a2d', 'names only'),
    ],
    found: 0,
  },
} satisfies Cases

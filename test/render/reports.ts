import type { Problem, Report } from '../../core/report.ts'

const EMPTY = { broken: [], skipped: [], unseen: [], timeline: [], workloads: [], problems: [] } as const

const pod = { kind: 'Pod', namespace: 'shop', name: 'web-58fb588565-s8bfg' }
const web = { kind: 'Deployment', namespace: 'shop', name: 'web' }

export const imageProblem: Problem = {
  id: '9f3c1a04b7de',
  cause: 'image-not-found',
  subject: { ...web, container: 'web' },
  title: 'image nginx:1.72 does not exist',
  why: 'The registry docker.io answers that it has no tag 1.72 of library/nginx, so no pod of the new revision can start.',
  confidence: 'certain',
  outlook: 'needs-change',
  owner: 'app',
  since: '2026-11-23T21:18:43Z',
  evidence: [
    {
      object: pod,
      path: 'status.containerStatuses[name=web].state.waiting.message',
      value:
        'Back-off pulling image "nginx:1.72": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:1.72": failed to resolve image: docker.io/library/nginx:1.72: not found',
    },
  ],
  fix: [
    {
      text: 'Set the image to a tag that exists; nginx:1.27 is what the previous revision runs.',
      command: 'kubectl -n shop set image deployment/web web=nginx:1.27',
    },
    { text: 'Or go back to the previous revision.', command: 'kubectl -n shop rollout undo deployment/web' },
  ],
  field: {
    object: web,
    path: 'spec.template.spec.containers[name=web].image',
    value: 'nginx:1.72',
    suggestion: 'nginx:1.27',
  },
  chain: [
    { ...web, symptom: 'rollout-incomplete', text: '1 of 3 replicas is updated' },
    {
      kind: 'ReplicaSet',
      namespace: 'shop',
      name: 'web-58fb588565',
      symptom: 'pods-not-ready',
      text: '0 of 1 pods is ready',
    },
    { ...pod, symptom: 'image-pull-back-off', text: 'container web waits: ImagePullBackOff' },
    { ...web, symptom: 'image-not-found', text: 'image nginx:1.72 does not exist' },
  ],
  affects: [{ kind: 'Service', namespace: 'shop', name: 'web' }],
  changed: [{ path: 'spec.containers[name=web].image', before: 'nginx:1.27', after: 'nginx:1.72' }],
}

/** As recorded in image-tag-typo. */
export const imageTagTypo: Report = {
  ...EMPTY,
  schema: 1,
  takenAt: '2026-11-23T21:20:11Z',
  verdict: 'stalled',
  summary: 'Deployment shop/web is stalled: image nginx:1.72 does not exist.',
  problems: [imageProblem],
  workloads: [{ ...web, verdict: 'stalled', ready: 3, wanted: 3, updated: 1, problems: [imageProblem.id] }],
  timeline: [
    {
      at: '2026-11-23T21:18:43Z',
      object: web,
      reason: 'ScalingReplicaSet',
      text: 'Scaled up replica set web-58fb588565 from 0 to 1',
      warning: false,
    },
    {
      at: '2026-11-23T21:20:02Z',
      object: pod,
      reason: 'Failed',
      text: 'Error: ImagePullBackOff',
      warning: true,
      count: 4,
    },
  ],
}

const sender = { kind: 'Deployment', namespace: 'notifications', name: 'sender' }
const senderPod = { kind: 'Pod', namespace: 'notifications', name: 'sender-79c47bb649-s6jgt' }

/** As recorded in crash-missing-env: the evidence is a log. */
export const crashMissingEnv: Report = {
  ...EMPTY,
  schema: 1,
  takenAt: '2026-11-23T21:19:15Z',
  verdict: 'stalled',
  summary: 'Deployment notifications/sender is stalled: environment variable SMTP_URL is not set.',
  problems: [
    {
      id: '0b1de21f9c30',
      cause: 'app-missing-environment-variable',
      subject: { ...sender, container: 'sender' },
      title: 'environment variable SMTP_URL is not set',
      why: 'The process ends with exit code 1 because it reads SMTP_URL, which neither env nor envFrom of the container sets.',
      confidence: 'likely',
      outlook: 'needs-change',
      owner: 'app',
      since: '2026-11-23T21:17:31Z',
      evidence: [
        {
          object: senderPod,
          path: 'log',
          value: [
            'Traceback (most recent call last):',
            '  File "<string>", line 3, in <module>',
            "    url = os.environ['SMTP_URL']",
            '          ~~~~~~~~~~^^^^^^^^^^^^',
            '  File "<frozen os>", line 717, in __getitem__',
            "KeyError: 'SMTP_URL'",
          ].join('\n'),
        },
        { object: senderPod, path: 'status.containerStatuses[name=sender].state.terminated.exitCode', value: '1' },
      ],
      fix: [
        {
          text: 'Set SMTP_URL for the container, from a Secret if it holds a password.',
          command: 'kubectl -n notifications set env deployment/sender SMTP_URL=VALUE',
        },
      ],
      chain: [
        { ...sender, symptom: 'rollout-incomplete', text: '0 of 1 replicas is available' },
        { ...senderPod, symptom: 'crash-loop', text: 'container sender restarted 4 times, exit code 1' },
      ],
      affects: [],
    },
  ],
  workloads: [{ ...sender, verdict: 'stalled', ready: 0, wanted: 1, updated: 1, problems: ['0b1de21f9c30'] }],
}

const ledger = { kind: 'StatefulSet', namespace: 'ledger', name: 'ledger' }

/** As recorded in node-lost, with a neighbour that waits for a ConfigMap, one workload that is merely held, and things unread. */
export const nodeLost: Report = {
  ...EMPTY,
  schema: 1,
  takenAt: '2026-11-23T21:33:06Z',
  verdict: 'stalled',
  summary: 'StatefulSet ledger/ledger is stalled: node node-2 is not ready (and 1 more problem).',
  problems: [
    {
      id: 'a41c00d2be71',
      cause: 'node-not-ready',
      subject: { kind: 'Node', name: 'node-2' },
      title: 'node node-2 is not ready',
      why: 'Its kubelet stopped posting status, so ledger-1 cannot be confirmed dead and is not replaced.',
      confidence: 'certain',
      outlook: 'unknown',
      owner: 'platform',
      since: '2026-11-23T21:32:19Z',
      evidence: [
        {
          object: { kind: 'Node', name: 'node-2' },
          path: 'status.conditions[type=Ready].message',
          value: 'Kubelet stopped posting node status.',
        },
      ],
      fix: [
        { text: 'Bring the node back: look at its machine and its kubelet.', command: 'kubectl describe node node-2' },
        {
          text: 'Only when the machine is certainly off, take it out of service; deleting the pod by force while it still runs lets two ledger-1 write at once.',
          command: 'kubectl taint nodes node-2 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute',
        },
      ],
      chain: [
        { ...ledger, symptom: 'rollout-incomplete', text: '1 of 2 replicas is ready' },
        {
          kind: 'Pod',
          namespace: 'ledger',
          name: 'ledger-1',
          symptom: 'pod-unreachable',
          text: 'on node-2, which is lost',
        },
        { kind: 'Node', name: 'node-2', symptom: 'node-not-ready', text: 'Kubelet stopped posting node status.' },
      ],
      affects: [{ kind: 'Service', namespace: 'ledger', name: 'ledger' }],
    },
    {
      id: '77c90e5512ab',
      cause: 'config-map-missing',
      subject: { kind: 'ConfigMap', namespace: 'suite', name: 'back-conf' },
      title: 'ConfigMap suite/back-conf does not exist',
      why: 'Container back of Deployment suite/back takes its environment from it.',
      confidence: 'certain',
      outlook: 'needs-change',
      owner: 'app',
      evidence: [
        {
          object: { kind: 'Pod', namespace: 'suite', name: 'back-6c4797d955-xzzcs' },
          path: 'status.containerStatuses[name=back].state.waiting.message',
          value: 'configmap "back-conf" not found',
        },
      ],
      fix: [
        {
          text: 'Create the ConfigMap, or name one that exists.',
          command: 'kubectl -n suite create configmap back-conf --from-literal=KEY=VALUE',
        },
      ],
      chain: [
        {
          kind: 'Deployment',
          namespace: 'suite',
          name: 'back',
          symptom: 'rollout-incomplete',
          text: '0 of 1 replicas is available',
        },
        {
          kind: 'ConfigMap',
          namespace: 'suite',
          name: 'back-conf',
          symptom: 'config-map-missing',
          text: 'does not exist',
        },
      ],
      affects: [],
    },
  ],
  workloads: [
    { ...ledger, verdict: 'stalled', ready: 1, wanted: 2, updated: 2, problems: ['a41c00d2be71'] },
    {
      kind: 'Deployment',
      namespace: 'suite',
      name: 'back',
      verdict: 'stalled',
      ready: 0,
      wanted: 1,
      updated: 1,
      problems: ['77c90e5512ab'],
    },
    {
      kind: 'Deployment',
      namespace: 'suite',
      name: 'front',
      verdict: 'progressing',
      ready: 2,
      wanted: 3,
      updated: 2,
      reason: 'the startup probe has 40 s left',
      problems: [],
    },
    {
      kind: 'DaemonSet',
      namespace: 'kube-system',
      name: 'kube-proxy',
      verdict: 'healthy',
      ready: 2,
      wanted: 2,
      updated: 2,
      problems: [],
    },
  ],
  unseen: [
    {
      kind: 'Secret',
      namespace: 'suite',
      why: 'forbidden',
      grant: '{apiGroups: [""], resources: [secrets], verbs: [get, list]}',
    },
  ],
  skipped: [{ name: 'notes.txt', why: 'not a Kubernetes object' }],
}

/** As recorded in healthy-rolled. */
export const healthy: Report = {
  ...EMPTY,
  schema: 1,
  takenAt: '2026-11-23T21:20:11Z',
  verdict: 'healthy',
  summary: '2 workloads, all healthy.',
  workloads: [
    {
      kind: 'Deployment',
      namespace: 'shop',
      name: 'api',
      verdict: 'healthy',
      ready: 2,
      wanted: 2,
      updated: 2,
      problems: [],
    },
    {
      kind: 'Deployment',
      namespace: 'shop',
      name: 'web',
      verdict: 'healthy',
      ready: 3,
      wanted: 3,
      updated: 3,
      problems: [],
    },
  ],
}

import type { Cases } from '../../support/cases.ts'
import { added, edit, gone, notRead, worded, write } from '../../support/variation.ts'

type Json = Readonly<Record<string, unknown>>

const limits = (...items: readonly Json[]) => write('LimitRange', 'bounds', ['spec', 'limits'], items)

const range = (name: string, ...items: readonly Json[]) =>
  added({
    kind: 'LimitRange',
    ...{ apiVersion: 'v1', metadata: { namespace: 'team-c', name }, spec: { limits: items } },
  })

/** A container with memory as it is requested and limited. */
const container = (name: string, requests: string | undefined, limit: string | undefined) => ({
  name,
  image: 'nginx:1.27',
  resources: { ...(requests && { requests: { memory: requests } }), ...(limit && { limits: { memory: limit } }) },
})

const podSpec = (spec: Json) =>
  edit('ReplicaSet', /^api-/, object => {
    const { template, ...rest } = object['spec'] as { readonly template: { readonly spec: Json } }
    return { ...object, spec: { ...rest, template: { ...template, spec: { ...template.spec, ...spec } } } }
  })

const WORDS = 'maximum memory usage per Container is 256Mi, but limit is 1Gi'
const SOURCE = 'plugin/pkg/admission/limitranger/admission.go'

export default {
  'the LimitRange that sets the bound is meant, and of its parts the one for containers': {
    recording: 'limit-range',
    varied: [
      range('a-pods', { type: 'Pod', max: { memory: '256Mi' } }),
      range('b-cpu', { type: 'Container', max: { memory: '2Gi', cpu: '2' } }),
      limits({ type: 'Pod', max: { memory: '2Gi' } }, { type: 'Container', max: { memory: '0.25Gi' } }),
    ],
    found: 1,
  },
  'a bound that was changed since lets the next pod pass': {
    recording: 'limit-range',
    varied: [limits({ type: 'Container', max: { memory: '2Gi' } })],
    found: 1,
  },
  'a bound that still stands refuses the next pod too': {
    recording: 'limit-range',
    varied: [
      podSpec({ containers: [container('proxy', '64Mi', '1Gi'), container('api', '64Mi', '128Mi')] }),
      worded(WORDS, `[minimum cpu usage per Container is 500m, but request is 100m, ${WORDS}]`, SOURCE),
    ],
    found: 1,
  },
  'a request below the bound may stay': {
    recording: 'limit-range',
    varied: [podSpec({ containers: [container('proxy', '64Mi', '128Mi'), container('api', '128Mi', '1Gi')] })],
    found: 1,
  },
  'an init container may be the one': {
    recording: 'limit-range',
    varied: [
      podSpec({
        initContainers: [container('migrate', undefined, '1Gi')],
        containers: [container('api', '64Mi', '128Mi')],
      }),
    ],
    found: 1,
  },
  'the container that says no limit is the one that lacks it': {
    recording: 'limit-range',
    varied: [
      podSpec({ containers: [container('proxy', '64Mi', '128Mi'), container('api', '64Mi', undefined)] }),
      worded(WORDS, 'maximum memory usage per Container is 256Mi.  No limit is specified', SOURCE),
    ],
    found: 1,
  },
  'a request that is raised takes its limit with it': {
    recording: 'limit-range',
    varied: [
      limits({ type: 'Container', min: { memory: '256Mi' } }),
      podSpec({ containers: [container('api', '64Mi', '128Mi')] }),
      worded(WORDS, 'minimum memory usage per Container is 256Mi, but request is 64Mi', SOURCE),
    ],
    found: 1,
  },
  'a request that is raised leaves a limit that is high enough': {
    recording: 'limit-range',
    varied: [
      limits({ type: 'Container', min: { memory: '256Mi' } }),
      podSpec({ containers: [container('api', '64Mi', '256Mi')] }),
      worded(WORDS, 'minimum memory usage per Container is 256Mi, but request is 64Mi', SOURCE),
    ],
    found: 1,
  },
  'what all containers of a pod use together is not one container’s': {
    recording: 'limit-range',
    varied: [
      limits({ type: 'Pod', max: { memory: '256Mi' } }),
      worded(WORDS, 'maximum memory usage per Pod is 256Mi, but limit is 1073741824', SOURCE),
    ],
    found: 1,
  },
  'a limit may be too many times the request': {
    recording: 'limit-range',
    varied: [
      limits({ type: 'Container', maxLimitRequestRatio: { memory: '2' } }),
      worded(
        WORDS,
        'memory max limit to request ratio per Container is 2, but provided ratio is 4.000000',
        `${SOURCE}, kubernetes.io LimitRange tutorial`,
      ),
    ],
    found: 1,
  },
  'a ratio is no quantity that could be set': {
    recording: 'limit-range',
    varied: [
      limits({ type: 'Container', maxLimitRequestRatio: { memory: '2' } }),
      podSpec({ containers: [container('api', undefined, '1Gi')] }),
      worded(
        WORDS,
        'memory max limit to request ratio per Container is 2, but no request is specified or request is 0',
        SOURCE,
      ),
    ],
    found: 1,
  },
  'what an operator brings takes no such patch': {
    recording: 'limit-range',
    varied: [
      gone('Deployment', 'api'),
      write(
        'ReplicaSet',
        /^api-/,
        ['metadata', 'ownerReferences'],
        [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'api', controller: true }],
      ),
    ],
    found: 1,
  },
  'events alone tell of a ReplicaSet that was not read': {
    recording: 'limit-range',
    varied: [notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
} satisfies Cases

import type { Cases } from '../../support/cases.ts'
import { added, edit, inContainers, notRead, unsaid, type Variation, worded, write } from '../../support/variation.ts'

const recording = 'hpa-metrics'
const SOURCE = 'pkg/controller/podautoscaler/replica_calculator.go'
/** The message since 1.27, which names the container. */
const told = (container: string, resource = 'cpu') =>
  worded(
    /unable to get metrics for resource cpu: .+/,
    `missing request for ${resource} in container ${container} of Pod api-7d7674c677-8gcqz`,
    SOURCE,
  )
/** The message before 1.27. */
const untold = worded(/unable to get metrics for resource cpu: .+/, 'missing request for cpu', SOURCE)
const containers = (...items: readonly object[]) =>
  write('Deployment', 'api', ['spec', 'template', 'spec', 'containers'], items)
const image = 'nginx:1.27'
const bare = containers({ name: 'api', image })
const target = (scaleTargetRef: object): Variation =>
  edit('HorizontalPodAutoscaler', 'api', item => ({
    ...item,
    spec: { ...(item['spec'] as object), scaleTargetRef },
  }))

const unjudged = unsaid('HorizontalPodAutoscaler', 'api', ['status', 'conditions'])

const LIMIT_RANGE = { kind: 'LimitRange', metadata: { namespace: 'autoscale-eu', name: 'defaults' } }

export default {
  'the message names the container': {
    recording,
    varied: [
      told('api'),
      bare,
      write('Deployment', 'api', ['spec', 'template', 'spec', 'initContainers'], [{ name: 'setup', image }]),
    ],
    found: 1,
  },
  'a pod with requests of its own lacks one there': {
    recording,
    varied: [
      worded(
        /unable to get metrics for resource cpu: .+/,
        'missing pod-level request for memory in Pod api-7d7674c677-8gcqz',
        SOURCE,
      ),
      bare,
    ],
    found: 1,
  },
  'before 1.27 it is the first container with neither request nor limit': {
    recording,
    varied: [
      untold,
      containers(
        { name: 'main', image, resources: { requests: { cpu: '1' } } },
        { name: 'proxy', image, resources: { limits: { cpu: '1' } } },
        { name: 'logs', image },
        { name: 'metrics', image },
      ),
    ],
    found: 1,
  },
  'before 1.27 no container may be found': { recording, varied: [untold], found: 1 },
  'a container that the template does not have was injected': {
    recording,
    varied: [told('istio-proxy'), bare],
    found: 1,
  },
  'a sidecar is among the init containers': {
    recording,
    varied: [
      told('logs'),
      write(
        'Deployment',
        'api',
        ['spec', 'template', 'spec', 'initContainers'],
        [
          { name: 'setup', image },
          { name: 'logs', image, restartPolicy: 'Always' },
        ],
      ),
    ],
    found: 1,
  },
  'a template that was not read may have the container': {
    recording,
    varied: [told('api'), notRead('Deployment')],
    found: 1,
  },
  'memory has another scale': { recording, varied: [told('api', 'memory')], found: 1 },
  'how an operator’s kind holds its containers is not known': {
    recording,
    varied: [told('api'), target({ kind: 'Rollout', name: 'api' })],
    found: 1,
  },
  'an autoscaler may name no target': { recording, varied: [told('api'), target({ name: 'api' })], found: 1 },
  'without metrics nobody has said it yet': { recording, varied: [bare], found: 1 },
  'no controller has judged it yet': {
    recording,
    varied: [bare, inContainers(/^api-/, { resources: {} }), unjudged],
    found: 1,
  },
  'pods have been given what their template lacks': { recording, varied: [bare, unjudged], found: 0 },
  'a LimitRange gives pods what their template lacks': {
    recording,
    varied: [bare, added(LIMIT_RANGE)],
    found: 0,
  },
  'a LimitRange that was not read may give pods what their template lacks': {
    recording,
    varied: [bare, notRead('LimitRange')],
    found: 0,
  },
  'a template that was not read may have it': { recording, varied: [notRead('Deployment')], found: 0 },
  'a target that was given without its template may have it': {
    recording,
    varied: [write('Deployment', 'api', ['spec', 'template'], undefined)],
    found: 0,
  },
  'an average value needs no request': {
    recording,
    varied: [
      bare,
      write(
        'HorizontalPodAutoscaler',
        'api',
        ['spec', 'metrics'],
        [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: '500m' } } }],
      ),
    ],
    found: 0,
  },
  'a limit is taken for the request': {
    recording,
    varied: [containers({ name: 'api', image }, { name: 'proxy', image, resources: { limits: { cpu: '1' } } })],
    found: 0,
  },
} satisfies Cases

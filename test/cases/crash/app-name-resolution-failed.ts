import type { Cases } from '../../support/cases.ts'
import { added, gone, inContainers, later, tailed, type Variation, worded } from '../../support/variation.ts'

/** The client logs a reference in place of the host: `expansion.Expand` of the kubelet leaves what it does not find. */
const unexpanded = (fields: Readonly<Record<string, unknown>>): readonly Variation[] => [
  inContainers(/^sync/, fields),
  worded(/postgres\.crm-eu\.svc\.cluster\.local/g, '$(PGHOST)', 'third_party/forked/golang/expansion/expand.go'),
]

export default {
  'a reference to a variable that the container does not have stays as it is': {
    recording: 'crash-dns',
    varied: unexpanded({ args: ['--host=$(PGHOST)'] }),
    found: 1,
  },
  'a variable that refers to another comes after it': {
    recording: 'crash-dns',
    varied: unexpanded({ env: [{ name: 'DATABASE_URL', value: 'postgres://$(PGHOST)/crm' }] }),
    found: 1,
  },
  'a name that no Service can bear is one of the world': {
    recording: 'crash-dns',
    varied: [worded(/postgres\.crm-eu\.svc\.cluster\.local/g, 'db.internal.example.com', 'names only')],
    found: 1,
  },
  'a name that no Service has, asked for within seconds': {
    recording: 'ready-service-name-typo',
    varied: [tailed(5)],
    found: 1,
  },
  'a name that a Service has, asked for within seconds': {
    recording: 'ready-service-name-typo',
    varied: [tailed(5), added({ kind: 'Service', ...{ metadata: { name: 'catlog', namespace: 'garden' } } })],
    found: 0,
  },
  'the Service of a similar name has not the port that is asked for': {
    recording: 'ready-service-name-typo',
    varied: [worded(/catlog/g, 'catlog:9999', 'the same with a port')],
    found: 1,
  },
  'a log without times ends with five lookups that fail, half an hour later': {
    recording: 'ready-service-name-typo',
    varied: [worded(/\d{4}-\S+Z (?=INFO|ERROR)/g, '', 'a logger without times'), tailed(5), later(1800)],
    found: 1,
  },
  'a log without times ends with five lookups that fail, two hours later': {
    recording: 'ready-service-name-typo',
    varied: [worded(/\d{4}-\S+Z (?=INFO|ERROR)/g, '', 'a logger without times'), tailed(5), later(7200)],
    found: 0,
  },
  'the Service of a Deployment is gone': {
    recording: 'ready-service-name-typo',
    varied: [worded(/catlog/g, 'catalog', 'the name without its error'), gone('Service', /^catalog$/)],
    found: 1,
  },
  'the headless Service of a StatefulSet is missing': {
    recording: 'ready-celery-password',
    varied: [
      worded(
        /cache:6379\/0: invalid username-password pair or user is disabled/g,
        'cache-0.cache:6379/0: Error -2 connecting to cache-0.cache:6379. Name or service not known',
        'celery/kombu with the text of redis-py',
      ),
      gone('Service', /^cache$/),
    ],
    found: 1,
  },
  'the quota has no room for the Service': {
    recording: 'ready-service-name-typo',
    varied: [
      worded(/catlog/g, 'catalog', 'the name without its error'),
      gone('Service', /^catalog$/),
      added({
        kind: 'ResourceQuota',
        ...{
          metadata: { name: 'objects', namespace: 'garden' },
          spec: { hard: { services: '1' } },
          status: { hard: { services: '1' }, used: { services: '1' } },
        },
      }),
    ],
    found: 1,
  },
} satisfies Cases

import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { inContainers, withSpec, worded, write } from '../../support/variation.ts'

const logs = (text: string, source: string): Variation => worded(/^1:C 23 Nov[\s\S]*$/, text, source)

const REJECTED = logs(
  "Unhandled exception. System.IO.InvalidDataException: Failed to load configuration from file '/app/appsettings.json'.",
  'Microsoft.Extensions.Configuration, FileConfigurationProvider.cs',
)
const MALFORMED = 'yaml: line 3: did not find expected key'
const SOURCE = 'go-yaml, parserc.go; the line before is a program’s own'
const mounted: readonly Variation[] = [
  inContainers(/^redis/, { volumeMounts: [{ name: 'settings', mountPath: '/app' }] }),
  withSpec('Pod', /^redis/, { volumes: [{ name: 'settings', configMap: { name: 'redis-settings' } }] }),
]

export default {
  'the argument is found where it stands first': {
    recording: 'crash-bad-flag',
    varied: [
      write(
        'Pod',
        /^redis/,
        ['spec', 'containers'],
        [{ name: 'redis', image: 'redis:7', args: ['--maxmemoryy', '64mb'] }],
      ),
    ],
    found: 1,
  },
  'a configuration file is named where the log names no argument': {
    recording: 'crash-bad-flag',
    varied: [REJECTED],
    found: 1,
  },
  'a file that is mounted from a ConfigMap is corrected there': {
    recording: 'crash-bad-flag',
    varied: [
      write(
        'Pod',
        /^redis/,
        ['spec', 'containers'],
        [{ name: 'redis', image: 'redis:7', volumeMounts: [{ name: 'config', mountPath: '/etc/prometheus/' }] }],
      ),
      write(
        'Pod',
        /^redis/,
        ['spec', 'volumes'],
        [{ name: 'config', configMap: { name: 'prometheus', items: [{ key: 'main', path: 'prometheus.yml' }] } }],
      ),
      logs(
        'level=error msg="Error loading config (--config.file=/etc/prometheus/prometheus.yml)" err="parsing YAML file /etc/prometheus/prometheus.yml: yaml: unmarshal errors:\\n  line 5: field scrape_config not found in type config.plain"',
        'prometheus/prometheus cmd/prometheus/main.go and config/config.go',
      ),
    ],
    found: 1,
  },
  'a data directory that is not empty is set below it': {
    recording: 'crash-bad-flag',
    varied: [
      logs(
        'initdb: error: directory "/var/lib/postgresql/data" exists but is not empty',
        'postgres/postgres src/bin/initdb/initdb.c',
      ),
    ],
    found: 1,
  },
  'a file that a ConfigMap provides is corrected there': {
    recording: 'crash-bad-flag',
    varied: [...mounted, REJECTED],
    found: 1,
  },
  'a line close by names the file': {
    recording: 'crash-bad-flag',
    varied: [...mounted, logs(`/app/settings.yaml\n\n\n${MALFORMED}\nstopped`, SOURCE)],
    found: 1,
  },
  'a line close below names the file': {
    recording: 'crash-bad-flag',
    varied: [...mounted, logs(`${MALFORMED}\n\n\nstopped by /app/settings.yaml`, SOURCE)],
    found: 1,
  },
  'lines far above and below are about something else': {
    recording: 'crash-bad-flag',
    varied: [
      ...mounted,
      logs(`reading /app/settings.yaml\n\n\n\n${MALFORMED}\n\n\n\nstopped by /app/settings.yaml`, SOURCE),
    ],
    found: 1,
  },
  'a line with a credential has others around it, too': {
    recording: 'crash-bad-flag',
    varied: [...mounted, logs(`reading /app/settings.yaml\n${MALFORMED}: url: redis://app:hunter2@redis`, SOURCE)],
    found: 1,
  },
  'the log may name neither argument nor file': {
    recording: 'crash-bad-flag',
    varied: [logs(MALFORMED, 'go-yaml, parserc.go')],
    found: 1,
  },
} satisfies Cases

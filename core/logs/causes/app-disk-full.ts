import { command as sh } from '../../shell.ts'
import { consequence, defineLogCause, readLog } from '../log-cause.ts'

export default defineLogCause({
  id: 'app-disk-full',
  owner: 'app',
  patience: 'stuck',
  specificity: 4,
  mayWait: false,
  running: 'own',
  text: {
    summary: 'The app has no disk space left',
    shows: 'The container crashes; its log says `No space left on device` or `ENOSPC`.',
    happens:
      'A volume, an emptyDir with sizeLimit, a tmpfs or the node’s disk is full; or the inotify watches are used up, which gives the same error.',
    fix: 'Enlarge the volume, delete what is not needed, or write less.',
    docs: [
      'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims',
    ],
  },

  wordings: [
    {
      id: 'etcd-space-exceeded',
      words: ['space'],
      pattern: /\b(?:(?<service>etcd)server: )?mvcc: database space exceeded\b/,
    },
    {
      // `rabbit_alarm` of RabbitMQ: publishers wait until it clears.
      id: 'rabbitmq-disk-alarm',
      words: ['alarm'],
      pattern: /\bdisk resource limit alarm set on node\b/,
    },
    {
      id: 'elasticsearch-flood-stage',
      words: ['watermark'],
      pattern: /\bflood stage disk watermark \[[^\]]{1,20}\] exceeded\b/,
    },
    {
      // `IndexMetadata.INDEX_READ_ONLY_ALLOW_DELETE_BLOCK` in responses of Elasticsearch and OpenSearch.
      id: 'search-index-blocked',
      words: ['index', 'usage'],
      pattern:
        /\b(?<blocked>(?:FORBIDDEN|TOO_MANY_REQUESTS)\/12\/(?:index read-only \/ allow delete|disk usage exceeded flood-stage watermark))/,
    },
  ],

  explain(facts) {
    const { container, named, pod, workload } = facts
    const where = named['path'] ?? named['file']
    const service = named['service'] ?? (named['blocked'] === undefined ? undefined : 'the search engine')
    return {
      title:
        service === undefined
          ? `no space left ${where === undefined ? `in container ${container}` : `for ${where} in container ${container}`}`
          : `${service} has no space left for container ${container}`,
      why: consequence(facts, 'it cannot write'),
      fix: [
        {
          kind: 'change',
          text:
            service === undefined
              ? 'Enlarge the volume, or clean it up.'
              : `Give ${service} more space, or clean it up.`,
        },
        ...(service === undefined
          ? [
              {
                kind: 'check' as const,
                text: 'Find out which file system is full.',
                command: sh`kubectl exec ${pod} -c ${container}${workload.namespaceFlag} -- df -h`,
              },
            ]
          : []),
        readLog(facts),
      ],
    }
  },
})

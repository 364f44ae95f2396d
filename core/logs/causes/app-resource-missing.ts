import { consequence, defineLogCause, readLog } from '../log-cause.ts'

/** The kind of a missing object, by the words of the response. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/bucket/i, 'bucket'],
  [/exchange/i, 'exchange'],
  [/queue/i, 'queue'],
  [/v(?:irtual )?host/i, 'virtual host'],
  [/index/i, 'index'],
  [/stream/i, 'stream'],
  [/secret/i, 'secret'],
  [/collection/i, 'collection'],
  [/namespace/i, 'namespace'],
  [/container/i, 'blob container'],
  [/subscription/i, 'subscription'],
  [/topic|partition/i, 'topic'],
  [/entity/i, 'queue or topic'],
  [/pubsub|store|binding/i, 'Dapr component'],
]

export default defineLogCause({
  id: 'app-resource-missing',
  owner: 'app',
  patience: 'stuck',
  specificity: 8,
  mayWait: true,
  running: 'own',
  isOfClients: true,
  text: {
    summary: 'A topic, queue, bucket, index or virtual host that the app uses does not exist',
    shows:
      "The container crashes, or runs and keeps failing; its log says `UNKNOWN_TOPIC_OR_PARTITION`, `NOT_FOUND - no queue '…' in vhost '…'`, `NoSuchBucket`, `index_not_found_exception`, …",
    happens: 'It was never created or was deleted, or the app uses another name, account, region or virtual host.',
    fix: 'Create it on the server that the app uses, or correct its name in the settings.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/pods/init-containers/'],
  },
  /** Responses of brokers, object stores and search engines, which their clients repeat in any language. */
  wordings: [
    {
      // `org.apache.kafka.common.protocol.Errors`, librdkafka's `rd_kafka_err2str`, Sarama's, kafka-go's and KafkaJS's texts of error 3.
      id: 'kafka-topic-missing',
      words: [
        'topic',
        'unknown_topic_id',
        'topicnotfound',
        'unknown_topic_or_partition',
        'unknown_topic_or_part',
        'unknowntopicorpartition',
      ],
      pattern:
        /\{(?<resource>[\w.-]{1,249})=(?<missing>UNKNOWN_TOPIC_OR_PARTITION)\b|\b(?<missing3>[Tt]opic) (?<resource4>[\w.-]{1,249}) not found in cluster metadata\b|\b(?<missing2>UNKNOWN_TOPIC_OR_PART(?:ITION)?|UnknownTopicOrPartition\w{0,9}|[Uu]nknown [Tt]opic [Oo]r [Pp]artition|does not host this topic-partition|topic or partition that does not exist)\b(?:.{0,120}?\btopic["']?(?::|=| is) ?["'[]?(?<resource2>[\w.-]{1,249})|.{0,60}\}\)? to (?<resource3>[\w.-]{1,249}))?/,
      except: /\bcreat(?:e|ing)\b/i,
    },
    {
      // RabbitMQ's `rabbit_misc:not_found`, and `rabbit_reader` for a virtual host; Pulsar's `TopicNotFoundException`.
      id: 'amqp-object-missing',
      words: ['exchange', 'queue', 'vhost', 'topicnotfound', 'topicnotfoundexception'],
      pattern:
        /\b(?<missing>no (?:exchange|queue)) '(?<resource>[^']{0,255})' in vhost\b|\bvhost ['"]?(?<resource2>[^\s'"]{1,200})['"]? (?<missing2>(?<=host \S{1,202} )not found)\b|\b(?<missing3>TopicNotFound(?:Exception)?|TopicDoesNotExist\w{0,9})\b/,
    },
    {
      // NATS JetStream's errors 10059 and 10014; Redis Streams' `NOGROUP`.
      id: 'stream-missing',
      words: ['stream', 'nogroup'],
      pattern:
        /\b(?<missing>stream not found)\b(?: ?[([]?["']?(?<resource>[\w-]{1,200}))?|\b(?<missing2>no stream matches subject)\b|\bNOGROUP No such (?<missing3>key) '(?<resource2>[^']{1,200})' or consumer group\b/,
    },
    {
      // Error codes of S3 and compatible servers, of SQS, SNS, Kinesis, DynamoDB, Azure Storage and Service Bus, Google
      // Cloud Storage and Pub/Sub.
      id: 'cloud-object-missing',
      words: [
        'nosuchbucket',
        'bucket',
        'queue',
        'container',
        'nonexistentqueue',
        'queuedoesnotexist',
        'queuedoesnotexistexception',
        'containernotfound',
        'queuenotfound',
        'messagingentitynotfound',
        'messagingentitynotfounderror',
        'resourcenotfoundexception',
        'resource',
      ],
      pattern:
        /\b(?<missing>NoSuchBucket|specified (?:bucket|queue|container) does not exist)\b(?:.{0,140}?(?:(?<!ID): ?|[([])["'(]?(?<resource>[a-z0-9][\w.-]{1,253}[a-z0-9])(?=["')\]]|$))?|\b(?<missing2>NonExistentQueue|QueueDoesNotExist|ContainerNotFound|QueueNotFound)(?:Exception|Error)?\b|\bmessaging (?<missing3>entity '(?:sb:\/\/[\w.-]{1,253}\/)?(?<resource3>[^']{1,260})' could not be found)|\b(?<missing4>MessagingEntityNotFound)|\bcode = NotFound desc = Resource not found \(resource=projects\/[\w-]{1,60}\/(?<missing6>(?:topics|subscriptions))\/(?<resource5>[\w.~+%-]{1,255})|\b404 (?<missing8>Resource) not found \(resource=(?<resource6>[\w.~+%-]{1,255})\)/,
    },
    {
      // S3's error codes for a bucket in another region, and the clients' texts for them.
      id: 'bucket-elsewhere',
      words: ['authorizationheadermalformed', 'permanentredirect', 'region', 'illegallocationconstraintexception'],
      pattern:
        /\bAuthorizationHeaderMalformed\b(?:.{0,120}\bexpecting '(?<region>[\w-]{2,40})')?|\bPermanentRedirect\b|\bBucketRegionError\b|\bIllegalLocationConstraintException\b|\bregion '[\w-]{1,40}' is wrong; expecting '(?<region2>[\w-]{2,40})'|\bincorrect region, the bucket is not in '/,
    },
    {
      // consul-template and Vault Agent, for a path without a value.
      id: 'secret-path-empty',
      words: ['exists'],
      pattern: /\bno (?<missing>secret) exists at (?<resource>[\w./-]{2,249})/,
    },
    {
      // `index_not_found_exception` of Elasticsearch and OpenSearch.
      id: 'search-index-missing',
      words: ['index_not_found_exception', 'indexnotfoundexception', 'index'],
      pattern:
        /\b(?<missing>index_not_found_exception|IndexNotFoundException)\b(?:.{0,60}?\bno such index \[(?<resource>[^\]]{1,255})\])?|\bno such (?<missing2>index) \[(?<resource2>[^\]]{1,255})\]/,
    },
    {
      // Dapr's `predefined.go`: a component that is not deployed, or not loaded by the sidecar.
      id: 'dapr-component-missing',
      words: ['pubsub', 'store', 'binding'],
      pattern:
        /\b(?<missing>pubsub|state store|secret store|configuration store) (?<resource>[\w.-]{1,100}) (?:is )?not (?:found|configured)\b|\bcouldn't find output (?<missing2>binding) (?<resource2>[\w.-]{1,100})/,
    },
    {
      id: 'words-object-missing',
      words: ['topic', 'queue', 'bucket', 'exchange', 'index_not_found', 'stream', 'vhost', 'host'],
      weak: true,
      pattern:
        /\b(?:consum|produc|publish|subscrib|poll)\w{0,6}\b.{0,60}\b(?<missing3>topic|stream) ["'`[]?(?<resource3>[\w.-]{2,249})["'`\]]? (?:does not exist|doesn't exist|(?:was |is )?not found|is missing)\b|\b(?<missing>queue|bucket|exchange|vhost|virtual host|(?:Kafka|Pulsar|NATS|Pub\/Sub) (?:topic|stream)|index_not_found: Index) ["'`[]?(?<resource>[\w.-]{2,249})["'`\]]? (?:does not exist|doesn't exist|(?:was |is )?not found|is missing)\b|\b(?:no such|unknown|non-?existent) (?<missing2>topic|queue|bucket|exchange|vhost|virtual host)\b:? ?["'`[]?(?<resource2>[\w.-]{2,249})?/i,
      except: /\bcreat(?:e|ing)\b/i,
    },
  ],

  explain(facts) {
    const { container, named } = facts
    if (named['missing'] === undefined && named['resource'] === undefined)
      return {
        title: `container ${container} looks for a bucket in the wrong region`,
        why: consequence(facts, 'the bucket is in another region'),
        fix: [
          {
            kind: 'change',
            text:
              named['region'] === undefined
                ? 'Set the region, or the endpoint, to that of the bucket.'
                : `Set the region to ${named['region']}, or use a bucket in the region that is set.`,
          },
          readLog(facts),
        ],
      }
    const kind = KINDS.find(([words]) => words.test(named['missing'] ?? ''))?.[1] ?? 'resource'
    const name = named['resource']
    const what = name === undefined ? `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}` : `${kind} ${name}`
    return {
      title: `container ${container} uses ${what}, which does not exist`,
      why: consequence(facts, `the ${kind} is not there`),
      fix: [
        {
          kind: 'change',
          text: `Create ${name === undefined ? `the ${kind}` : what} on the server that the app uses, or correct its name in the settings.`,
        },
        readLog(facts),
      ],
    }
  },
})

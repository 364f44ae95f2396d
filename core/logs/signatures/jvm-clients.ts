import type { Signature } from '../signature.ts'

/** Connection failures in the JVM: sockets, Netty, JDBC, Redis, gRPC. */
export const jvmClients: readonly Signature[] = [
  {
    id: 'spring-amqp-connect',
    cause: 'app-dependency-unreachable',
    words: ['amqpconnectexception'],
    pattern: /\bAmqpConnectException: java\.net\.(?:ConnectException|SocketTimeoutException|NoRouteToHostException)\b/,
    below: /\bAttempting to connect to: \[(?<host>[\w.-]{1,253}):(?<port>\d{1,5})\]/,
  },
  {
    id: 'spring-amqp-queue-missing',
    cause: 'app-resource-missing',
    words: ['simpleconsumer'],
    pattern:
      /\b(?<missing>Queue) not present, scheduling consumer SimpleConsumer \[queue=(?<resource>[^,\]]{1,200})|\bConsumer canceled - (?<missing2>queue) deleted\? SimpleConsumer \[queue=(?<resource2>[^,\]]{1,200})/,
  },
  {
    id: 'jvm-connect-exception',
    cause: 'app-dependency-unreachable',
    words: [
      'connectexception',
      'noroutetohostexception',
      'sockettimeoutexception',
      'connecttimeoutexception',
      'annotatedconnectexception',
      'httphostconnectexception',
      'httpconnecttimeoutexception',
      'closedchannelexception',
    ],
    pattern:
      /\bConnectException: (?:Connection refused|Connection timed out|Operation timed out|Call From|No route|Network is unreachable)|\bNoRouteToHostException\b|\bSocketTimeoutException: [Cc]onnect(?:ion)? timed out|\bConnectTimeoutException\b|\bAnnotatedConnectException\b|\bHttpHostConnectException\b|\bHttpConnectTimeoutException\b|\bConnectException$/,
  },
  {
    id: 'hadoop-retrying',
    cause: 'app-dependency-unreachable',
    words: ['retrying'],
    pattern:
      /\bRetrying connect to server: (?<host>[\w.-]{1,253})(?:\/[\d.]{7,15})?:(?<port>\d{1,5})\. Already tried \d/,
  },
  {
    id: 'netty-connect-host',
    cause: 'app-dependency-unreachable',
    words: ['refused', 'timed'],
    pattern:
      /(?:Connection refused|connection timed out|No route to host)(?: \(Connection refused\))?: (?:no further information: )?(?<host>[\w.-]{0,253})\/(?<address>[\w.:%]{1,60}?):(?<port>\d{1,5})\b/,
  },
  {
    id: 'akka-association',
    cause: 'app-dependency-unreachable',
    words: ['akka', 'pekko'],
    pattern:
      /\bCould not connect to rpc endpoint under address (?:akka|pekko)[\w.]{0,20}:\/\/[^\s@]{1,60}@(?<host>[\w.-]{1,253}):(?<port>\d{1,5})|\b(?:Association with remote system|Outbound \w{1,20} stream to) \[(?:akka|pekko)[\w.]{0,20}:\/\/[^\s@\]]{1,60}@(?<host2>[\w.-]{1,253}):(?<port2>\d{1,5})\] (?:has )?failed/,
  },
  {
    id: 'jvm-mail-connect',
    cause: 'app-dependency-unreachable',
    words: ['host'],
    pattern: /\bCouldn't connect to host, port: (?<host>[\w.-]{1,253}), (?<port>\d{1,5})/,
  },
  {
    id: 'jdbc-postgres-refused',
    cause: 'app-dependency-unreachable',
    words: ['connection'],
    pattern:
      /\bConnection to (?<host>[\w.-]{1,253}):(?<port>\d{1,5}) refused\. Check that the hostname and port are correct/,
  },
  {
    id: 'jdbc-link-failure',
    cause: 'app-dependency-unreachable',
    words: ['communications', 'tcp', 'network', 'hikaripool', 'socket', 'connection', 'address'],
    pattern:
      /\bCommunications link failure\b|\bThe TCP\/IP connection to the host (?<host>[\w.-]{1,253}), port (?<port>\d{1,5}) has failed|\bThe Network Adapter could not establish the connection|\bConnection is not available, request timed out after|\bSocket fail to connect to (?:host:)?(?:address=\(host=)?(?<host2>[\w.-]{1,253})|\bCould not connect to address=\(host=(?<address>[\w.-]{1,253})\)/,
  },
  {
    id: 'jvm-unknown-host',
    cause: 'app-name-resolution-failed',
    words: ['unknownhostexception', 'unresolvedaddressexception'],
    pattern:
      /\bUnknownHostException: (?:Failed to resolve ')?(?<host>[A-Za-z0-9_][\w.-]{0,252})|\bUnresolvedAddressException\b/,
  },
  {
    id: 'jvm-client-unreachable',
    cause: 'app-dependency-unreachable',
    words: [
      'redisconnectionexception',
      'jedisconnectionexception',
      'mongotimeoutexception',
      'allnodesfailedexception',
      'nohostavailableexception',
      'statusruntimeexception',
      'connectionlossexception',
      'propertysource',
      'known',
    ],
    pattern:
      /\bRedisConnectionException: Unable to connect|\bJedisConnectionException\b|\bMongoTimeoutException\b|\bAllNodesFailedException\b|\bNoHostAvailableException\b|\bStatusRuntimeException: (?:UNAVAILABLE|DEADLINE_EXCEEDED)|\bConnectionLossException\b|\bCould not locate PropertySource and the fail fast property is set|\bCannot execute request on any known server/,
    except: /Unable to resolve host|UnknownHost/,
  },
  {
    id: 'redis-unable-to-connect',
    cause: 'app-dependency-unreachable',
    words: ['unable'],
    pattern: /\bUnable to connect to (?:\[?redis:\/\/)?(?<host>[\w.-]{1,253})(?:\/<unresolved>)?:(?<port>\d{1,5})/,
  },
  {
    id: 'grpc-unable-to-resolve',
    cause: 'app-name-resolution-failed',
    words: ['resolve', 'resolver', 'resolution'],
    pattern:
      /\bUnable to resolve host (?<host>[\w.-]{1,253})|\bname resolver error: produced zero addresses|\bDNS resolution failed for (?<host2>[\w.-]{1,253})/,
  },
]

import type { Signature } from '../signature.ts'

/**
 * Codes and names in servers' responses and system errors, which clients in every language repeat: errno, SQLSTATE,
 * gRPC, Kafka, Redis, MySQL, MongoDB, HTTP in clients' words.
 */
export const codes: readonly Signature[] = [
  {
    // `errno-base.h` and `errno.h` of Linux, as numbered by Python, Rust and C++.
    id: 'errno-number-unreached',
    cause: 'app-dependency-unreachable',
    words: ['error', 'errno', 'ehostunreach', 'enetunreach', 'ehostdown', 'down'],
    pattern: /\bE(?:HOST|NET)UNREACH\b|\bEHOSTDOWN\b|\bHost is down\b|(?:\bos error|\[Errno) (?:10[0134]|11[0123])\b/,
  },
  {
    id: 'errno-number-disk-full',
    cause: 'app-disk-full',
    words: ['error', 'errno', 'edquot'],
    pattern: /\bEDQUOT\b|(?:\bos error|\[Errno) (?:28|122)\b/,
  },
  {
    id: 'errno-number-denied',
    cause: 'app-permission-denied',
    words: ['error', 'errno'],
    pattern: /(?:\bos error|\[Errno) (?:1|13|30)\b/,
  },
  {
    // PostgreSQL's `errcodes.txt`, JDBC, ODBC and PDO: class 08, and messages of a server that shuts down, starts or is
    // full.
    id: 'sqlstate-connection',
    cause: 'app-dependency-unreachable',
    words: ['sqlstate'],
    weak: true,
    isToClients: true,
    pattern: /\bSQL ?STATE\W{1,3}(?:08[0-9A-Z]{3}|57P0[1-5]|53300)\b/i,
  },
  {
    id: 'sqlstate-login',
    cause: 'app-authentication-failed',
    words: ['sqlstate'],
    pattern: /\bSQL ?STATE\W{1,3}28[0-9A-Z]{3}\b/i,
  },
  {
    id: 'sqlstate-schema',
    cause: 'app-schema-missing',
    words: ['sqlstate'],
    weak: true,
    pattern: /\bSQL ?STATE\W{1,3}(?:3D000|3F000|42P01|42703|42S02|42S22)\b/i,
  },
  {
    id: 'sqlstate-disk-full',
    cause: 'app-disk-full',
    words: ['sqlstate'],
    weak: true,
    pattern: /\bSQL ?STATE\W{1,3}53100\b/i,
  },
  {
    id: 'sqlstate-privilege',
    cause: 'app-authentication-failed',
    words: ['sqlstate'],
    weak: true,
    isToClients: true,
    pattern: /\bSQL ?STATE\W{1,3}42501\b/i,
  },
  {
    // MySQL's `mysqld_error.h` and `errmsg.h`, by name or number.
    id: 'mysql-code-login',
    cause: 'app-authentication-failed',
    words: ['er_access_denied_error', 'er_dbaccess_denied_error', 'er_tableaccess_denied_error', 'errno', 'command'],
    pattern:
      /\bER_(?:DB|TABLE)?ACCESS_DENIED_ERROR\b|\berrno\W{1,3}(?:1044|1045|1142)\b|\b(?<lacking>[A-Z]{4,20} command denied to user '(?<user>[^']{1,100})')/,
  },
  {
    id: 'mysql-code-schema',
    cause: 'app-schema-missing',
    words: ['er_no_such_table', 'er_bad_db_error', 'er_bad_field_error', 'errno'],
    pattern: /\bER_(?:NO_SUCH_TABLE|BAD_DB_ERROR|BAD_FIELD_ERROR)\b|\berrno\W{1,3}(?:1049|1054|1146)\b/,
  },
  {
    id: 'mysql-code-connection',
    cause: 'app-dependency-unreachable',
    words: ['protocol_connection_lost', 'server', 'errno'],
    weak: true,
    pattern: /\bPROTOCOL_CONNECTION_LOST\b|\bMySQL server has gone away\b|\berrno\W{1,3}(?:2002|2003|2006|2013)\b/,
  },
  {
    id: 'mysql-table-full',
    cause: 'app-disk-full',
    words: ['table', 'er_record_file_full', 'xminiostoragefull'],
    pattern: /\bThe table '[^']{1,200}' is full\b|\bER_RECORD_FILE_FULL\b|\bXMinioStorageFull\b/,
  },
  {
    // MongoDB's drivers, by the classes of their specification.
    id: 'mongo-network',
    cause: 'app-dependency-unreachable',
    words: [
      'mongonetworkerror',
      'mongonetworktimeouterror',
      'mongonotconnectederror',
      'mongosocketopenexception',
      'mongosocketreadexception',
      'reachable',
    ],
    pattern:
      /\bno reachable servers\b|\bMongo(?:Network(?:Timeout)?Error|NotConnectedError|Socket(?:Open|Read|Write|Closed)Exception)\b/,
  },
  {
    // Redis' `cluster.c` and `server.c`.
    id: 'redis-cluster-down',
    cause: 'app-dependency-unreachable',
    words: ['clusterdown', 'masterdown'],
    pattern: /\b(?:CLUSTERDOWN|MASTERDOWN) /,
  },
  {
    // `org.apache.kafka.common.protocol.Errors`, and librdkafka's texts for them.
    id: 'kafka-code-login',
    cause: 'app-authentication-failed',
    words: [
      'topic_authorization_failed',
      'group_authorization_failed',
      'cluster_authorization_failed',
      'sasl_authentication_failed',
      'unsupported_sasl_mechanism',
      'authorization',
      'authorized',
      'mechanism',
    ],
    pattern:
      /\b(?:TOPIC|GROUP|CLUSTER)_AUTHORIZATION_FAILED\b|\b(?:SASL_AUTHENTICATION_FAILED|UNSUPPORTED_SASL_MECHANISM)\b|\b(?:Topic|Group|Cluster|Transactional ID|Delegation Token) [aA]uthorization [fF]ailed\b|\b[Nn]ot authorized to access (?:this|topics?:|group:|the requested) ?(?:topic|group|transactional|\[|\w)|\bUnsupported SASL mechanism\b/,
  },
  {
    id: 'kafka-code-unreached',
    cause: 'app-dependency-unreachable',
    words: ['broker_not_available', 'network_exception', 'request_timed_out', 'bootstrap'],
    weak: true,
    pattern: /\b(?:BROKER_NOT_AVAILABLE|NETWORK_EXCEPTION|REQUEST_TIMED_OUT)\b|\bUnable to bootstrap from \[/,
  },
  {
    // gRPC's status codes, in the words of its libraries for C, Java, Go, Node, .NET and Rust (tonic).
    id: 'grpc-unavailable',
    cause: 'app-dependency-unreachable',
    words: ['unavailable', 'deadline_exceeded', 'deadlineexceeded', 'code'],
    weak: true,
    pattern:
      /\bStatusCode\.(?:UNAVAILABLE|DEADLINE_EXCEEDED)\b|\b(?:14 )?UNAVAILABLE: |\bcode = (?:Unavailable|14)\b|\b(?:StatusCode=|status: )"?(?:Unavailable|DeadlineExceeded)\b/,
  },
  {
    id: 'grpc-unauthenticated',
    cause: 'app-authentication-failed',
    words: ['unauthenticated', 'permissiondenied', 'permission_denied'],
    weak: true,
    pattern:
      /\bStatusCode\.(?:UNAUTHENTICATED|PERMISSION_DENIED)\b|\b(?:StatusCode=|status: )"?(?:Unauthenticated|PermissionDenied)\b/,
  },
  {
    // gRPC's Python library, for an outgoing call.
    id: 'grpc-call-refused',
    cause: 'app-authentication-failed',
    words: ['unauthenticated', 'permission_denied'],
    above: /\bRPC that terminated with\b/,
    pattern: /\bstatus = StatusCode\.(?:UNAUTHENTICATED|PERMISSION_DENIED)\b/,
  },
  {
    // EADDRNOTAVAIL of `connect(2)`: all ports of the range are taken. Without IPv6, `::1` fails in the same way.
    id: 'local-ports-exhausted',
    cause: 'app-dependency-unreachable',
    words: ['assign', 'eaddrnotavail'],
    pattern:
      /\b(?:dial (?:tcp|udp) (?:[\d.]{7,15}:\d{1,5}->)?(?<address>[\d.]{7,15}):(?<port>\d{1,5}): connect: (?<ports>cannot assign requested address)|connect (?<ports2>EADDRNOTAVAIL) (?<address2>[\d.]{7,15}):(?<port2>\d{1,5})|(?:NoRouteToHost|Connect)Exception: (?<ports3>Cannot assign requested address))/,
  },
  {
    // Exceptions of clients of clusters and load balancers that have no server left: fluentd, Elasticsearch, DataStax,
    // kafka-python, Ribbon; Spring Cloud LoadBalancer, kube-apiserver.
    id: 'none-available',
    cause: 'app-dependency-unreachable',
    words: [
      'available',
      'alive',
      'reachable',
      'unreachable',
      'living',
      'live',
      'healthy',
      'sentinels',
      'master',
      'tries',
      'nodes',
      'match',
      'noshardavailableactionexception',
    ],
    pattern:
      /\bNo(?:Node|Host|Server|Broker|Endpoint|Instance|Upstream|Backend|Replica|Provider)s?(?:Available|Alive|Reachable)|\b[Nn]o(?:Shard|_shard)_?[aA]vailable|\b[Nn]o replica set members match selector\b|\bNo(?:Available|Live|Living|Healthy|Alive|Reachable)(?:Node|Host|Server|Broker|Endpoint|Instance|Upstream|Backend|Replica|Provider|Connection)|\b[Nn]o (?:available |healthy )?(?:nodes?|hosts?|servers?|brokers?|endpoints?|instances?|upstreams?|backends?|providers?) available (?:from registry \S{1,100} )?for (?:the )?(?:service|cluster|client)?:? ?["'`]?(?<service>[A-Za-z][\w.-]{1,253})|\b[Nn]o (?:[\w-]{2,30} )?(?:node|host|server|broker|endpoint|instance|backend|replica)s? (?:is |are |was )?(?:available|alive|reachable)(?! (?:to|for|on) \w)|\b[Nn]o available (?:nodes?|hosts?|servers?|brokers?|endpoints?|connections?)\b|\b[Aa]ll (?:connection tries failed|(?:broker )?connections are down|(?:the )?sentinels (?:are |specified in configuration are )?(?:down|unreachable))|\b[Nn]o master found for '(?<service2>[\w.-]{1,100})'|\b[Nn]one of the (?:configured|specified) (?:nodes|endpoints|brokers|hosts) (?:are|were) (?:available|reachable)|(?:^|[:"] ?)[Nn]o (?:available |healthy )?(?:nodes|hosts|servers|brokers|endpoints|instances|upstreams|backends) (?:are )?available[".]{0,2}$/,
    // HAProxy logs it about one of its backends.
    except: /\bbackend \S{1,100} has no server available\b/,
  },
  {
    // In clients' words only: urllib, RestTemplate, WebClient, HttpClient of .NET, Go apps by convention; 502 and 504
    // are about others.
    id: 'http-status-of-client',
    cause: 'app-dependency-unreachable',
    words: [
      'unexpected',
      'http',
      'bad',
      'gateway',
      'httpservererrorexception',
      'webclientresponseexception',
      'success',
    ],
    weak: true,
    pattern:
      /\b[Uu]nexpected (?:HTTP )?(?:response|status)(?: status)?(?: code)?:? (?<status>50[0234])\b|\bHTTP Error (?<status2>50[0234]): |\bHttpServerErrorException\S{0,40}: (?<status3>50[0234])\b|\bWebClientResponseException\S{0,40}: (?<status4>50[0234])\b|\bdoes not indicate success: (?<status5>50[0234])\b|\bbad (?:response|status)(?: status)?(?: code)?:? (?<status6>50[0234])\b|: (?<status7>50[24]) (?:Bad Gateway|Gateway Time-?out)\b/,
  },
  {
    // Node's http and undici, Ruby's Net::HTTP and Faraday, httpx, Reactor Netty, Spring Cloud LoadBalancer, .NET, reqwest, Hackney.
    id: 'http-client-unanswered',
    cause: 'app-dependency-unreachable',
    words: [
      'fetch',
      'hang',
      'und_err_headers_timeout',
      'und_err_body_timeout',
      'und_err_socket',
      'aborted',
      'net',
      'httpx',
      'prematurecloseexception',
      'instances',
      'balancer',
      'httpclient',
      'faraday',
      'connectionerror',
      'timedout',
      'connection',
      'attempts',
      'timeout',
      'curl',
      'disconnected',
    ],
    weak: true,
    pattern:
      /\bfetch failed\b|\bsocket hang up\b|\bUND_ERR_(?:HEADERS_TIMEOUT|BODY_TIMEOUT|SOCKET)\b|\baborted due to timeout\b|\bNet::(?:Read|Open|Write)Timeout\b|\bhttpx\.(?:Read|Connect|Pool)(?:Timeout|Error)\b|\bPrematureCloseException\b|\bNo instances available for (?<host>[\w.-]{1,253})|\bdoes not contain an instance for the service (?<host2>[\w.-]{1,253})|\bconfigured HttpClient\.Timeout of\b|\bFaraday::(?:ConnectionFailed|TimeoutError)\b|\bHTTP::(?:Connection|Timeout)Error\b|\bsource: TimedOut\b|\bc(?:url: \(|URL error )(?:35|52|55|56)\b|\bAPIConnectionError\b|\breason: :(?:timeout|closed|disconnected)\b|\{:error, :(?:timeout|closed)\}/,
  },
  {
    // Entity Framework, nats.go, amqp091-go: the end of a connection.
    id: 'client-gave-up',
    cause: 'app-dependency-unreachable',
    words: ['retries', 'nats', 'channel'],
    pattern:
      /\bmaximum number of retries \(\d{1,4}\) was exceeded while executing database operations\b|\bnats: (?:timeout|no responders|connection closed)\b|\bchannel\/connection is not open\b/,
  },
  {
    // `ResourceAccessException` of Spring around an `UnknownHostException`, whose message is the host alone.
    id: 'spring-unknown-host',
    cause: 'app-name-resolution-failed',
    words: ['request'],
    pattern:
      /\bI\/O error on [A-Z]{3,7} request for "https?:\/\/[^"]{1,300}": (?!null\b)(?<host>[a-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,6})(?:;|$)/,
  },
]

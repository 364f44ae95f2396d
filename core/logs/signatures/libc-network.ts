import type { Signature } from '../signature.ts'

/**
 * The texts of `strerror` and `gai_strerror` for connections, names and addresses, printed by apps in every language.
 */
export const libcNetwork: readonly Signature[] = [
  {
    id: 'errno-connection-refused',
    cause: 'app-dependency-unreachable',
    words: ['refused'],
    pattern: /(?::|-|[()]|"|'|\d\]|error|failed) {0,2}"?Connection refused\b(?!(?:: | - )(?:not authori|bad user))/i,
  },
  {
    id: 'errno-connection-refused-host-port',
    cause: 'app-dependency-unreachable',
    words: ['refused'],
    pattern:
      /(?:\bto|at|host|server|address|connect|tcp)[\s:("'/]{1,3}(?:\w{2,12}:\/\/)?(?<host>[A-Za-z0-9][\w.-]{0,252})(?::| port |, port )(?<port>\d{1,5})\b.{0,120}?Connection refused/i,
  },
  {
    id: 'words-connection-refused',
    cause: 'app-dependency-unreachable',
    words: ['refused'],
    weak: true,
    pattern:
      /\b(?:connections?|connect) (?:was |is |were |being |actively )?refused|refused (?:the )?connection|(?<![\w.-])(?<host>[\w.-]{1,253}):(?<port>\d{2,5}) refused/i,
  },
  {
    id: 'errno-timed-out',
    cause: 'app-dependency-unreachable',
    words: ['timed'],
    pattern: /(?::|-|\(|"|'|\d\]) {0,2}"?(?:Connection|Operation|connect) timed out\b/i,
  },
  {
    id: 'words-timed-out',
    cause: 'app-dependency-unreachable',
    words: ['timed', 'timeout'],
    weak: true,
    pattern:
      /\b(?:connect|connection|connecting|dial)(?:_\w{1,40})?\b.{0,120}\b(?:timed out|timeout)\b|\b(?:request|query|call|command|lookup|[Rr]ead) timed out\b|: timed out\b|\b(?:timed out|timeout) (?:while |occurred )?(?:waiting for|connecting|trying to connect|after waiting)\b|\b(?:connect|read|write)\w{0,6} timeout reached\b|\b(?:retriev|fetch|quer|load|receiv|connect|read|call)\w{0,6}\b.{0,120}: timeout$/i,
    except: /\bcaches?\b.{0,40}\bsync/,
  },
  {
    // EADDRNOTAVAIL of `connect(2)`: `::1` is tried last of the addresses of `localhost`, and does not exist without
    // IPv6.
    id: 'errno-no-such-address',
    cause: 'app-dependency-unreachable',
    words: ['assign', 'eaddrnotavail'],
    except: /\b(?:bind|listen)/i,
    pattern:
      /\b(?:to|at|host|server|connect|tcp)[\s:("'/]{1,3}(?:\w{2,12}:\/\/)?(?<host>[A-Za-z0-9][\w.-]{0,252})(?::| port |, port |\/)(?<port>\d{1,5})\b.{0,60}?Cannot assign requested address|\bCannot assign requested address (?:\[\w{2,12}:\/\/|\(|- connect\(2\) for "?)(?<host2>[A-Za-z0-9][\w.-]{0,252})(?::|"? port )(?<port2>\d{1,5})|\bconnect EADDRNOTAVAIL (?<host3>::1):(?<port3>\d{1,5})|\bHttpRequestException: Cannot assign requested address/i,
  },
  {
    id: 'errno-connection-reset',
    cause: 'app-dependency-unreachable',
    words: ['econnreset', 'reset'],
    weak: true,
    pattern: /\bECONNRESET\b|\bConnection reset by peer\b/i,
  },
  {
    id: 'errno-no-route',
    cause: 'app-dependency-unreachable',
    words: ['route', 'unreachable'],
    pattern: /\bNo route to host\b|\b(?:Network|Host) is unreachable\b|\bEHOSTUNREACH\b|\bENETUNREACH\b/i,
  },
  {
    id: 'words-cannot-connect',
    cause: 'app-dependency-unreachable',
    words: ['connect', 'connecting', 'reach', 'connection', 'contact', 'dial', 'ping', 'talk'],
    weak: true,
    pattern:
      /\b(?:could not|couldn't|cannot|can't|can not|unable to|failed to|failure to|error|(?:was|were|is|are)(?:n't| not) able to|fail(?:ed|s|ure)?(?= (?:connecting|reaching|contacting|dialing))) (?:(?:reaching|contacting|dialing)\b|connect(?:ing)?(?: to|\b)|(?:contact|dial|ping|talk to)\b|establish(?:ing)? (?:a )?(?:new )?connection|(?:open(?:ing)?|obtain(?:ing)?|get(?:ting)?|creat(?:e|ing)|acquir(?:e|ing)) (?:a |an |the |jdbc |database |db ){0,3}connection|reach)\b|\b(?:problems?|trouble|issues?|difficult(?:y|ies)) (?:while |when |in )?(?:connecting|reaching|contacting)\b/i,
  },
  {
    id: 'words-not-available-at',
    cause: 'app-dependency-unreachable',
    words: ['available', 'reachable', 'unavailable', 'unreachable'],
    weak: true,
    pattern:
      /\b(?:server|service|broker|database|endpoint|host|api) (?:is )?(?:currently )?(?:not (?:available|reachable)|unavailable|unreachable) at (?:the )?['"`]?(?:\w{2,12}:\/\/)?(?<host>[\w.-]{1,253})(?::(?<port>\d{1,5}))?/i,
  },
  {
    id: 'words-dependency-down',
    cause: 'app-dependency-unreachable',
    words: [
      'reachable',
      'unreachable',
      'available',
      'unavailable',
      'down',
      'respond',
      'responding',
      'answer',
      'come',
      'become',
      'alive',
      'accepting',
      'waited',
    ],
    weak: true,
    pattern:
      /\b(?<service>database|db|broker|redis|postgres\w{0,5}|mysql|mariadb|mongo\w{0,2}|kafka|rabbitmq|elasticsearch|memcached|nats|cassandra) (?:server |service |is |was |still ){0,2}(?:not (?:yet )?(?:reachable|available|responding)|unreachable|unavailable|down|not accepting connections|(?:did|does) not (?:respond|answer|come up|become (?:ready|available)))\b|\bno (?:\w{1,20} )?(?:broker|replica)s? (?:is |are )?available\b|\bwaited .{1,20}\bfor (?<service2>database|db|redis|postgres\w{0,5}|mysql|mariadb|mongo\w{0,2}|kafka|rabbitmq|elasticsearch)\b|\bno (?:\w{1,20} )?(?:broker|server|node|endpoint|replica|member)s?\b.{0,160}\b(?:reachable|alive|responding)\b/i,
  },
  {
    id: 'words-connection-failed',
    cause: 'app-dependency-unreachable',
    words: ['connection', 'connecting', 'without'],
    weak: true,
    pattern:
      /\b(?:database|db|broker|redis|postgres\w{0,5}|mysql|mariadb|mongo\w{0,2}|kafka|rabbitmq|cache|queue|backend|upstream|elasticsearch) connection (?:has )?(?:failed|failure|error|lost|timed? ?out)\b|\blost (?:database|db|broker|redis|postgres\w{0,5}|mysql|mariadb|mongo\w{0,2}|kafka|rabbitmq|elasticsearch) connection\b|\bconnection (?:has |is |was )?not (?:yet )?(?:been )?established\b|\b(?:re)?connecting (?:\(\d{1,5}\/\d{1,5}\) )?to (?:the )?[\w.:/@-]{2,200} failed\b|\bconnection to (?:the |host:? ?|server (?:at |on )?)?["'`]?(?<host>[a-z0-9][\w.-]{0,252}):(?<port>\d{1,5})["'`]? (?:has )?failed\b|\bconnection (?:#\d{1,10} )?failed to:? (?<host2>[a-z0-9][\w.-]{0,252}):(?<port2>\d{1,5})|\bconnection to (?:the )?[\w.:-]{2,100} (?:has )?(?:failed|lost|was lost|timed out|could not be (?:made|established|opened))\b|: Connection error\.$|\bcannot (?:start|continue|run|work|proceed) without (?:a |an |the |its )?(?:database|db|broker|redis|cache|queue|backend)\b/i,
  },
  {
    // Winsock's WSAECONNREFUSED and WSAETIMEDOUT, in .NET's words.
    id: 'winsock-texts',
    cause: 'app-dependency-unreachable',
    words: ['actively', 'properly'],
    pattern:
      /\bNo connection could be made\b.{0,160}\bactively refused\b|\bA connection attempt failed because the connected party did not properly respond\b/,
  },
  {
    // axios, gRPC's status 4, librdkafka, StackExchange.Redis, Thrift, go-redis, database/sql: a failed call in a
    // library's words, not a socket's.
    id: 'call-failed-texts',
    cause: 'app-dependency-unreachable',
    words: [
      'timeout',
      'deadline_exceeded',
      'msg_timed_out',
      'message',
      'thrift_eagain',
      'etcdserver',
      'driver',
      'pool',
    ],
    pattern:
      /\btimeout of \d{1,8} ?ms exceeded\b|\bDEADLINE_EXCEEDED\b|_MSG_TIMED_OUT\b|\bMessage timed out\b|\bTimeout (?:performing|awaiting response) |\bTHRIFT_EAGAIN \(timed out\)|\betcdserver: (?:no leader|request timed out)\b|\bdriver: bad connection\b|\bredis: connection pool timeout\b/,
  },
  {
    id: 'gai-error',
    cause: 'app-name-resolution-failed',
    words: ['resolution', 'servname', 'hostname', 'resolve', 'service', 'resolving', 'usable'],
    pattern:
      /\bTemporary failure in name resolution\b|\bName or service not known\b|\bnodename nor servname provided\b|\bNo address associated with hostname\b|\bName does not resolve\b|\bTemporary failure resolving\b|\bName has no usable address\b/i,
  },
  {
    id: 'gai-error-of-host',
    cause: 'app-name-resolution-failed',
    words: ['resolution', 'resolve', 'service', 'hostname', 'getaddrinfo'],
    pattern:
      /(?:host(?:name)?|address|resolve|request|to|for|on|at|lookup|getaddrinfo|ping|nc|telnet)[\s:"'(‘`]{1,3}(?!information|name\b|service\b)(?<host>[A-Za-z0-9_](?:[\w.-]{0,251}[A-Za-z0-9])?)(?::(?<port>\d{1,5}))?["'’`)]{0,2}(?: port \d{1,5})?[.:,]? ?(?:\(?\[Errno -\d\] |\(OS Error: )?(?:Temporary failure in name resolution|Name or service not known|No address associated with hostname|Name does not resolve)/,
  },
  {
    id: 'words-cannot-resolve',
    cause: 'app-name-resolution-failed',
    words: ['resolve', 'resolving', 'resolved'],
    pattern:
      /\b(?:could not|couldn't|cannot|can't|unable to|failed to|failure to) resolve (?:the )?(?:host(?:name)?|address|DNS name|domain(?: name)?|name|server|broker)\b:?(?: (?:name|address))?:?(?: (?:for|of))?\s?['"‘`]?(?<host>[A-Za-z0-9_](?:[\w.-]{0,251}[A-Za-z0-9])?)?/i,
  },
  {
    id: 'words-no-such-host',
    cause: 'app-name-resolution-failed',
    words: ['resolved', 'host', 'hostname', 'nxdomain', 'enotfound', 'eai_again', 'dns'],
    pattern:
      /\b(?:lookup of|cannot find|can't find|could not find) (?:host )?["'`]?(?<host>[a-z0-9][\w.-]{0,252}[a-z0-9])["'`]? failed: NXDOMAIN\b|\b(?:cannot|can't|could not|unable to) find (?:the )?host ["'`]?(?<host2>[a-z0-9][\w.-]{0,252})|\bno such host\b|\bNo such host is known\b|\bunknown host(?:name)?\b:? ?["'`]?(?<host3>[a-z0-9][\w.-]{0,252})?|\bhost (?:name )?not found\b|\bhost(?:name)? ["'`]?(?<host4>[a-z0-9][\w.-]{0,252})["'`]? (?:could not|cannot|can't) be resolved\b|\bNXDOMAIN\b|\bENOTFOUND\b|\bEAI_AGAIN\b|\bdns (?:error|lookup failed|resolution failed|resolve error)/i,
  },
  {
    id: 'errno-address-in-use',
    cause: 'app-port-in-use',
    words: ['address', 'eaddrinuse', 'addrinuse'],
    pattern: /\baddress (?:is )?(?:already )?in use\b|\bEADDRINUSE\b|\bAddrInUse\b/i,
  },
  {
    id: 'errno-address-in-use-port',
    cause: 'app-port-in-use',
    words: ['address'],
    pattern:
      /(?:(?<address>\d{1,3}(?:\.\d{1,3}){3}|\[?[\da-f]{0,4}::[\da-f:]{0,40}\]?|\*|localhost|\[::\])|(?:listen|bind|tcp|on|to) )(?::|['"], | port |" port )(?<port>\d{1,5})\)?\b.{0,80}?address (?:is )?already in use/i,
  },
  {
    id: 'address-in-use-port-after',
    cause: 'app-port-in-use',
    words: ['address'],
    pattern: /address (?:is )?already in use\b.{0,60}?(?:[\d.\]*]:| port |:::)(?<port>\d{1,5})\b/i,
  },
  {
    id: 'words-port-in-use',
    cause: 'app-port-in-use',
    words: ['port', 'connection'],
    pattern:
      /\bport[\s:#]{1,2}(?<port>\d{1,5}) (?:is |was )?(?:already |currently )?(?:in use|being used|used by|allocated|taken|occupied)|^.{0,80}Connection in use: \(/i,
  },
  {
    id: 'unix-socket-missing',
    cause: 'app-dependency-unreachable',
    words: ['socket', 'sock', 'unix'],
    pattern:
      /(?:socket |unix:|dial unix |connect )["'(]{0,2}(?<path>\/[^\s"':,()]{1,300})["')]{0,2}.{0,60}(?:No such file or directory|connection refused|\(2\)|\(111\))/i,
  },
]

import type { Signature } from '../signature.ts'

/** Redis, MongoDB, SQLite, Elasticsearch, ClickHouse, Oracle and other stores: what they print and their clients repeat. */
export const stores: readonly Signature[] = [
  {
    id: 'redis-configuration',
    cause: 'app-invalid-arguments',
    words: ['fatal', 'directive', 'unresolved', 'module', 'config', 'conf'],
    pattern:
      /\*\*\* FATAL CONFIG FILE ERROR|\bBad directive or wrong number of arguments|\bUnresolved Configuration\(s\) Detected|\bModule Configuration detected without loadmodule directive|\bFatal error, can't open config file '(?<file>[^']{1,300})'/,
  },
  {
    id: 'redis-directive',
    cause: 'app-invalid-arguments',
    words: ['directive', 'module'],
    pattern:
      /\bBad directive or wrong number of arguments|\bModule Configuration detected without loadmodule directive/,
    above: />>> ['"](?<flag>[\w-]{1,60})/,
  },
  {
    id: 'sentinel-host',
    cause: 'app-name-resolution-failed',
    words: ['hostname'],
    pattern: /\bCan't resolve (?:instance|master) hostname/,
    above: />>> ['"]sentinel (?:monitor|known-replica|known-sentinel) \S{1,100} (?<host>[\w.-]{1,253}) /,
  },
  {
    id: 'redis-config-missing',
    cause: 'app-missing-file-or-module',
    words: ['config'],
    pattern: /\bFatal error, can't open config file '(?<file>[^']{1,300})': No such file/,
  },
  {
    id: 'redis-auth',
    cause: 'app-authentication-failed',
    words: [
      'noauth',
      'wrongpass',
      'auth',
      'noperm',
      'permissions',
      'username',
      'authenticationerror',
      'authenticated',
      'authentication',
      'password',
    ],
    pattern:
      /\bNOAUTH\b|\bredis server\(s\)\. There was an authentication failure\b|\binvalid username-password pair or user is disabled|\bmust be called with the client already authenticated|\bWRONGPASS\b|\bhas no permissions to (?:run|access) (?:the '|one of the (?:keys|channels))|\b(?:ERR )?(?:Client sent )?AUTH,? .{0,80}(?:without any password|no password is set)|\bERR invalid password|\bNOPERM\b|\bredis\.exceptions\.AuthenticationError: |\bAuthenticationError: Authentication required\./,
  },
  {
    id: 'redis-fork',
    cause: 'app-heap-exhausted',
    words: ['fork'],
    pattern: /\bCan't save in background: (?<limit>fork: Cannot allocate memory)\b/,
  },
  {
    id: 'redis-cli-unreachable',
    cause: 'app-dependency-unreachable',
    words: ['redis'],
    pattern:
      /\bCould not connect to Redis at (?<host>[\w.-]{1,253}):(?<port>\d{1,5}): (?:Connection refused|Connection timed out|No route|Operation timed out)/,
  },
  {
    // phpredis, as a cache or a session store, and Predis.
    id: 'php-redis-gone',
    cause: 'app-dependency-unreachable',
    words: ['redis', 'session', 'redisexception', 'predis'],
    pattern:
      /\bRedis server (?:(?<host>[\w.-]{1,253}):(?<port>\d{1,5}) )?went away\b|\bRedis connection not available\b|\bRedisException(?:\(code: \d\))?: read error on connection(?: to (?<host3>[\w.-]{1,253}):(?<port3>\d{1,5}))?|\bPredis\\{1,2}Connection\\{1,2}ConnectionException(?:\(code: \d\))?: Error while (?:reading|writing) [^[\n]{1,40}\[\w{2,5}:\/\/(?<host4>[\w.-]{1,253}):(?<port4>\d{1,5})\]|\bFailed to (?:read|write) session data: (?:redis|memcached?) \(path: (?:tcp|tls):\/\/(?<host2>[\w.-]{1,253}):(?<port2>\d{1,5})/,
  },
  {
    id: 'libmemcached-server-failed',
    cause: 'app-dependency-unreachable',
    words: ['disabled', 'marked', 'failure', 'udp', 'dalli'],
    pattern:
      /\bSERVER HAS FAILED AND IS DISABLED UNTIL TIMED RETRY\b|\bSERVER IS MARKED DEAD\b|\bDalli::RingError: No server available\b|\bCONNECTION FAILURE(?:\(|, host: )|\bServer (?<host>[\w.-]{1,253}) \(tcp (?<port>\d{1,5}), udp \d{1,5}\) failed with: /,
  },
  {
    id: 'libmemcached-lookup',
    cause: 'app-name-resolution-failed',
    words: ['lookup'],
    pattern: /\bgetaddrinfo\(\) or getnameinfo\(\) HOSTNAME LOOKUP FAILURE\b/,
  },
  {
    id: 'mongo-authentication',
    cause: 'app-authentication-failed',
    words: ['authentication', 'requires', 'authenticating', 'auth'],
    pattern:
      /\bMongo\w{0,20}Error: (?:bad auth|Authentication failed)|\bAuthentication failed\., full error|\b[Aa]uthentication failed[.,]?.{0,60}(?:code: 18|AuthenticationFailed)|\bcommand \w{1,40} requires authentication|\bException authenticating MongoCredential|\bauth error: (?:sasl conversation error|unable to authenticate)|\bbad auth : [Aa]uthentication failed/,
  },
  {
    id: 'mongo-unauthorized',
    cause: 'app-authentication-failed',
    words: ['unauthorized', 'authorized'],
    pattern:
      /\(Unauthorized\) (?:(?<lacking2>not authorized(?: on \S{1,100} to execute command)?)|there are no users authenticated|command \w{1,40} requires)|\b(?<lacking>not authorized on \S{1,100} to execute command)\b|\bcode: 13\b.{0,40}\bUnauthorized\b|\bcodeName: '?Unauthorized\b/,
  },
  {
    id: 'mongoc-no-server',
    cause: 'app-dependency-unreachable',
    words: ['suitable'],
    pattern:
      /\bNo suitable servers found.{0,80}\[(?:connection (?:refused|timeout|closed)|socket (?:timeout|error)) calling \w{1,20} on '(?<host>[\w.-]{1,253}):(?<port>\d{1,5})'/i,
  },
  {
    id: 'mongoc-lookup',
    cause: 'app-name-resolution-failed',
    words: ['suitable'],
    pattern: /\bNo suitable servers found.{0,80}\[Failed to resolve '(?<host>[\w.-]{1,253})'/i,
  },
  {
    id: 'mongoc-tls',
    cause: 'app-certificate-invalid',
    words: ['suitable'],
    pattern:
      /\bNo suitable servers found.{0,80}\[TLS handshake failed: .{0,200}certificate.{0,200} on '(?<host>[\w.-]{1,253}):(?<port>\d{1,5})'/i,
  },
  {
    id: 'gocql-unreachable',
    cause: 'app-dependency-unreachable',
    words: ['gocql'],
    pattern:
      /\bgocql: (?:no response received from cassandra|no hosts available in the pool|unable to (?:create session|dial control conn))/,
    except: /no such host|lookup|[Aa]uthenticat/,
  },
  {
    id: 'mongod-options',
    cause: 'app-invalid-arguments',
    words: ['unrecognised', 'unrecognized', 'badvalue', 'parsing'],
    pattern:
      /\bError parsing (?:command line|INI config file|YAML config file)|\bunrecognised option '(?<flag>[^']{1,100})'|\bBadValue: /,
  },
  {
    id: 'mongod-data-missing',
    cause: 'app-missing-file-or-module',
    words: ['nonexistentpath'],
    pattern: /\bNonExistentPath: Data directory (?<file>\S{1,300}) not found/,
  },
  {
    id: 'mongod-data',
    cause: 'app-permission-denied',
    words: ['lock'],
    pattern:
      /\bAttempted to create a lock file on a read-only directory: (?<path>\S{1,300})|\bUnable to create\/open the lock file: (?<path2>\S{1,300}) \(Permission denied\)/,
  },
  {
    id: 'mongod-key-file',
    cause: 'app-permission-denied',
    words: ['permissions'],
    pattern: /\bpermissions on (?<path>\S{1,300}) are too open\b/,
  },
  {
    id: 'sqlite-read-only',
    cause: 'app-permission-denied',
    words: ['readonly'],
    pattern: /\battempt to write a readonly database\b/,
  },
  {
    id: 'sqlite-cannot-open',
    cause: 'app-permission-denied',
    words: ['database'],
    weak: true,
    pattern: /\b[Uu]nable to open (?:the )?database file\b/,
  },
  {
    id: 'elasticsearch-authentication',
    cause: 'app-authentication-failed',
    words: ['unable', 'credentials', 'security_exception'],
    pattern:
      /\bunable to authenticate (?:user \[(?<user>[^\]]{1,100})\]|with provided credentials)|\bmissing authentication credentials for REST request|\bsecurity_exception\b(?!.{0,200}\bunable to authenticate user \[)/,
  },
  {
    id: 'elasticsearch-settings',
    cause: 'app-invalid-arguments',
    words: ['setting', 'option', 'validation'],
    pattern:
      /\bconfig validation of \[(?<flag4>[\w.-]{1,200})\]|\bunknown (?:secure )?setting \[(?<flag>[\w.-]{1,200})\]|\b[Ff]ailed to parse (?:value|setting) .{0,100}\[(?<flag2>[\w.-]{1,200})\]|\b(?<flag3>[\w-]{1,60}) is not a recognized option/,
  },
  {
    id: 'elasticsearch-data',
    cause: 'app-permission-denied',
    words: ['locks', 'root', 'node'],
    pattern: /\bfailed to obtain node locks?, tried \[|\b(?<root>can(?:not| not) run elasticsearch as root)/,
  },
  {
    id: 'clickhouse-authentication',
    cause: 'app-authentication-failed',
    words: ['exception', 'authentication'],
    pattern:
      /\b(?<user>[\w.-]{1,100}): Authentication failed: password is incorrect|\bCode: (?:516|193|194)\. DB::Exception/,
  },
  {
    id: 'clickhouse-unreachable',
    cause: 'app-dependency-unreachable',
    words: ['exception', 'netexception'],
    pattern: /\bCode: (?:209|210)\. DB::(?:Net)?Exception: .{0,60}\((?<host>[\w.-]{1,253}):(?<port>\d{1,5})/,
    except: /Host not found|DNS/,
  },
  {
    id: 'clickhouse-settings',
    cause: 'app-invalid-arguments',
    words: ['setting', 'unknown_setting', 'saxparseexception'],
    pattern: /\bUnknown setting '?(?<flag>[\w.]{1,100})|\bSAXParseException\b|\bUNKNOWN_SETTING\b/,
  },
  {
    id: 'oracle-host',
    cause: 'app-name-resolution-failed',
    words: ['ora'],
    pattern: /\bORA-12(?:154|545)\b/,
  },
  {
    // Oracle's messages about listeners, lost sessions and databases that start or stop; python-oracledb and
    // node-oracledb have their own numbers.
    id: 'oracle-unreached',
    cause: 'app-dependency-unreachable',
    words: ['ora', 'dpy', 'njs', 'dpi'],
    pattern:
      /\bORA-(?:000(?:18|20)|010(?:33|34|89|90|92)|0239[19]|031(?:13|14|35)|12(?:170|203|5(?:05|1[24-9]|2[018]|3[57]|4[137]|60|7[01]))|17(?:002|410|800|820))\b|\bDPY-(?:4011|600[0-9])\b|\bNJS-5(?:0[0-9]|1[01])\b|\bDPI-10(?:10|67|80)\b/,
  },
  {
    // ClickHouse's `ErrorCodes.cpp`, printed by the server and by clickhouse-go.
    id: 'clickhouse-code-login',
    cause: 'app-authentication-failed',
    words: ['code'],
    isToClients: true,
    pattern: /\b[Cc]ode: (?:192|193|194|497|516)(?:\. DB::|, message: )/,
  },
  {
    id: 'clickhouse-code-schema',
    cause: 'app-schema-missing',
    words: ['code'],
    isToClients: true,
    pattern:
      /\b[Cc]ode: (?:8|16|36|46|47|60|81)(?:\. DB::\w{0,30}: |, message: )(?:.{0,80}\b(?:[Tt]able (?<table>[\w.`]{1,200})|[Dd]atabase (?<database>[\w`]{1,200})|[Cc]olumns?:? '?(?<column>[\w.]{1,200})'?|[Ff]unction \S{1,100}|identifier '?\S{1,100})\b)/,
  },
  {
    id: 'clickhouse-code-disk',
    cause: 'app-disk-full',
    words: ['code', 'not_enough_space'],
    pattern: /\b[Cc]ode: 243(?:\. DB::|, message: )|\(NOT_ENOUGH_SPACE\)/,
  },
  {
    id: 'clickhouse-code-unreached',
    cause: 'app-dependency-unreachable',
    words: ['code'],
    isToClients: true,
    pattern: /\b[Cc]ode: (?:159|209|210|279|425|999)(?:\. (?:DB|Coordination)::|, message: )/,
    except: /Host not found|DNS|No space left/,
  },
  {
    // The native protocol of Cassandra, with its drivers' error numbers.
    id: 'cassandra-code-login',
    cause: 'app-authentication-failed',
    words: ['code'],
    pattern: /\bcode=(?:0100|2100) \[/,
  },
  {
    // ZooKeeper's `KeeperException.Code`.
    id: 'zookeeper-code-login',
    cause: 'app-authentication-failed',
    words: ['keepererrorcode'],
    pattern: /\bKeeperErrorCode = (?:NoAuth|AuthFailed)\b/,
  },
  {
    // Error codes of Kerberos (MIT, the JDK's `KrbException`) and of SMB.
    id: 'kerberos-refused',
    cause: 'app-authentication-failed',
    words: [
      'preauthentication',
      'krbexception',
      'gssexception',
      'nt_status_logon_failure',
      'status_logon_failure',
      'nt_status_access_denied',
      'kerberos',
    ],
    pattern:
      /\b[Pp]re-?authentication failed\b|\bKrbException: |\bGSSException: (?:No valid credentials|Defective|Failure)|\b(?:NT_)?STATUS_(?:LOGON_FAILURE|ACCESS_DENIED|WRONG_PASSWORD|ACCOUNT_LOCKED_OUT)\b|\bnot found in Kerberos database\b/,
    except: /Clock skew|Connection refused/,
  },
  {
    // Cassandra's and Scylla's `UnavailableException`: too few replicas respond.
    id: 'cassandra-unavailable',
    cause: 'app-dependency-unreachable',
    words: ['consistency', 'replicas'],
    isToClients: true,
    pattern: /\b(?:Cannot achieve consistency level \w{1,20}|Not enough replicas available for query at consistency)\b/,
  },
  {
    // Oracle's tablespaces and archiver, SQL Server's errors 1105 and 9002, MySQL's handler error 28, PostgreSQL's `md.c`, etcd's ErrNoSpace, WebDAV's 507.
    id: 'store-space-exhausted',
    cause: 'app-disk-full',
    words: ['extend', 'archiver', 'filegroup', 'transaction', 'storage', 'space', 'disk_full', 'insufficient', 'ora'],
    pattern:
      /\bunable to extend (?:table|index|lobsegment|temp|rollback|undo|segment)\b|\bORA-(?:00257|0165[0-9]|01688|01691|19502|19809|27072)\b|\bbecause the '[^']{1,128}' filegroup is full\b|\b[Tt]he transaction log for database '[^']{1,128}' is full\b|\bGot error 28 from storage engine\b|\bdatabase space exceeded\b|\bcould not extend file "|\bdisk_full\b|\b507 \(?Insufficient Storage\b/,
  },
  {
    id: 'odbc-login-timeout',
    cause: 'app-dependency-unreachable',
    words: ['login'],
    pattern: /\bODBC Driver [^\]]{0,60}(?:\]|:) ?Login timeout expired/,
  },
  {
    id: 'oracle-logon',
    cause: 'app-authentication-failed',
    words: ['ora'],
    pattern: /\bORA-(?:010(?:05|17|31|45)|280(?:00|01|02|03|09|40))\b/,
  },
  {
    // Members of a cluster that wait for the others: Elasticsearch and OpenSearch, RabbitMQ, Cassandra, JGroups,
    // Galera, CockroachDB, HashiCorp's Raft, Redis, Spark, Hazelcast, Ceph.
    id: 'cluster-not-formed',
    cause: 'app-dependency-unreachable',
    words: [
      'discovered',
      'mnesia',
      'peers',
      'seeds',
      'physical',
      'sent',
      'primary',
      'contact',
      'election',
      'cluster',
      'accepted',
      'monclient',
    ],
    pattern:
      /\b(?<peers>(?:cluster-manager|master) not discovered\b|Error while waiting for Mnesia tables: \{timeout_waiting_for_tables|Unable to gossip with any (?:peers|seeds)|Unable to contact any seeds|JGRP000032: \S{1,100} no physical address for|JOIN\(\S{1,100} sent to \S{1,100} timed out|failed to reach primary view|server appears to be unable to contact the other nodes in the cluster|Election timeout reached, restarting election|(?<=rpc error making call: |error=")No cluster leader|Cluster state changed: fail\b|Initial job has not accepted any resources|Unable to get live cluster connection|(?<=monclient\(hunting\): )authenticate timed out)/,
  },
  {
    id: 'store-credentials-refused',
    cause: 'app-authentication-failed',
    words: ['provided', 'unauthorized', 'authorization', 'etcdserver', 'authentication'],
    pattern:
      /\bProvided username .{0,100}(?:are|is) incorrect|\bThe client is unauthorized due to authentication failure|\bnats: Authorization Violation|\betcdserver: (?:authentication failed|user name is empty|permission denied|invalid auth token)/i,
  },
]

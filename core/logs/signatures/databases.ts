import type { Signature } from '../signature.ts'

/** PostgreSQL, MySQL, MariaDB, Redis, MongoDB and other stores: what their servers print and what their clients repeat. */
export const databases: readonly Signature[] = [
  {
    id: 'postgres-password-failed',
    cause: 'app-authentication-failed',
    words: ['authentication', 'password', 'role', 'hba', 'pg_hba'],
    pattern:
      /\bpassword authentication failed for user "?(?<user>[^"\s]{1,100})"?|\bno pg_hba\.conf entry for (?:host|replication)[^,]{0,200}(?:, user "(?<user2>[^"]{1,100})")?|\b(?:Peer|Ident|GSSAPI|LDAP|PAM|RADIUS|SCRAM|certificate) authentication failed for user "(?<user3>[^"]{1,100})"|\bFATAL: {1,2}role "(?<user4>[^"]{1,100})" (?:does not exist|is not permitted to log in)|\bfe_sendauth: no password supplied|\bSASL authentication failed|\bThe server requested (?:SCRAM-based|password-based) authentication|\binvalid_password\b|\bSQLSTATE 28P01\b|\bSQLSTATE 28000\b/,
  },
  {
    id: 'postgres-client-password-missing',
    cause: 'app-authentication-failed',
    words: ['password', 'scram'],
    pattern: /\bSCRAM-SERVER-FIRST-MESSAGE: client password must be a string|\bclient password must be a string/,
  },
  {
    id: 'postgres-unreachable',
    cause: 'app-dependency-unreachable',
    words: ['connection'],
    pattern:
      /\bconnection to server at "(?<host>[^"]{1,253})"(?: \([^)]{1,60}\))?, port (?<port>\d{1,5}) failed: (?:Connection refused|timeout expired|Connection timed out|No route to host|Network is unreachable|Operation timed out|server closed the connection)/,
  },
  {
    id: 'postgres-socket',
    cause: 'app-dependency-unreachable',
    words: ['socket'],
    pattern:
      /\bconnection to server on socket "(?<path>[^"]{1,300})" failed: |\bIs the server running (?:locally|on that host|on host)/,
    except: /FATAL:/,
  },
  {
    id: 'postgres-host-name',
    cause: 'app-name-resolution-failed',
    words: ['translate'],
    pattern: /\bcould not translate host name "(?<host>[^"]{1,253})" to address/,
  },
  {
    id: 'postgres-parameter',
    cause: 'app-invalid-arguments',
    words: ['parameter', 'configuration', 'postgresql'],
    pattern:
      /\bunrecognized configuration parameter "(?<flag>[\w.-]{1,100})"|\binvalid value for parameter "(?<flag2>[\w.-]{1,100})"|\bconfiguration file ".{1,300}" contains errors|\bsyntax error in file "(?<file>[^"]{1,300})" line \d|\bparameter "(?<flag3>[\w.-]{1,100})" (?:requires|must be|cannot be)|\bis outside the valid range for parameter "(?<flag4>[\w.-]{1,100})"/,
  },
  {
    id: 'postgres-image-password',
    cause: 'app-missing-environment-variable',
    words: ['database', 'specify'],
    pattern:
      /\bDatabase is uninitialized and (?:superuser )?password (?:is|option is) not specified|\bYou must specify (?<variable>POSTGRES_PASSWORD)|\bYou need to specify one of the following/,
  },
  {
    id: 'postgres-data-directory',
    cause: 'app-permission-denied',
    words: ['directory', 'execution', 'permissions'],
    pattern:
      /\bdata directory "(?<path>[^"]{1,300})" has (?:wrong ownership|invalid permissions|group or world access)|"root" execution of the PostgreSQL server is not permitted|\binitdb: error: cannot be run as root|\bcould not (?:change permissions of|access|create|open|read|write)(?: \w{1,20}){0,2} (?:directory|file) "(?<path2>[^"]{1,300})": (?:Operation not permitted|Permission denied|Read-only file system)/,
  },
  {
    id: 'postgres-initdb-not-empty',
    cause: 'app-invalid-arguments',
    words: ['initdb'],
    pattern: /\binitdb: error: directory "(?<path>[^"]{1,300})" exists but is not empty/,
  },
  {
    id: 'postgres-shared-memory',
    cause: 'app-heap-exhausted',
    words: ['shared'],
    pattern:
      /\bcould not (?:map|create) (?:anonymous )?shared memory(?: segment)?: (?:Cannot allocate memory|Out of memory)/i,
  },
  {
    id: 'postgres-privileges',
    cause: 'app-authentication-failed',
    words: ['denied'],
    weak: true,
    pattern:
      /\bpermission denied for (?:table|schema|relation|database|sequence|function|language) "?(?<resource>[\w.]{1,100})/,
  },
  {
    id: 'mysql-access-denied',
    cause: 'app-authentication-failed',
    words: ['access', 'allowed', 'plugin', 'authentication'],
    pattern:
      /\bAccess denied for user '?(?<user>[^'@\s]{0,100})'?(?:@'?(?<host>[^'\s]{0,253})'?)?|\bHost '[^']{1,253}' is not allowed to connect to this M|\bClient does not support authentication protocol|\bAuthentication plugin '[^']{1,60}' cannot be loaded/,
  },
  {
    id: 'mysql-unreachable',
    cause: 'app-dependency-unreachable',
    words: ['mysql', 'mariadb', 'sqlstate', 'server'],
    pattern:
      /\bCan't connect to (?:local )?(?:MySQL |MariaDB )?server (?:on|through socket) '(?<host>[^':]{1,253})(?::(?<port>\d{1,5}))?'|\bSQLSTATE\[(?:HY000|08006|08001)\] \[(?:2002|2003|7)\] .{0,200}(?:Connection refused|timed out|No route|No such file|could not connect to server)|\bLost connection to (?:MySQL |MariaDB )?server at 'reading initial communication packet'/,
    except: /getaddrinfo|Name or service|Unknown .{0,10}server host|password authentication/,
  },
  {
    id: 'mysql-unknown-host',
    cause: 'app-name-resolution-failed',
    words: ['server', 'php_network_getaddresses', 'getaddrinfo'],
    pattern:
      /\bUnknown (?:MySQL |MariaDB )?server host '(?<host>[^']{1,253})'|\bphp_network_getaddresses: getaddrinfo (?:for (?<host2>[\w.-]{1,253}) )?failed/,
  },
  {
    id: 'mysqld-options',
    cause: 'app-invalid-arguments',
    words: ['variable', 'option', 'parse'],
    pattern:
      /\bunknown (?:variable|option) '(?<flag>[^']{1,200})'|\[ERROR\] .{0,80}unknown (?:variable|option)|\bFound option without preceding group in config file/,
  },
  {
    id: 'mysqld-permission',
    cause: 'app-permission-denied',
    words: ['errcode', 'read', 'root', 'create'],
    pattern:
      /(?<!' )\((?:Errcode|OS errno|errno):? ?(?:13|30)\b|\bPlease read "Security" section of the manual to find out how to run mysqld as root|'(?<path>\/[^']{1,300})' \(Errcode: (?:13|30)\b/,
  },
  {
    id: 'mysqld-file-missing',
    cause: 'app-missing-file-or-module',
    words: ['errcode'],
    pattern: /'(?<file>[^']{1,300})' \((?:Errcode|OS errno|errno):? ?2\b/,
  },
  {
    id: 'mysqld-disk-full',
    cause: 'app-disk-full',
    words: ['errcode', 'errno', 'disk'],
    pattern: /\((?:Errcode|OS errno|errno):? ?28\b|\bDisk is full writing '/,
  },
  {
    id: 'mysqld-buffer-pool',
    cause: 'app-heap-exhausted',
    words: ['buffer'],
    pattern: /\bCannot allocate memory for the buffer pool|\bmmap\(\d{1,18} bytes\) failed; errno 12/,
  },
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
    id: 'redis-config-missing',
    cause: 'app-missing-file-or-module',
    words: ['config'],
    pattern: /\bFatal error, can't open config file '(?<file>[^']{1,300})': No such file/,
  },
  {
    id: 'redis-auth',
    cause: 'app-authentication-failed',
    words: ['noauth', 'wrongpass', 'auth', 'noperm', 'username', 'authenticationerror', 'authenticated'],
    pattern:
      /\bNOAUTH\b|\binvalid username-password pair or user is disabled|\bmust be called with the client already authenticated|\bWRONGPASS\b|\bERR (?:Client sent )?AUTH,? .{0,80}(?:without any password|no password is set)|\bERR invalid password|\bNOPERM\b/,
  },
  {
    id: 'redis-cli-unreachable',
    cause: 'app-dependency-unreachable',
    words: ['redis'],
    pattern:
      /\bCould not connect to Redis at (?<host>[\w.-]{1,253}):(?<port>\d{1,5}): (?:Connection refused|Connection timed out|No route|Operation timed out)/,
  },
  {
    id: 'mongo-authentication',
    cause: 'app-authentication-failed',
    words: ['authentication', 'requires'],
    pattern:
      /\bMongo\w{0,20}Error: (?:bad auth|Authentication failed)|\bAuthentication failed\., full error|\b[Aa]uthentication failed[.,]?.{0,60}(?:code: 18|AuthenticationFailed)|\bcommand \w{1,40} requires authentication|\bException authenticating MongoCredential|\bauth error: (?:sasl conversation error|unable to authenticate)|\bbad auth : [Aa]uthentication failed/,
  },
  {
    id: 'mongod-options',
    cause: 'app-invalid-arguments',
    words: ['unrecognised', 'unrecognized', 'badvalue', 'parsing'],
    pattern:
      /\bError parsing (?:command line|INI config file|YAML config file)|\bunrecognised option '(?<flag>[^']{1,100})'|\bBadValue: /,
  },
  {
    id: 'mongod-data',
    cause: 'app-permission-denied',
    words: ['lock'],
    pattern:
      /\bAttempted to create a lock file on a read-only directory: (?<path>\S{1,300})|\bUnable to create\/open the lock file: (?<path2>\S{1,300}) \(Permission denied\)/,
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
    pattern: /\bunable to open database file\b/,
  },
  {
    id: 'elasticsearch-authentication',
    cause: 'app-authentication-failed',
    words: ['unable', 'credentials', 'security_exception'],
    pattern:
      /\bunable to authenticate (?:user \[(?<user>[^\]]{1,100})\]|with provided credentials)|\bmissing authentication credentials for REST request|\bsecurity_exception\b/,
  },
  {
    id: 'elasticsearch-settings',
    cause: 'app-invalid-arguments',
    words: ['setting', 'option'],
    pattern:
      /\bunknown (?:secure )?setting \[(?<flag>[\w.-]{1,200})\]|\b[Ff]ailed to parse (?:value|setting) .{0,100}\[(?<flag2>[\w.-]{1,200})\]|\b(?<flag3>[\w-]{1,60}) is not a recognized option/,
  },
  {
    id: 'elasticsearch-data',
    cause: 'app-permission-denied',
    words: ['locks', 'root', 'node'],
    pattern: /\bfailed to obtain node locks?, tried \[|\bcan(?:not| not) run elasticsearch as root/,
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
    words: ['setting', 'unknown_setting', 'sax'],
    pattern: /\bUnknown setting '?(?<flag>[\w.]{1,100})|\bSAXParseException\b|\bUNKNOWN_SETTING\b/,
  },
  {
    id: 'oracle-logon',
    cause: 'app-authentication-failed',
    words: ['ora'],
    pattern: /\bORA-(?:01017|28000|28001|01045)\b/,
  },
  {
    id: 'store-credentials-refused',
    cause: 'app-authentication-failed',
    words: ['provided', 'unauthorized', 'authorization', 'etcdserver', 'authentication'],
    pattern:
      /\bProvided username .{0,100}(?:are|is) incorrect|\bThe client is unauthorized due to authentication failure|\bnats: Authorization Violation|\betcdserver: (?:authentication failed|user name is empty|permission denied|invalid auth token)/i,
  },
]

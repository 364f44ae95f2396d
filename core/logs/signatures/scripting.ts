import type { Signature } from '../signature.ts'

/** Ruby, PHP, Perl, Lua and R. */
export const scripting: readonly Signature[] = [
  {
    // Active Record's `DatabaseConnectionError`.
    id: 'active-record-login',
    cause: 'app-authentication-failed',
    words: ['issue'],
    pattern: /\bThere is an issue connecting to your database with your username\/password\b/,
  },
  {
    id: 'ruby-env-fetch',
    cause: 'app-missing-environment-variable',
    words: ['key'],
    pattern: /\b(?:key not found|Missing ENV key): "(?<variable>[A-Z][A-Z0-9_]{1,100})"/,
  },
  {
    id: 'ruby-setting-missing',
    cause: 'app-missing-environment-variable',
    words: ['secret_key_base', 'configuration', 'encryption', 'assertions'],
    pattern:
      /\b[Mm]issing `?(?<variable>secret_key_base)`? for '|\bMissing required configuration keys?: \["(?<variable2>\w{1,100})"|\bNo application encryption key has been specified|\bMissing encryption key to decrypt file with\b.{0,300}\bENV\['(?<variable4>\w{1,100})'\]|\benvironment variables failed assertions: (?<variable3>\w{1,100}) is missing/,
  },
  {
    id: 'symfony-env-missing',
    cause: 'app-missing-environment-variable',
    words: ['environment'],
    pattern: /\bEnvironment variable not found: "(?<variable>\w{1,100})"/,
  },
  {
    id: 'ruby-load-error',
    cause: 'app-missing-file-or-module',
    words: ['load', 'gem', 'gems', 'gemfile'],
    pattern:
      /\bcannot load such file -- (?<module>\S{1,200})|\bCould not find (?<module2>[\w.-]{1,100})(?:, [\w., -]{1,1000})? in (?:any of the sources|locally installed gems|cached gems|rubygems)|\bCould not find gem '(?<module3>[^']{1,100})'|\bCould not locate Gemfile\b|\bBundler::GemNotFound\b|\bcan't find gem (?<module4>[\w.-]{1,100}) \(/,
  },
  {
    id: 'ruby-version',
    cause: 'app-missing-file-or-module',
    words: ['gemfile'],
    weak: true,
    pattern: /\bYour Ruby version is [\d.]{1,12}, but your Gemfile specified/,
  },
  {
    id: 'ruby-errno-file',
    cause: 'app-missing-file-or-module',
    words: ['such'],
    pattern: /\bNo such file or directory @ \w{1,40} - (?<file>\S{1,300})/,
  },
  {
    id: 'ruby-errno-denied',
    cause: 'app-permission-denied',
    words: ['denied', 'read', 'eacces'],
    pattern:
      /\b(?:Permission denied|Read-only file system|Operation not permitted) @ \w{1,40} - (?<path>[^\s)]{1,300})|\bErrno::(?:EACCES|EROFS|EPERM)\b/,
  },
  {
    id: 'ruby-redis-connect',
    cause: 'app-dependency-unreachable',
    words: ['redis'],
    pattern:
      /\bError connecting to Redis on (?<host>[\w.-]{1,253}):(?<port>\d{1,5}) \((?:Errno::(?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH)|Redis::TimeoutError)/,
  },
  {
    id: 'ruby-connect',
    cause: 'app-dependency-unreachable',
    words: [
      'connect',
      'econnrefused',
      'etimedout',
      'ehostunreach',
      'cannotconnecterror',
      'tcpconnectionfailedforallhosts',
      'noserveravailable',
      'connectionnotestablished',
      'opentimeout',
    ],
    pattern:
      /\bconnect\(2\) for "?(?<host>[\w.-]{1,253})"?(?: port |:)(?<port>\d{1,5})|\bErrno::(?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b|\bCannotConnectError\b|\bTCPConnectionFailedForAllHosts\b|\bMongo::Error::NoServerAvailable\b|\bNet::OpenTimeout\b/,
    except: /getaddrinfo|Name or service|Errno::EADDR/,
  },
  {
    id: 'ruby-resolution',
    cause: 'app-name-resolution-failed',
    words: ['getaddrinfo', 'resolutionerror'],
    pattern:
      /\bgetaddrinfo: |\bSocket::ResolutionError\b|\bgetaddrinfo(?:\(3\))? for (?<host>[\w.-]{1,253}) (?:port|failed)|\bgetaddrinfo for (?<host2>[\w.-]{1,253}) failed/,
  },
  {
    id: 'ruby-bind',
    cause: 'app-port-in-use',
    words: ['bind'],
    pattern: /\bAddress already in use - bind\(2\) for "?(?<address>[\w.:]{1,60})"?(?: port |:)(?<port>\d{1,5})/,
  },
  {
    id: 'ruby-no-memory',
    cause: 'app-heap-exhausted',
    words: ['nomemoryerror', 'allocate'],
    pattern: /\bNoMemoryError\b|\bfailed to allocate memory\b/,
  },
  {
    id: 'php-memory-limit',
    cause: 'app-heap-exhausted',
    words: ['allowed'],
    pattern: /\bAllowed memory size of (?<limit>\d{1,15}) bytes exhausted\b/,
  },
  {
    id: 'php-require-failed',
    cause: 'app-missing-file-or-module',
    words: ['opening', 'input', 'platform'],
    pattern:
      /\bFailed opening (?:required )?'(?<file>[^']{1,300})'|\bCould not open input file: (?<file2>\S{1,300})|\bComposer detected issues in your platform/,
  },
  {
    id: 'php-stream',
    cause: 'app-missing-file-or-module',
    words: ['stream'],
    pattern: /\((?<file>[^()]{1,300})\): [Ff]ailed to open stream: No such file or directory/,
  },
  {
    id: 'php-stream-denied',
    cause: 'app-permission-denied',
    words: ['stream', 'opened'],
    pattern:
      /\((?<path>[^()]{1,300})\): [Ff]ailed to open stream: (?:Permission denied|Read-only file system)|\bThe stream or file "(?<path2>[^"]{1,300})" could not be opened/,
  },
  {
    id: 'php-class-missing',
    cause: 'app-missing-file-or-module',
    words: ['class', 'interface', 'undefined', 'driver', 'extension'],
    pattern:
      /\b(?:Class|Interface|Trait) ["'](?<module>[\w\\]{1,200})["'] not found|\bCall to undefined function (?<module2>(?:mysqli|pg|curl|mb|imagecreate|json|ldap|bcmath|gd|intl|redis|socket|openssl|simplexml|xml)_?\w{0,60})\(|\bcould not find driver\b|\bthe requested PHP extension (?<module3>\w{1,60}) is missing/,
  },
  {
    id: 'perl-module',
    cause: 'app-missing-file-or-module',
    words: ['locate', 'perl'],
    pattern: /\bCan't locate (?<module>\S{1,200}) in @INC|\bCan't open perl script "(?<file>[^"]{1,200})"/,
  },
  {
    id: 'lua-module',
    cause: 'app-missing-file-or-module',
    words: ['module', 'package'],
    pattern:
      /\bmodule '(?<module>[\w./-]{1,200})' not found:|\bthere is no package called ['‘](?<module2>[\w.]{1,100})|\bArgumentError: Package (?<module3>\w{1,100}) not found in current path/,
  },
]

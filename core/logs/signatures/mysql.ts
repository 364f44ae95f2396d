import type { Signature } from '../signature.ts'

/** What MySQL and MariaDB print and their clients repeat. */
export const mysql: readonly Signature[] = [
  {
    id: 'mysql-access-denied',
    cause: 'app-authentication-failed',
    words: ['access', 'allowed', 'plugin', 'authentication'],
    pattern:
      /\bAccess denied for user (?:'(?<user>[^'@\s]{0,100})|(?<user2>[^'@\s]{1,100})@)|\bHost '[^']{1,253}' is not allowed to connect to this M|\bClient does not support authentication protocol|\bAuthentication plugin '[^']{1,60}' cannot be loaded/,
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
    words: ['errcode', 'read', 'root', 'create', 'rights'],
    pattern:
      /(?<!' )\((?:Errcode|OS errno|errno):? ?(?:13|30)\b|\bThe error means \w{1,40} does not have the access rights to|\b(?<root>Please read "Security" section of the manual to find out how to run mysqld as root)|'(?<path>\/[^']{1,300})' \(Errcode: (?:13|30)\b/,
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
    words: ['errcode', 'errno', 'disk', 'operating'],
    pattern: /\((?:Errcode|OS errno|errno):? ?28\b|\bDisk is full writing '|\bOperating system error number 28\b/,
  },
  {
    id: 'mysqld-buffer-pool',
    cause: 'app-heap-exhausted',
    words: ['buffer', 'mmap'],
    pattern: /\bCannot allocate memory for the buffer pool|\bmmap\(\d{1,18} bytes\) failed; errno 12/,
  },
]

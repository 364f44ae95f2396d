import type { Signature } from '../signature.ts'

/** curl, wget, netcat, wait scripts and migration tools. */
export const tools: readonly Signature[] = [
  {
    id: 'curl-connect',
    cause: 'app-dependency-unreachable',
    words: ['curl'],
    pattern:
      /\b(?:curl: \((?:7|28)\)|cURL error \(?(?:7|28)\)?:?) (?:Failed to connect to (?<host>[\w.:-]{1,253}) port (?<port>\d{1,5})|Connection timed out|Operation timed out|Connection timeout)/,
  },
  {
    id: 'curl-resolve',
    cause: 'app-name-resolution-failed',
    words: ['curl'],
    pattern:
      /\b(?:curl: \((?:6|28)\)|cURL error \(?(?:6|28)\)?:?) (?:Could not resolve host:? (?<host>[\w.-]{1,253})|Resolving timed out)/,
  },
  {
    id: 'apt-name',
    cause: 'app-name-resolution-failed',
    words: ['resolving', 'resolve'],
    pattern: /\b(?:Temporary failure resolving|Could not resolve) '(?<host>[\w.-]{1,253})'/,
  },
  {
    id: 'curl-login',
    cause: 'app-authentication-failed',
    words: ['curl'],
    weak: true,
    pattern: /\bcurl: \(67\)|\bcurl: \(22\) The requested URL returned error: 401/,
  },
  {
    id: 'wget-connect',
    cause: 'app-dependency-unreachable',
    words: ['wget'],
    pattern:
      /\bwget: (?:can't connect to remote host(?: \((?<host>[\w.:]{1,60})\))?: |download timed out|server returned error: HTTP\/1\.\d 50[234])/,
  },
  {
    id: 'wget-timed-out',
    cause: 'app-dependency-unreachable',
    words: ['wget'],
    above: /^Connecting to (?<host>[\w.-]{1,253})(?::\d{1,5})? \([\d.]{7,15}:(?<port>\d{1,5})\)/,
    pattern: /^wget: download timed out$/,
  },
  {
    id: 'dns-servers-silent',
    cause: 'app-name-resolution-failed',
    words: ['servers'],
    pattern: /\bno servers could be reached\b/,
  },
  {
    id: 'iptables-denied',
    cause: 'app-permission-denied',
    words: ['operation', 'permission'],
    pattern: /\bTABLE_ADD failed \(Operation not permitted\)|\bPermission denied \(you must be root\)/,
  },
  {
    id: 'nslookup-not-found',
    cause: 'app-name-resolution-failed',
    words: ['resolve'],
    pattern: /\bnslookup: can't resolve '(?<host>[^']{1,253})'/,
  },
  {
    id: 'wget-resolve',
    cause: 'app-name-resolution-failed',
    words: ['bad', 'resolve'],
    pattern:
      /\b(?:wget|nc|ping|telnet|nslookup|nginx): bad address '(?<host>[^']{1,253})'|\bunable to resolve host address ['‘](?<host2>[^'’]{1,253})/,
  },
  {
    id: 'netcat-connect',
    cause: 'app-dependency-unreachable',
    words: ['connect', 'connection', 'operation'],
    pattern:
      /\bnc: connect to (?<host>[\w.-]{1,253})(?: \([\d.]{7,15}\))? port (?<port>\d{1,5}) \(tcp\) (?:failed|timed out)|\bnc: (?<host3>[\w.-]{1,253})(?::\d{1,5})? \([\d.]{7,15}:(?<port3>\d{1,5})\): (?:Connection|Operation) (?:timed out|refused)|\bssh: connect to host (?<host2>[\w.-]{1,253}) port \d{1,5}: Connection/,
  },
  {
    id: 'wait-for-gave-up',
    cause: 'app-dependency-unreachable',
    words: ['timeout', 'waiting', 'timed'],
    pattern:
      /\btimeout occurred after waiting \d{1,6} seconds for (?<host>[\w.-]{1,253}):(?<port>\d{1,5})|\bTimeout after \S{1,12} waiting on dependencies to become available|\bTimed out waiting for (?:dependencies|services|the database|database)\b/,
  },
  {
    id: 'pg-isready-no-response',
    cause: 'app-dependency-unreachable',
    words: ['response'],
    pattern: /^(?<host>[\w.-]{1,253}):(?<port>\d{1,5}) - no response$/,
  },
  {
    id: 'migration-connection',
    cause: 'app-dependency-unreachable',
    words: ['obtain', 'flyway', 'liquibase', 'database'],
    weak: true,
    pattern:
      /\bUnable to obtain connection from database\b|\bConnection could not be created to jdbc:|\bDatabase is not (?:yet )?(?:available|reachable|ready)\b/i,
  },
  {
    id: 'alembic-configuration',
    cause: 'app-invalid-arguments',
    words: ['script_location'],
    pattern: /\bNo (?:config file '[^']{1,200}' found, or file has no|)\s?'script_location' key found\b/,
  },
]

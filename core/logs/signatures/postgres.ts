import type { Signature } from '../signature.ts'

/** What PostgreSQL prints and its clients repeat. */
export const postgres: readonly Signature[] = [
  {
    id: 'postgres-password-failed',
    cause: 'app-authentication-failed',
    words: ['authentication', 'password', 'role', 'hba', 'pg_hba', 'sqlstate'],
    pattern:
      /\bpassword authentication failed for user "?(?<user>[^"\s]{1,100})"?|\bno pg_hba\.conf entry for (?:host|replication)[^,]{0,200}(?:, user "(?<user2>[^"]{1,100})")?|\b(?:Peer|Ident|GSSAPI|LDAP|PAM|RADIUS|SCRAM|certificate) authentication failed for user "(?<user3>[^"]{1,100})"|\b(?:FATAL: {1,2}|pq: )role "(?<user4>[^"]{1,100})" (?:does not exist|is not permitted to log in)|\bfe_sendauth: no password supplied|\bSASL authentication failed|\bThe server requested (?:SCRAM-based|password-based) authentication|\binvalid_password\b|\bSQLSTATE 28P01\b|\bSQLSTATE 28000\b/,
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
    id: 'postgres-unreachable-host',
    cause: 'app-dependency-unreachable',
    words: ['server'],
    pattern:
      /\bIs the server running on host "(?<host>[^"]{1,253})"(?: \([^)]{1,60}\))? and accepting(?: TCP\/IP connections on port (?<port>\d{1,5}))?/,
  },
  {
    id: 'postgres-not-accepting',
    cause: 'app-dependency-unreachable',
    words: ['database'],
    isToClients: true,
    pattern:
      /\bFATAL: {1,2}the database system is (?:starting up|shutting down|in recovery mode|not yet accepting connections)/,
  },
  {
    id: 'postgres-socket',
    cause: 'app-dependency-unreachable',
    words: ['socket', 'locally'],
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
    words: ['parameter', 'configuration', 'postgresql', 'syntax'],
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
    words: ['directory', 'execution', 'permissions', 'private', 'initdb'],
    pattern:
      /\bFATAL: {1,2}private key file "(?<path3>[^"]{1,300})" has group or world access|\bdata directory "(?<path>[^"]{1,300})" has (?:wrong ownership|invalid permissions|group or world access)|(?<root>"root" execution of the PostgreSQL server is not permitted|\binitdb: error: cannot be run as root)|\bcould not (?:change permissions of|access|create|open|read|write)(?: \w{1,20}){0,2} (?:directory|file) "(?<path2>[^"]{1,300})": (?:Operation not permitted|Permission denied|Read-only file system)/,
  },
  {
    id: 'postgres-initdb-not-empty',
    cause: 'app-invalid-arguments',
    words: ['initdb'],
    pattern: /\binitdb: error: directory "(?<directory>[^"]{1,300})" exists but is not empty/,
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
    pattern:
      /\b(?<lacking>permission denied for (?:table|schema|relation|database|sequence|function|language) "?(?<resource>[\w.]{1,100}))/,
  },
]

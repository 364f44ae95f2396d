import type { Signature } from '../signature.ts'

/** Normal waits: for work, an event, other replicas, a controller's objects. */
const NO_WAIT =
  /\b(?:wait|waiting|awaiting)(?: for| on| until| till)? (?:the |an? |all |any |some |more |new |next |other |incoming |pending |\d{1,6} ){0,3}(?:jobs?|messages?|events?|tasks?|work|requests?|signals?|changes?|commands?|inputs?|files?|data|clients?|locks?|leaders?|leases?|leadership|connections?|pods?|deployments?|statefulsets?|daemonsets?|replicas?|nodes?|endpoints?|resources?|machines?|volumes?|certificates?|secrets?|crds?|caches?|rollouts?|shutdown|stop|exit|termination|workers?|threads?|peers?|members?|partitions?|assignment|rebalance|approval|users?|primary|master)\b|\b(?:shut(?:ting)? ?down|to (?:stop|exit|finish|complete|drain|terminate))\b|\b(?:pod|node|deployment|statefulset|daemonset|job|container|replica|volume|pvc|machine|cluster|certificate|worker|task)s? ["'`]?\S{1,80} (?:is |are )?(?:still )?(?:not |un)/i

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
    pattern: /\bcurl: \(67\)|\b(?:curl: \(22\)|cURL error \(?22\)?:?) The requested URL returned error: 40[13]\b/,
  },
  {
    id: 'wget-login',
    cause: 'app-authentication-failed',
    words: ['wget'],
    pattern: /\bwget: server returned error: HTTP\/1\.\d 40[13]\b/,
  },
  {
    id: 'gnu-wget-login',
    cause: 'app-authentication-failed',
    words: ['authentication', 'forbidden'],
    // It first tries without the password, and retries with it.
    above: /^HTTP request sent, awaiting response\.\.\. 40[13]\b/,
    pattern: /^Username\/Password Authentication Failed\.|\bERROR 403: Forbidden\.$/,
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
      /(?:^|\b(?:wget|nc|ping|telnet|nslookup|nginx): )bad address '(?<host>[^']{1,253})'|\bunable to resolve host address ['‘](?<host2>[^'’]{1,253})/,
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
    id: 'waits-for-address',
    cause: 'app-dependency-unreachable',
    words: ['wait', 'waiting', 'awaiting'],
    repeats: true,
    pattern:
      /\b(?:wait|waiting|awaiting)(?: \d{1,5} ?(?:s|sec|seconds?))?(?: for| on| until)?:? .{0,40}?(?:\b\w{2,12}:\/\/)?(?<host>\b[a-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,8}):(?<port>\d{2,5})(?![\d.]|:\d)/i,
  },
  {
    id: 'waits-for-service',
    cause: 'app-dependency-unreachable',
    words: ['wait', 'waiting', 'awaiting'],
    repeats: true,
    pattern:
      /^.{0,12}?\b(?:wait|waiting|awaiting)(?: for| on| until| till)? (?:the |an? |your )?(?:(?:remote|external|host|server|service|database|db|message|container) ){0,2}["'`]?(?:(?<host>[a-z][\w-]{0,62}(?:\.[\w-]{1,63}){1,8})|(?<service>[A-Z][\w-]{0,62}))["'`]?,? (?:\(.{1,80}\) )?(?:(?:server|service|database|instance|container|host|cluster|to|is|are|be|gets?) ){0,3}(?:ready|up|available|online|healthy|reachable|accessible|alive|running|started|start(?: up)?|come up|accept|respond|answer|boot|become)\b(?: (?:at|on) (?<host2>[a-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,8}))?/i,
    except: NO_WAIT,
  },
  {
    id: 'waits-for-dependency',
    cause: 'app-dependency-unreachable',
    words: ['wait', 'waiting', 'awaiting'],
    repeats: true,
    pattern:
      /\b(?:wait|waiting|awaiting)(?: for| on| until| till)? (?:the |an? |your )?(?:[a-z]{1,20} ){0,2}?["'`]?(?:(?<host>[a-z][\w-]{0,62}(?:\.[\w-]{1,63}){1,8})(?=["'`]?(?:\.{1,3}| ?…)?$)|(?<service>(?:postgres\w{0,5}|mysqld?|maria ?db|redis|valkey|mongo(?:db|d)?|rabbit ?(?:mq)?|kafka|zookeeper|elastic(?:search)?|opensearch|cassandra|scylla(?:db)?|cockroach(?:db)?|clickhouse|memcached|minio|vault|consul|etcd|keycloak|nats|pulsar|activemq|influx(?:db)?|neo4j|ldap|sql ?server|database|db|broker|dependenc(?:y|ies))|[\w-]{1,50}?(?:db|database|service|svc|server|api|backend|-[\w-]{2,30}(?=["'`]?(?:\.{1,3}| ?…)?$))))["'`]?(?![\w-])(?! (?:\w{1,20} )?(?:locks?|leader|lease|events?|messages?|requests?|jobs?|changes|clients?|connections|shutdown|stop|exit)\b)/i,
    except: NO_WAIT,
  },
  {
    id: 'unavailable-waiting',
    cause: 'app-dependency-unreachable',
    words: ['unavailable', 'unreachable', 'ready', 'available', 'up', 'reachable', 'running', 'started', 'down', 'yet'],
    repeats: true,
    pattern:
      /(?:\b(?:database|db|server|service|broker)|(?<service>\b[A-Z][\w.-]{1,60})) (?:server |database |service |db )?(?:is |are |isn't |was )?(?:still )?(?:un(?:available|reachable)|not (?:yet )?(?:ready|available|up|reachable|running|started|accepting connections)|down|starting up)\b.{0,60}\b(?:sleep\w*|wait\w*|retry\w*|try\w* again|checking again)\b/i,
    except: NO_WAIT,
  },
  {
    id: 'http-status-000',
    cause: 'app-dependency-unreachable',
    words: ['http', 'https', 'status', 'code', 'curl', 'fail'],
    pattern:
      /(?:=>|->|→|\b(?:fail(?:ed)?|http(?:[_ ]?(?:code|status))?|status(?:[_ ]?code)?|code|got|returned|returns|response|result)(?: is| was)?["']?\s?[:=]?) {0,2}"?000(?![\w.:-]|,\d)/i,
  },
  {
    id: 'curl-exit-connect',
    cause: 'app-dependency-unreachable',
    words: ['curl'],
    pattern:
      /\bcurl\b.{0,60}\b(?:exit(?:ed|s)?(?: with)?(?: code| status)?|rc|failed with(?: code)?|returned|error code)[ :=(]{1,3}(?:7|28|52|56)\b/i,
  },
  {
    id: 'curl-exit-resolve',
    cause: 'app-name-resolution-failed',
    words: ['curl'],
    pattern:
      /\bcurl\b.{0,60}\b(?:exit(?:ed|s)?(?: with)?(?: code| status)?|rc|failed with(?: code)?|returned|error code)[ :=(]{1,3}6\b/i,
  },
  {
    id: 'nslookup-server-cannot-find',
    cause: 'app-name-resolution-failed',
    words: ['nxdomain', 'servfail', 'find'],
    pattern: /\bserver can't find (?<host>[\w.-]{1,253}?): (?:NXDOMAIN|SERVFAIL|REFUSED)\b/,
  },
  {
    id: 'proxy-authentication',
    cause: 'app-authentication-failed',
    words: ['proxy', 'tunnel', 'connect'],
    pattern:
      /\b(?<service>proxy) Authentication (?:Required|Failed)\b|\bCONNECT tunnel failed, response 407\b|\b(?:HTTP code|status(?: code)?) 407 from (?<service2>proxy)\b|\b(?<service3>proxy)\b.{0,60}\b407\b/i,
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
    words: ['obtain', 'flyway', 'liquibase', 'database', 'created'],
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

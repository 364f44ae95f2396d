import type { Step } from '../../cause.ts'
import { command as sh } from '../../shell.ts'
import { adviceFor } from '../../workloads/network/advice.ts'
import { consequence, correctSetting, defineLogCause, type ProgramFacts, readLog, settingField } from '../log-cause.ts'

/** What keeps the app from its dependency, if its log is more specific. */
function wordsFor(
  {
    container,
    named: { host, status, pool, full, plain, sealed, refusal, limited, subset, peers, ports },
    workload,
  }: ProgramFacts,
  target: string,
): { readonly title: string; readonly because: string; readonly step: Step } {
  if (status !== undefined)
    return {
      title: `${target} returns HTTP ${status} to container ${container}`,
      because: 'a dependency returns an error',
      step: { kind: 'check', text: 'Check the dependency’s log for the reason.' },
    }
  if (plain !== undefined)
    return {
      title: `${target} does not speak TLS, and container ${container} connects with it`,
      because: 'a dependency does not use TLS',
      step: {
        kind: 'change',
        text: 'Connect without TLS (http:// instead of https://), or to the server’s TLS port.',
      },
    }
  if (sealed !== undefined)
    return {
      title: `${host ?? 'Vault'} is sealed, so container ${container} cannot read from it`,
      because: 'Vault is sealed',
      step: { kind: 'change', text: 'Unseal Vault: run `vault operator unseal` in each of its pods.' },
    }
  if (refusal !== undefined)
    return {
      title: `${target} rejects requests of container ${container}: ${refusal}`,
      because: 'its requests are rejected',
      step: { kind: 'check', text: 'Check the server’s log for the reason.' },
    }
  if (limited !== undefined)
    return {
      title: `${target} rate-limits container ${container}`,
      because: 'it exceeds a rate limit',
      step: { kind: 'change', text: 'Send fewer requests, wait longer between retries, or have the limit raised.' },
    }
  if (full !== undefined)
    return {
      title: `${target} has no connections left for container ${container}`,
      because: 'a dependency has reached its connection limit',
      step: {
        kind: 'change',
        text: 'Lower the pool sizes or replicas of its clients, close connections that leak, or raise its connection limit.',
      },
    }
  if (pool !== undefined)
    return {
      title: `the connection pool of container ${container} has no connections left`,
      because: 'all its connections are in use, or none can be made',
      step: {
        kind: 'check',
        text: 'Check that the database responds, and find what uses the connections up: slow queries, connections that are not returned, a pool that is too small.',
      },
    }
  if (ports !== undefined)
    return {
      title: `container ${container} has no local ports left to connect to ${target}`,
      because: 'all its local ports are in use',
      step: {
        kind: 'change',
        text: 'Reuse connections (keep-alive, a pool) instead of opening one for each request, and close those that leak.',
      },
    }
  if (peers !== undefined)
    return {
      title: `container ${container} cannot reach the other members of its cluster`,
      because: 'the other members of its cluster do not respond',
      step: {
        kind: 'check',
        text: 'Check that the other members are running, and that their names and ports are reachable from this pod.',
      },
    }
  if (subset !== undefined)
    return {
      title: `container ${container} finds no server in subset ${subset} of ${target}`,
      because: 'no pod has the labels of the subset, or nothing defines it',
      step: {
        kind: 'check',
        text: `Compare the labels of subset ${subset} in the DestinationRule with those of the pods.`,
        command: sh`kubectl get destinationrules,virtualservices${workload.namespaceFlag} -o yaml`,
      },
    }
  return {
    title: `container ${container} cannot reach ${target}`,
    because: 'a dependency does not respond',
    step: {
      kind: 'check',
      text: 'Check that the dependency is running and ready, and listens on that address and port.',
    },
  }
}

/** Policies of other kinds than NetworkPolicy. */
function policyStep({ suspectPolicies }: ProgramFacts): readonly Step[] {
  if (suspectPolicies.length === 0) return []
  return [
    {
      kind: 'check',
      text: 'Check the policies of other kinds, which kubewhy does not read: they may drop the connection.',
      command: sh`kubectl get ${suspectPolicies.join(',')} --all-namespaces`,
    },
  ]
}

export default defineLogCause({
  id: 'app-dependency-unreachable',
  owner: 'app',
  patience: 'slow',
  specificity: 11,
  mayWait: true,
  field: settingField,
  running: 'other-end',
  isUnreached: true,
  explainedBy: {
    anywhere: [
      'rbac-forbidden',
      'app-heap-exhausted',
      'app-disk-full',
      'app-authentication-failed',
      'app-certificate-invalid',
      'app-name-resolution-failed',
    ],
  },
  text: {
    summary: 'A dependency refuses connections or times out',
    shows:
      'The container crashes, or runs without becoming ready; its log says `connection refused`, `ECONNREFUSED`, `i/o timeout` or `no route to host`.',
    happens:
      'The database, broker or service is not up yet, listens on another port, has no ready pods, or is blocked by a NetworkPolicy or firewall.',
    fix: 'Start the dependency or correct its address. If it starts later than the app, make the app wait and retry.',
    docs: ['https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/'],
  },
  wordings: [
    {
      // Nacos' `RpcClient`, which does not say why.
      id: 'nacos-not-connected',
      words: ['connected'],
      pattern: /\bNacosException: Client not connected\b/,
    },
    {
      // HikariCP, SQLAlchemy, Knex (tarn), ActiveRecord, Prisma, sqlx, ADO.NET, pg-pool, psycopg_pool; Agroal, c3p0, Commons DBCP, Jedis, Apache HttpClient, Reactor Netty, DBConnection, r2d2, mysql2.
      id: 'pool-exhausted',
      words: [
        'pool',
        'hikaripool',
        'queuepool',
        'connect',
        'connection',
        'acquisition',
        'idle',
        'checkout',
        'query_wait_timeout',
        'connections',
        'acquire',
        'queue',
      ],
      pattern:
        /\b(?<pool>\w{0,60}Pool\S{0,60} - Connection is not available, request timed out|QueuePool limit of size \d{1,6} overflow -?\d{1,6} reached|Timeout acquiring a connection\. The pool is probably full|could not obtain a connection from the pool within|Timed out fetching a new connection from the connection pool|pool timed out while waiting for an open connection|timeout period elapsed prior to obtaining a connection from the pool|timeout exceeded when trying to connect|couldn't get a connection after|[Aa]cquisition timeout(?: while waiting for new connection|!)|checkout a Connection has timed out|Timeout waiting for (?:idle object|connection from pool)|Could not get a resource since the pool is exhausted|Pool#acquire\(Duration\) has been pending for more than|connection not available and request was dropped from queue|timed out waiting for connection: |No connections available\.|all pooled connections were in use|query_wait_timeout|no more connections allowed|[Cc]onnection pool (?:is )?exhausted|Pool exhausted \(\d{1,6}\/\d{1,6}\)|(?:acquire|obtain|get) (?:a )?connection from (?:the )?pool\b)/,
    },
    {
      // PostgreSQL's `proc.c` and `postinit.c`, MySQL's ER_CON_COUNT_ERROR and ER_USER_LIMIT_REACHED, Redis's `networking.c`.
      id: 'connections-exhausted',
      words: ['clients', 'slots', 'connections', 'max_user_connections'],
      isToClients: true,
      pattern:
        /\b(?<full>(?<=: "?)Too many connections"?$|sorry, too many clients already|remaining connection slots are reserved|too many connections for (?:role|database) "|(?:1040\b.{0,40}|ER_CON_COUNT_ERROR: )Too many connections|has exceeded the 'max_user_connections' resource|ERR max number of clients reached)/,
    },
    {
      // lib/pq, libpq, node-postgres, Npgsql; Go's `net/http/transport.go` and `crypto/tls/conn.go`, OpenSSL's SSL_R_WRONG_VERSION_NUMBER, the JDK's `SSLSocketInputRecord`.
      id: 'tls-to-plain',
      words: ['https', 'handshake', 'wrong', 'unrecognized', 'ssl', 'plaintext'],
      pattern:
        /\b(?<plain>server gave HTTP response to HTTPS client|first record does not look like a TLS handshake|SSL routines:[^:]{0,60}:wrong version number|WRONG_VERSION_NUMBER\] wrong version number|Unsupported or unrecognized SSL message|SSL is not enabled on the server|server does(?: not|n't) support SSL|No SSL enabled connection from this host|connecting to a PLAINTEXT broker listener)/,
      except: /TLS handshake error from|, client: /,
    },
    {
      // Redis' `server.c`, PostgreSQL's `PreventCommandIfReadOnly`, MySQL's ER_OPTION_PREVENTS_STATEMENT, MongoDB's NotWritablePrimary, Kafka's NOT_ENOUGH_REPLICAS, Elasticsearch's `ClusterBlockException`, Galera's `wsrep`.
      id: 'server-refuses',
      words: [
        'loading',
        'command',
        'misconf',
        'readonly',
        'noreplicas',
        'transaction',
        'option',
        'notwritableprimary',
        'primary',
        'not_enough_replicas',
        'not_enough_replicas_after_append',
        'redis',
        'notenoughreplicasexception',
        'rejected',
        'state',
        'data',
        'wsrep',
        'system',
        'offline',
        'replicas',
      ],
      isToClients: true,
      pattern:
        /\b(?<refusal>(?:LOADING )?Redis is loading the dataset in memory|(?:OOM )?command not allowed when used memory > '?maxmemory'?|MISCONF (?:Redis is configured to save RDB snapshots|Errors writing to the AOF file)|READONLY You can't write against a read only (?:replica|slave)|NOREPLICAS Not enough good replicas to write|cannot execute [A-Z ]{3,40} in a read-only transaction|server is running with the --(?:super-)?read-only option|NotWritablePrimary|not primary and (?:secondaryOk|slaveOk)=false|NOT_ENOUGH_REPLICAS(?:_AFTER_APPEND)?|NotEnoughReplicas\w{0,11}Exception|blocked by: \[SERVICE_UNAVAILABLE\/\d{1,3}\/[^\]]{1,60}\]|(?<=\[parent\] )Data too large|WSREP has not yet prepared node for application use|[Tt]he database system is (?:starting up|shutting down|in recovery mode|not (?:yet )?accepting connections)|[Tt]he server is currently in offline mode|Broker: Not enough in-sync replicas)/,
    },
    {
      // Clients' messages for HTTP status 429: axios, Requests, OpenAI's library, HttpClient of .NET, Spring, ACME's servers, GitHub's; error codes of AWS, Google and Azure.
      id: 'requests-limited',
      words: [
        'status',
        'client',
        'error',
        'success',
        'toomanyrequests',
        'requests',
        'throttlingexception',
        'provisionedthroughputexceededexception',
        'ratelimited',
        'insufficient_quota',
        'quota',
        'quotaexceeded',
        'ratelimitexceeded',
        'limitexceeded',
        'rate',
      ],
      isToClients: true,
      pattern:
        /\b(?<limited>googleapi: Error 403: .{0,300}\b(?:quota|rateLimit|userRateLimit|dailyLimit)Exceeded|(?:Request|Instance|Vcpu|Volume|Address)\w{0,10}LimitExceeded|exceeding approved .{1,80} [Qq]uota|403 API rate limit exceeded|Request failed with status code 429|429 Client Error: Too Many Requests for url: https?:\/\/(?<host>[\w.-]{1,253})|Error code: 429 - \{|does not indicate success: 429|(?:HttpClientErrorException|FeignException|WebClientResponseException)\$TooManyRequests|429 Too Many Requests from (?:[A-Z]{3,7} )?https?:\/\/(?<host2>[\w.-]{1,253})|googleapi: Error 429|ThrottlingException|ProvisionedThroughputExceededException|urn:ietf:params:acme:error:rateLimited|insufficient_quota|Quota exceeded for quota metric)\b/,
    },
    {
      // `ErrSealed` of HashiCorp Vault's API.
      id: 'vault-sealed',
      words: ['sealed'],
      isToClients: true,
      pattern: /\b(?<sealed>Vault is sealed)\b/,
    },
  ],
  atHop: (fault, said) =>
    fault.kind === 'service-port'
      ? {
          title: said,
          why: 'Connections to a port that the Service does not have are dropped or refused.',
          fix: [{ kind: 'change', text: adviceFor(fault) ?? 'Correct the port.' }],
        }
      : undefined,

  explain(facts) {
    const { named, deadEnd } = facts
    const host = named['host'] ?? named['address']
    const target =
      host === undefined
        ? (named['service'] ?? 'a dependency')
        : `${host}${named['port'] === undefined ? '' : `:${named['port']}`}`
    const { title, because, step } = wordsFor(facts, target)
    return {
      title,
      why: consequence(facts, deadEnd === undefined ? because : `nothing can respond there (${deadEnd.text})`),
      fix: [
        deadEnd === undefined ? step : correctSetting(facts, deadEnd.advice ?? 'Correct the address.'),
        ...policyStep(facts),
        readLog(facts),
      ],
    }
  },
})

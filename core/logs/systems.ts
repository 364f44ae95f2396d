import { matchesOf } from '../matches.ts'

const DATABASES = ['postgresql', 'mysql', 'mongodb', 'sqlserver', 'oracle', 'cassandra', 'clickhouse']
const BROKERS = ['kafka', 'amqp', 'nats', 'mqtt', 'pulsar']

/** Words for a server in apps and drivers, with its possible kinds. */
const CALLED: readonly (readonly [string, readonly string[]])[] = [
  ['postgres|psql|pgx|psycopg|asyncpg|pgbouncer', ['postgresql']],
  ['mysql|mariadb', ['mysql']],
  ['mongo', ['mongodb']],
  ['mssql|sqlserver|sql server|sqlclient', ['sqlserver']],
  ['oracle|ora-', ['oracle']],
  ['cassandra|scylla', ['cassandra']],
  ['clickhouse', ['clickhouse']],
  ['redis|valkey|jedis|lettuce', ['redis']],
  ['memcache', ['memcached']],
  ['kafka', ['kafka']],
  ['rabbit|amqp', ['amqp']],
  ['nats', ['nats']],
  ['mqtt|mosquitto', ['mqtt']],
  ['pulsar', ['pulsar']],
  ['elastic|opensearch', ['elasticsearch']],
  ['zookeeper', ['zookeeper']],
  ['etcd', ['etcd']],
  ['consul', ['consul']],
  ['vault', ['vault']],
  ['eureka', ['eureka']],
  ['minio|s3', ['s3']],
  ['ldap', ['ldap']],
  ['smtp|mail', ['smtp']],
  ['http', ['http']],
  ['grpc', ['grpc']],
  ['aws|ec2|azure|googleapis', ['cloud']],
  ['otlp|tracing|jaeger|zipkin', ['tracing']],
  ['database|db', DATABASES],
  ['cache', ['redis', 'memcached']],
  ['broker|topic|subscribed|coordinator|consumer|producer', BROKERS],
]
const SYSTEMS: ReadonlyMap<string, readonly string[]> = new Map(
  CALLED.flatMap(([words, systems]) => words.split('|').map(word => [word, systems] as const)),
)
const CALLS = new RegExp(`(?<![a-z])(?:py|aio|n)?(${CALLED.map(([words]) => words).join('|')})`, 'gi')

const PORTS: Readonly<Record<string, string>> = {
  1433: 'sqlserver',
  1521: 'oracle',
  1883: 'mqtt',
  2181: 'zookeeper',
  2379: 'etcd',
  3306: 'mysql',
  4222: 'nats',
  5432: 'postgresql',
  5671: 'amqp',
  5672: 'amqp',
  6379: 'redis',
  8200: 'vault',
  8500: 'consul',
  9042: 'cassandra',
  9092: 'kafka',
  9200: 'elasticsearch',
  11211: 'memcached',
  27017: 'mongodb',
}

/** The possible kinds of a server in a text, by name or port, best matches only; empty if nothing tells. */
function systemsIn(text: string, port: string | undefined): ReadonlySet<string> {
  const byPort = port === undefined ? undefined : PORTS[port]
  if (byPort !== undefined) return new Set([byPort])
  const named = matchesOf(text, CALLS).map(([, word = '']) => SYSTEMS.get(word.toLowerCase()) ?? [])
  const fewest = Math.min(...named.map(({ length }) => length))
  return new Set(named.filter(({ length }) => length === fewest).flat())
}

/** A text about a server, with the port in it. */
interface About {
  readonly text: string
  readonly port: string | undefined
}

/** True if two texts are about servers of different kinds: Redis and a database. */
export function areOfOthers(one: About, other: About): boolean {
  const systems = systemsIn(one.text, one.port)
  const others = systemsIn(other.text, other.port)
  return systems.size > 0 && others.size > 0 && ![...systems].some(system => others.has(system))
}

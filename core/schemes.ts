/** The default port of a URL, by its scheme in lower case. */
export const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    http: 80,
    https: 443,
    ws: 80,
    wss: 443,
    postgres: 5432,
    postgresql: 5432,
    mysql: 3306,
    redis: 6379,
    rediss: 6379,
    amqp: 5672,
    amqps: 5671,
    mongodb: 27017,
    nats: 4222,
    ldap: 389,
    ldaps: 636,
  }),
)

import { describe, expect, it } from 'vitest'
import { questionsIn } from '../../core/workloads/crashes/awaited.ts'

/** Commands that wait for a server, as their documentation writes them. */
const COMMANDS: readonly (readonly [source: string, command: string, asked: readonly string[]])[] = [
  [
    'kubernetes.io/docs/concepts/workloads/pods/init-containers',
    'sh -c until nslookup mydb.$(cat /var/run/secrets/kubernetes.io/serviceaccount/namespace).svc.cluster.local; do echo waiting for mydb; sleep 2; done',
    ['mydb'],
  ],
  ['vishnubob/wait-for-it README', './wait-for-it.sh www.google.com:80 -- echo up', ['www.google.com:80']],
  [
    'jwilder/dockerize README',
    'dockerize -wait tcp://db:5432 -wait http://web:80 -wait file:///tmp/generated-file',
    ['db:5432', 'web:80'],
  ],
  [
    'busybox nc',
    'sh -c until nc -z -w 2 postgres 5432; do echo Waiting for postgres...; sleep 2; done',
    ['postgres:5432'],
  ],
  ['bash', 'bash -c while ! (echo > /dev/tcp/kafka/9092) 2>/dev/null; do sleep 1; done', ['kafka:9092']],
  ['postgresql.org, pg_isready', 'sh -c until pg_isready -h orders-db -U app; do sleep 1; done', ['orders-db:5432']],
  ['redis.io, redis-cli', 'sh -c until redis-cli -h redis -p 6380 ping; do sleep 2; done', ['redis:6380']],
  [
    'dev.mysql.com, mysqladmin',
    'sh -c until mysqladmin ping -h mysql -uroot -p$MYSQL_ROOT_PASSWORD --silent; do sleep 2; done',
    ['mysql:3306'],
  ],
]

describe('what a command waits for', () => {
  it.each(COMMANDS)('%s', (_, command, asked) => {
    const found = questionsIn(command).map(({ host, port }) => (port === undefined ? host : `${host}:${port}`))
    expect([...new Set(found)]).toEqual(asked)
  })
})

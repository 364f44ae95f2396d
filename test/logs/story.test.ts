import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isMissingLog, lastWords, readLog } from '../../core/logs/read-log.ts'
import { FAILED } from './programs.ts'
import { QUOTES } from './quotes.ts'

const read = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/logs', `${name}.log`), 'utf8')
const cause = (text: string) => readLog(text)?.cause

/** Recorded logs of programs that reach the point where they serve. */
const SERVING = ['healthy-redis', 'healthy-spring', 'healthy-postgres', 'healthy-node-retry']
/** One failure of each cause. */
const ENDINGS = Object.entries(FAILED).flatMap(([expected, logs]) =>
  Object.keys(logs)
    .slice(0, 1)
    .map(name => ({ name, expected })),
)

describe('the last story in a log decides', () => {
  it.each(ENDINGS)('$name followed by a program that serves names nothing strongly', ({ name }) => {
    for (const serving of SERVING) expect(readLog(read(name) + read(serving))?.strength).not.toBe('strong')
  })

  it.each(ENDINGS)('$name after a program that served is still named', ({ name, expected }) => {
    for (const serving of SERVING) expect(cause(read(serving) + read(name))).toBe(expected)
  })

  it('takes the failure at the end, not the refused connections that were got over', () => {
    const log = read('healthy-node-retry') + read('python-pydantic-settings')
    expect(readLog(log)).toMatchObject({ cause: 'app-missing-environment-variable', strength: 'strong' })
  })

  it('takes the root of a Java chain and says its line', () => {
    const verdict = readLog(read('java-connect-wrapped'))
    expect(verdict).toMatchObject({ lineNumber: 5, line: 'Caused by: java.net.ConnectException: Connection refused' })
  })

  it('prefers the name that does not resolve to the connection that fails for it', () => {
    expect(cause(read('tool-nc-name') + read('python-kafka-no-brokers'))).toBe('app-name-resolution-failed')
  })

  it('finds the connection behind the dialect that Hibernate misses, however long the traces between are', () => {
    const frames = `${read('spring-postgres-name')}${read('spring-placeholder')}`
      .split('\n')
      .filter(line => /^\s+at /.test(line))
    const dialect = QUOTES.find(({ signature }) => signature === 'hibernate-dialect')?.line ?? ''
    expect(frames.length).toBeGreaterThan(60)
    expect(cause(`${read('java-connect')}${frames.join('\n')}\n${dialect}\n`)).toBe('app-dependency-unreachable')
    expect(cause(dialect)).toBe('app-missing-environment-variable')
  })

  it('lets a mistake at the end overrule a warning', () => {
    expect(readLog(read('node-warning-then-mistake'))).toBeUndefined()
  })
})

describe('what a program waits for', () => {
  const waits = 'Waiting for PostgreSQL...\n'

  it('tells why it ends: vaguely, or plainly where it comes again and again', () => {
    expect(readLog(waits)).toMatchObject({ cause: 'app-dependency-unreachable', strength: 'weak' })
    expect(readLog(waits.repeat(3))).toMatchObject({ strength: 'strong', facts: { service: 'PostgreSQL' } })
    expect(readLog(`${waits.repeat(3)}Giving up\n`)).toMatchObject({ strength: 'strong' })
    expect(readLog('INFO Waiting for rabbitmq:5672\n'.repeat(3))).toMatchObject({
      strength: 'strong',
      facts: { host: 'rabbitmq', port: '5672' },
    })
  })

  it('tells nothing once the program has gone on', () => {
    expect(readLog(`${waits.repeat(3)}loading 12 plugins\n`)).toBeUndefined()
  })
})

describe('the forms in which logs arrive', () => {
  const plain = read('go-pq-refused')
  const verdict = readLog(plain)

  it('does not depend on carriage returns, colours or prefixes', () => {
    const line = plain.trim()
    const forms = [
      `${line}\r\n`,
      `\u001b[31m${line}\u001b[0m`,
      `2026-11-27T09:03:05.817306324Z ${line}`,
      `2026-11-27T09:03:05.817306324Z stderr F ${line}`,
      `[pod/orders-6f/orders] ${line}`,
    ]
    for (const form of forms) expect(readLog(form)).toEqual(verdict)
    expect(readLog(JSON.stringify({ log: `${line}\n`, stream: 'stderr' }))).toMatchObject({ cause: verdict?.cause })
  })

  it('reads the end only and counts lines from the beginning', () => {
    const filler = 'x'.repeat(99)
    const long = `${`${filler}\n`.repeat(5000)}${plain}`
    expect(readLog(long)).toEqual({ ...verdict, lineNumber: 5001 })
    const buried = `${plain}${`${filler}\n`.repeat(5000)}`
    expect(readLog(buried)).toBeUndefined()
  })

  it('never shows more than 500 characters nor a credential', () => {
    const line = `${'detail '.repeat(200)}dial tcp 10.0.0.1:5432: connect: connection refused`
    expect(readLog(line)?.line.length).toBeLessThanOrEqual(500)
    const url = 'Error: postgres://shop:hunter2-hunter2@db:5432/shop: connect ECONNREFUSED 10.0.0.1:5432'
    expect(readLog(url)?.line).toBe(
      'Error: postgres://shop:[redacted]@db:5432/shop: connect ECONNREFUSED 10.0.0.1:5432',
    )
    const token = 'fatal: cannot log in: Authorization: Bearer abcdefghijklmnop password=hunter2'
    expect(lastWords(token)).toBe('fatal: cannot log in: Authorization: Bearer [redacted] password=[redacted]')
  })
})

describe('a record that is too long to show', () => {
  it('is shown by its message and its error, without the stack', () => {
    const stack = '\\n\\t/go/pkg/mod/example.com/app/main.go:71'.repeat(20)
    const record = `{"level":"error","msg":"unable to start","error":"dial tcp 10.0.0.1:5432: connect: connection refused","stacktrace":"main.main${stack}"}`
    expect(readLog(record)?.line).toBe('dial tcp 10.0.0.1:5432: connect: connection refused')
    const bare = `{"level":"error","msg":"dial tcp 10.0.0.1:5432: connect: connection refused","stacktrace":"main.main${stack}"}`
    expect(readLog(bare)?.line).toBe('dial tcp 10.0.0.1:5432: connect: connection refused')
    const both = record
      .replace('unable to start', 'no such host: connect ECONNREFUSED 10.0.0.1:5432')
      .replace('dial tcp 10.0.0.1:5432: connect: connection refused', 'it was tried')
    expect(readLog(both)?.line).toBe('no such host: connect ECONNREFUSED 10.0.0.1:5432: it was tried')
  })
})

describe('answers that are no log', () => {
  it.each([
    '',
    ' \n',
    'unable to retrieve container logs for containerd://30975324c1725f092234246e5b5182981a2a48c7dfd15777fc33cef4862be78a',
    'failed to try resolving symlinks in path "/var/log/pods/shop_web-0_1/web/0.log": lstat /var/log/pods/shop_web-0_1/web/0.log: no such file or directory',
    'Error from server (BadRequest): container "web" in pod "web-0" is waiting to start: trying and failing to pull image',
    'Error from server (BadRequest): previous terminated container "web" in pod "web-0" not found',
    'Error from server (NotFound): pods "web-0" not found',
    'Error from server (Forbidden): pods "web-0" is forbidden: User "system:serviceaccount:shop:default" cannot get resource "pods/log" in API group "" in the namespace "shop"',
    'Error from server: Get "https://10.0.0.4:10250/containerLogs/shop/web-0/web": dial tcp 10.0.0.4:10250: connect: connection refused',
  ])('%j', text => {
    expect(isMissingLog(text)).toBe(true)
    expect(readLog(text)).toBeUndefined()
    expect(lastWords(text)).toBeUndefined()
  })

  it.each([
    'Error from server (Forbidden): configmaps "settings" is forbidden: User "system:serviceaccount:shop:default" cannot get resource "configmaps" in API group "" in the namespace "shop"',
    'Error from server (NotFound): configmaps "settings" not found',
    'serving\n',
  ])('%j is one', text => {
    expect(isMissingLog(text)).toBe(false)
    expect(lastWords(text)).toBe(text.trim())
  })
})

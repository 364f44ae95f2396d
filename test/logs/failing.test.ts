import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../core/index.ts'
import { SCREENS } from '../../core/logs/failing/detect.ts'
import { entriesOf } from '../../core/logs/failing/entries.ts'
import { readFailing } from '../../core/logs/failing.ts'
import { readLines, readPieces } from '../../core/logs/lines.ts'
import { isMissingLog } from '../../core/logs/read-log.ts'
import { timeOfText } from '../../core/logs/times.ts'
import { FORMATS, inFormat, saidIn } from '../support/log-formats.ts'
import { judge, readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { reportUntried } from '../support/variation.ts'
import { FAILING } from './failing-programs.ts'
import { EXCERPTS } from './normal-operation.ts'

const quiet = scenarioIds.filter(id => id.startsWith('noisy-') || id.startsWith('healthy-'))
const failing = scenarioIds.filter(id => id.startsWith('ready-'))
const formats = Object.keys(FORMATS)

function reportOf(id: string, change: (snapshot: Snapshot) => Snapshot) {
  return reportUntried(change(readRecording(id)), { namespace: readScenario(id).namespace })
}

/** The last words of a program that has ended are that few lines. */
const FEW = 10

/** The first `share` of the lines of each log of a program that runs on; the other objects stay as they were. */
function cutAt(snapshot: Snapshot, share: number): Snapshot {
  const logs = snapshot.logs?.map(log => {
    const lines = log.current?.split('\n') ?? []
    return log.current === undefined || lines.length <= FEW
      ? log
      : { ...log, current: lines.slice(0, Math.ceil(lines.length * share)).join('\n') }
  })
  return { ...snapshot, ...(logs === undefined ? {} : { logs }) }
}

describe('logs in another form', () => {
  it.each(formats)('as %s no healthy program is called degraded', format => {
    const degraded = quiet.flatMap(id => {
      const { verdict, problems } = reportOf(id, snapshot => inFormat(snapshot, format))
      return verdict === 'healthy' ? [] : `${id}: ${verdict} ${problems.map(({ cause }) => cause).join()}`
    })
    expect(degraded).toEqual([])
  })

  it.each(formats)('as %s at least 95 % of the failing are named', format => {
    const missed = failing.filter(id => {
      const report = reportOf(id, snapshot => inFormat(snapshot, format))
      return judge(readScenario(id), report.problems).length > 0
    })
    expect(missed.length, missed.join()).toBeLessThanOrEqual(Math.floor(failing.length * 0.05))
  })
})

describe('records behind a name', () => {
  /** The logs of programs that run on, failing or noisy, with the time at which each was read. */
  const logs = [...failing, ...quiet].flatMap(id => {
    const { logs = [], takenAt = '' } = readRecording(id)
    return logs.flatMap(({ current = '' }) =>
      isMissingLog(current) ? [] : { id, text: current, now: Date.parse(takenAt) },
    )
  })

  const told = (text: string, now: number) =>
    readFailing(text, { now, startedAt: undefined }).map(({ cause, signature, facts, count, line }) =>
      [cause, signature, JSON.stringify(facts), count, line.slice(line.indexOf('{"'))].join(' '),
    )

  it('tell what they tell without', () => {
    const write = FORMATS['json'] ?? String
    for (const { id, text, now } of logs) {
      const records = saidIn(text, now, now - 600_000).map(write)
      for (const prefix of ['app-1  | ', 'Dec  1 11:43:20 web-0 app[1]: ', '[api] ']) {
        const wrapped = records.map(record => prefix + record)
        expect(told(wrapped.join('\n'), now), id).toEqual(told(records.join('\n'), now))
      }
    }
  })
})

describe('a log that goes on well', () => {
  /** What the failing program says once it gets through, by what failed. */
  const well: Readonly<Record<string, string>> = {
    'ready-redis-password': 'INFO  redis: connected',
    'ready-schema-missing': '{"level":30,"time":"2026-12-01T11:32:48.000Z","pid":1,"msg":"GET /fixtures 200"}',
    'ready-host-name-typo':
      '{"level":"info","message":"recommendations loaded","service":"web","url":"http://recomendations:8080/top","timestamp":"2026-12-01T11:44:41.000Z"}',
    'ready-disk-full': '2026-12-01T11:32:16.000Z INFO  spooled job 68',
    'ready-policy-other-port': '11:44:56.000 [info] Postgrex.Protocol connected to records-db:5432',
  }

  it.each(Object.entries(well))('%s is healthy again', (id, line) => {
    const { verdict } = reportOf(id, snapshot => ({
      ...snapshot,
      logs: (snapshot.logs ?? []).map(log => ({
        ...log,
        ...(log.current === undefined ? {} : { current: `${log.current}${line}\n` }),
      })),
    }))
    expect(verdict).toBe('healthy')
  })
})

describe('a log that ends earlier', () => {
  it.each(failing)('%s is named by its cause or not at all', id => {
    const scenario = readScenario(id)
    const whole = reportOf(id, snapshot => snapshot)
    const known = new Set([...whole.problems, ...scenario.expect].map(({ cause }) => cause))
    for (let tenth = 1; tenth < 10; tenth++) {
      const { problems } = reportOf(id, snapshot => cutAt(snapshot, tenth / 10))
      const other = problems.filter(({ cause }) => !known.has(cause) && scenario.acceptable?.includes(cause) !== true)
      expect(other.map(({ cause, subject }) => `${cause} ${subject.name} at ${tenth}/10`)).toEqual([])
    }
  })
})

const NOW = Date.parse('2026-12-01T11:32:00Z')
const at = (time: number, line: string) => `${new Date(time).toISOString().slice(0, 23)}000000Z ${line}`

/** The same lines again and again for two minutes, stamped by the kubelet. */
function again(lines: readonly string[], times = 12): string {
  return Array.from({ length: times }, (_, index) =>
    lines.map(line => at(NOW - (times - index) * 9_000, line)).join('\n'),
  ).join('\n')
}

describe('well-known servers in normal operation', () => {
  it.each(EXCERPTS)('$program says nothing that is a failure of its own ($source)', ({ lines }) => {
    expect(readFailing(again(lines), { now: NOW, startedAt: NOW - 120_000 })).toEqual([])
  })
})

describe('programs that fail at their job', () => {
  it.each(FAILING)('$program: $cause ($source)', ({ lines, cause, facts = {} }) => {
    expect(readFailing(again(lines), { now: NOW, startedAt: NOW - 120_000 })).toMatchObject([
      { cause, count: 12, facts },
    ])
  })
})

/** The same log as Docker's `json-file` driver keeps it: https://docs.docker.com/engine/logging/drivers/json-file/ */
function inDocker(log: string): string {
  return log.replace(/^(\S+) (.*)$/gm, (_, time, line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time }))
}

describe('a log as Docker keeps it', () => {
  it.each([...EXCERPTS, ...FAILING])('tells what it tells elsewhere: $program ($source)', ({ lines }) => {
    const origin = { now: NOW, startedAt: NOW - 120_000 }
    expect(readFailing(inDocker(again(lines)), origin)).toEqual(readFailing(again(lines), origin))
  })
})

/** One request as servers write it, with its status. */
const REQUESTS: Readonly<Record<string, (status: number) => string>> = {
  nginx: status => `10.0.0.9 - - [01/Dec/2026:11:30:00 +0000] "GET /orders HTTP/1.1" ${status} 170 "-" "curl/8.5.0"`,
  uvicorn: status => `INFO:     10.0.0.9:41234 - "GET /orders HTTP/1.1" ${status} OK`,
  Rails: status =>
    `I, [2026-12-01T11:30:00.000000 #1]  INFO -- : [0a3f] Completed ${status} in 3ms (Allocations: 5120)`,
  'pino-http': status =>
    `{"level":30,"time":1796125500000,"req":{"method":"GET","url":"/orders"},"res":{"statusCode":${status}},"msg":"request completed"}`,
  gin: status => `[GIN] 2026/12/01 - 11:30:00 | ${status} |     1.234ms |      10.0.0.9 | GET      "/orders"`,
  Serilog: status => `[11:30:00 INF] HTTP GET /orders responded ${status} in 12.3456 ms`,
  morgan: status => `GET /orders ${status} 3.123 ms - 21`,
}

describe('a server', () => {
  const probe = '10.0.0.1 - - [01/Dec/2026:11:30:00 +0000] "GET /healthz HTTP/1.1" 200 2 "-" "kube-probe/1.31"'
  const read = (text: string) => readFailing(text, { now: NOW, startedAt: NOW - 600_000 })

  it.each(Object.entries(REQUESTS))('whose requests all end with 500 fails, though its probes pass: %s', (_, line) => {
    expect(read(again([line(500), probe]))[0]).toMatchObject({
      cause: 'application-error',
      strength: 'weak',
      count: 12,
    })
  })

  it.each(Object.entries(REQUESTS))('that answers others well does not: %s', (_, line) => {
    expect(read(again([line(500), line(200)]))).toEqual([])
    expect(read(again([line(404)]))).toEqual([])
  })
})

describe('an error in a program’s own words', () => {
  const read = (lines: readonly string[]) =>
    readFailing(lines.join('\n'), { now: NOW, startedAt: NOW - 600_000 }).map(({ cause }) => cause)
  const error = (age: number, what = 'the rates were not complete') => at(NOW - age * 1000, `ERROR refresh: ${what}`)

  it.each<readonly [string, readonly string[], number]>([
    ['the same again and again', [90, 70, 50, 30, 10].map(age => error(age)), 1],
    ['of another thing each time', [90, 70, 50, 30, 10].map(age => error(age, `row ${age}a is not complete`)), 0],
    ['four times', [90, 60, 30, 10].map(age => error(age)), 0],
    ['within a minute', [50, 40, 30, 20, 10].map(age => error(age)), 0],
    [
      'before it goes well',
      [...[90, 70, 50, 30, 10].map(age => error(age)), at(NOW - 5000, 'INFO rates refreshed')],
      0,
    ],
    [
      'while something else goes well',
      [90, 70, 50, 30, 10].flatMap(age => [error(age), at(NOW - age * 1000 + 500, 'INFO sent 3 orders')]),
      0,
    ],
    ['of a caller', [90, 70, 50, 30, 10].map(age => error(age, 'user is not the owner')), 0],
  ])('%s', (_, lines, found) => {
    expect(read(lines)).toHaveLength(found)
  })
})

describe('the bar', () => {
  const failure = 'ERROR could not connect to db:5432: connection refused'
  const read = (text: string, startedAt = NOW - 600_000) => readFailing(text, { now: NOW, startedAt })
  const seconds = (ages: readonly number[]) => ages.map(age => at(NOW - age * 1000, failure)).join('\n')

  it.each([
    ['three times over thirty seconds', [40, 20, 5], 1],
    ['twice', [40, 5], 0],
    ['three times within a few seconds', [8, 5, 2], 0],
    ['three times, the last of them minutes ago', [300, 250, 200], 0],
  ])('%s', (_, ages, found) => {
    expect(read(seconds(ages))).toHaveLength(found)
  })

  it('counts where times cannot be those of the lines: they lie years before the start', () => {
    const line = '2024-01-15T10:07:30.000Z [ERROR] Connection refused (db-staging.internal:5432)'
    expect(readFailing(`${line}\n`.repeat(6), { now: NOW, startedAt: NOW - 120_000 })).toMatchObject([
      { cause: 'app-dependency-unreachable', count: 6, first: undefined, facts: { host: 'db-staging.internal' } },
    ])
  })

  it.each([
    ['five times over a minute', [70, 50, 30, 15, 5], 1],
    ['five times within half a minute', [35, 28, 20, 12, 5], 0],
    ['four times', [70, 50, 30, 5], 0],
  ])('of a line that nothing but its words tell apart: %s', (_, ages, found) => {
    const lines = ages.map((age, index) => at(NOW - age * 1000, `ERROR Failed to process message ${index}: bad state`))
    expect(read(lines.join('\n'))).toHaveLength(found)
    expect(read([...lines, at(NOW - 1000, 'INFO processed message 7')].join('\n'))).toEqual([])
    expect(read([...lines, at(NOW - 1000, 'INFO health check ok')].join('\n'))).toHaveLength(found)
  })

  it.each([
    'INFO connected to db:5432',
    'INFO connection established',
    'INFO GET http://db:5432/health 200',
    'info: reconnected after 3 attempts',
  ])('is not met where what failed has succeeded since: %s', line => {
    expect(read(`${seconds([60, 40, 20])}\n${at(NOW - 2_000, line)}`)).toEqual([])
  })

  it.each([
    'INFO connected to cache:6379',
    'INFO Connected to Redis',
    'INFO Kafka producer connected',
    'INFO user 42 logged in',
    'INFO new connection established from 10.0.0.9',
    'INFO websocket client connected',
    'INFO reconnected 0 clients',
  ])('is met in spite of what another does: %s', line => {
    expect(read(`${seconds([60, 40, 20])}\n${at(NOW - 2_000, line)}`)).toHaveLength(1)
  })

  it('says how often, since when and what is named', () => {
    expect(read(seconds([60, 40, 20, 4]))[0]).toMatchObject({
      cause: 'app-dependency-unreachable',
      count: 4,
      first: NOW - 60_000,
      last: NOW - 4_000,
      facts: { host: 'db', port: '5432' },
    })
  })

  it('is only met in a log without times where the container is young enough for what is counted', () => {
    const untimed = `${failure}\n`.repeat(8)
    expect(read(untimed, NOW - 120_000)).toHaveLength(1)
    expect(read(untimed, NOW - 86_400_000)).toEqual([])
    expect(read(`${untimed}INFO served 10 requests\n`, NOW - 120_000)).toEqual([])
    const long = `${failure}\n`.repeat(9000)
    expect(read(long, NOW - 86_400_000)).toHaveLength(1)
    expect(read(`INFO started\n${'INFO idle\n'.repeat(9000)}${untimed}`, NOW - 86_400_000)).toEqual([])
  })

  it('counts lines that name the other end and lines that do not as one failure', () => {
    const times = [60, 50, 40, 30, 20, 10, 4]
    const pair = (age: number) =>
      [
        at(NOW - age * 1000, 'ERROR charge: code = Unavailable desc = name resolver error: produced zero addresses'),
        at(NOW - age * 1000, 'ERROR dns: A record lookup error: lookup payment on 10.96.0.10:53: no such host'),
      ].join('\n')
    expect(read(times.map(pair).join('\n'))).toMatchObject([{ facts: { host: 'payment' }, count: 7 }])
  })
})

describe('a stack trace that comes again and again', () => {
  const trace = (age: number) =>
    `${at(NOW - age * 1000, "ERROR HTTPError('500 Server Error for url: /api/cart')")}\nTraceback (most recent call last):\n  File "task.py", line 340, in run\nrequests.exceptions.HTTPError: 500`
  const log = [60, 50, 40, 30, 20, 10, 4].map(trace).join('\n')

  it('is what a program fails at, unless it is there to try others', () => {
    const origin = { now: NOW, startedAt: NOW - 600_000 }
    expect(readFailing(log, origin)).toHaveLength(1)
    expect(readFailing(log, { ...origin, isReporter: true })).toEqual([])
  })
})

describe('what two lines say', () => {
  const line = (tag: string, second: number) =>
    `E, [2026-12-01T11:30:0${second}.000000 #1] ERROR -- : [${tag}] PG::UndefinedTable: relation "issues" does not exist`
  const areSame = (one: string, other: string) => {
    const pieces = readPieces(readLines(`${line(one, 1)}\n${line(other, 2)}`))
    const [first, second] = entriesOf(pieces, { now: NOW, startedAt: undefined }, SCREENS)
    return first !== undefined && first.said === second?.said
  }

  it.each([
    [
      'the request that Rails tags',
      '2f1cf9f1-9a48-4d4c-8f37-1a1c5c1d7b52',
      'c0e8a1de-73b6-4e0f-9b5a-6f0f4a2d9e11',
      true,
    ],
    ['no more than the time', 'subs', 'subs', true],
    ['a word', 'subs', 'mail', false],
    ['a number', '7', '8', false],
    ['what is no whole identifier', '2f1cf9f1-9a48', 'c0e8a1de-73b6', false],
    ['a request and a word', '2f1cf9f1-9a48-4d4c-8f37-1a1c5c1d7b52', 'subs', false],
    [
      'a tag and a word behind it',
      '2f1cf9f1-9a48-4d4c-8f37-1a1c5c1d7b52] [subs',
      'c0e8a1de-73b6-4e0f-9b5a-6f0f4a2d9e11] [mail',
      false,
    ],
  ])('where %s differs', (_, one, other, same) => {
    expect(areSame(one, other)).toBe(same)
  })
})

describe('the time of a line', () => {
  it.each([
    ['Boost', '[2026-Nov-30 11:59:58.000456] <error>: (ClientPool.h:99:Pop) Failed to connect'],
    ['the C++ library of Thrift', 'Thrift: Mon Nov 30 11:59:58 2026 TSocket::open() connect()'],
    ['librdkafka', '%3|1796039998.123|FAIL|rdkafka#consumer-1| [thrd:kafka:9092/bootstrap]'],
    ['Log4j, ISO8601', '2026-11-30 11:59:58,123 INFO [main]'],
    ['java.util.logging', 'Nov 30, 2026 11:59:58 AM com.example.App run'],
    ['NestJS', '[Nest] 1  - 11/30/2026, 11:59:58 AM     LOG [NestFactory]'],
    ['.NET with a German culture', '30.11.2026 11:59:58 INFO'],
    ['Spark, log4j.properties.template', '26/11/30 11:59:58 INFO executor.CoarseGrainedExecutorBackend:'],
    ['Hadoop, loghub HDFS_2k.log', '261130 115958 148 INFO dfs.DataNode$PacketResponder:'],
    ['CockroachDB, crdb-v1', 'W261130 11:59:58.123456 41 server/init.go:423 ⋮ [T1,Vsystem,n?] 12  outgoing join rpc'],
    ['glog', 'E20261130 11:59:58.123456     7 client.cc:31] Failed to connect'],
    ['syslog with its priority, RFC 3164', '<14>Nov 30 11:59:58 host app[1]:'],
    ['seconds since 1970', '1796039998 INFO'],
    ['milliseconds since 1970', '[1796039998000] INFO'],
    ['zap, EpochTimeEncoder', '1.7960399981234567e+09\tERROR\tcontroller-runtime.source'],
    ['Log4j, JsonTemplateLayout', '20261130T115958Z INFO'],
  ])('is read as %s writes it', (_, line) => {
    const time = timeOfText(line, Date.UTC(2026, 10, 30, 12))?.time ?? 0
    expect(new Date(time).toISOString()).toMatch(/^2026-11-30T11:59:58/)
  })
})

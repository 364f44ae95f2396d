import { describe, expect, it } from 'vitest'
import { type ProbeFacts, probePatience } from '../../core/workloads/probes/failing.ts'
import { classifyProbe } from '../../core/workloads/probes/messages.ts'
import { readStart } from '../../core/workloads/probes/start-log.ts'

const MESSAGES: readonly (readonly [string, string, string])[] = [
  [
    'refused',
    'Readiness probe errored: strconv.Atoi: parsing "http-wh-metrics": invalid syntax',
    'mconfalonieri/external-dns-hetzner-webhook#33, 1.32',
  ],
  [
    'refused',
    'Liveness probe errored and resulted in unknown state: strconv.Atoi: parsing "controller": invalid syntax',
    'kubernetes/kubernetes#139283',
  ],
  [
    'refused',
    'Liveness probe errored and resulted in unknown state: port "metrcis" not found',
    'kubernetes/kubernetes#139791',
  ],
  [
    'timeout',
    'Liveness probe failed: Get "http://10.244.54.71:18051/healthcheck": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    'kubernetes/kubernetes#115469',
  ],
  [
    'timeout',
    'Readiness probe failed: Get http://172.18.122.143:80/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    'kubernetes/kubernetes#51096, 1.12',
  ],
  [
    'refused',
    'Readiness probe failed: Get http://10.52.2.217:8888/healthz: dial tcp 10.52.2.217:8888: getsockopt: connection refused',
    'fission/fission#540, 1.9',
  ],
  [
    'refused',
    'Readiness probe failed: Get "https://10.42.0.9:10250/readyz": dial tcp 10.42.0.9:10250: connect: connection refused',
    'k3s-io/k3s#12860, 1.33',
  ],
  ['failure', 'Readiness probe failed: HTTP probe failed with statuscode: 503', 'projectcontour/contour#5771, 1.24'],
  ['failure', 'Readiness probe failed: ', 'tigera/operator#1324'],
  [
    'refused',
    'Liveness probe failed: timeout: failed to connect service "172.168.1.53:8080" within 1s: context deadline exceeded',
    'kubernetes pkg/probe/grpc/grpc.go: a dial that is refused goes on until its deadline',
  ],
]

/** What the kubelet says of a probe that runs a command, with what that printed. */
const OF_COMMANDS: readonly (readonly [string, string, string])[] = [
  ['timeout', 'Liveness probe failed: command "sh -c check" timed out', 'pkg/kubelet/prober/prober.go'],
  [
    'timeout',
    'Readiness probe errored: rpc error: code = DeadlineExceeded desc = failed to exec in container: timeout 1s exceeded: context deadline exceeded',
    'containerd pkg/cri/server/container_execsync.go, 1.24',
  ],
  [
    'failure',
    'Readiness probe failed: curl: (7) Failed to connect to localhost port 9090 after 0 ms: Connection refused',
    'curl lib/connect.c',
  ],
  ['failure', 'Readiness probe failed: curl: (28) Connection timed out after 10001 milliseconds', 'curl lib/multi.c'],
]

describe('a failed probe is told by how it was answered', () => {
  it.each(MESSAGES)('%s: %s (%s)', (answer, message) => {
    expect(classifyProbe(message)).toBe(answer)
  })

  it.each(OF_COMMANDS)('%s of a command: %s (%s)', (answer, message) => {
    expect(classifyProbe(message, true)).toBe(answer)
  })
})

/** Lines by which programs say that they take connections, and whether that is on port 8080 for others too. */
const SERVING: readonly (readonly [string, boolean, string])[] = [
  ['INFO:     Uvicorn running on http://0.0.0.0:8080 (Press CTRL+C to quit)', true, 'uvicorn'],
  ["Tomcat started on port 8080 (http) with context path '/'", true, 'Spring Boot 3'],
  ['Started DemoApplication in 3.112 seconds (process running for 3.6)', false, 'Spring Boot'],
  ['app 1.0 on JVM (powered by Quarkus 3.8) started in 1.283s. Listening on: http://0.0.0.0:8080', true, 'Quarkus'],
  ['[2026-12-01 11:53:22 +0000] [1] [INFO] Listening at: http://0.0.0.0:8080 (1)', true, 'gunicorn'],
  [' * Running on http://127.0.0.1:8080', false, 'Flask'],
  ['{"level":30,"time":1796125395560,"msg":"Server listening at http://0.0.0.0:3000"}', false, 'fastify'],
  ['1:M 01 Dec 2026 11:53:22.100 * Ready to accept connections tcp', false, 'Redis 7'],
  ['LOG:  database system is ready to accept connections', false, 'PostgreSQL'],
  ['/usr/sbin/mysqld: ready for connections. Version: 8.4.0', false, 'MySQL'],
  ['2026/12/01 11:53:22 [notice] 1#1: start worker process 29', false, 'nginx'],
  ['AH00163: Apache/2.4.58 (Unix) configured -- resuming normal operations', false, 'Apache'],
  ['Serving HTTP on 0.0.0.0 port 8080 (http://0.0.0.0:8080/) ...', true, 'Python http.server'],
  ['Now listening on: http://[::]:8080', true, 'ASP.NET Core'],
  ['10.244.0.1 - - [01/Dec/2026:11:53:22 +0000] "GET / HTTP/1.1" 200 612', false, 'an access log'],
]

/** Lines of programs that have not come up yet. */
const STARTING: readonly string[] = [
  'Loading model weights: 45%',
  'warming up caches',
  'Starting DemoApplication v1.0 using Java 21 with PID 1 (/app.jar started by root in /)',
  'Tomcat initialized with port 8080 (http)',
  'database system was interrupted; last known up at 2026-12-01 11:50:12 UTC',
  'Applying migration 0042_add_index',
  'waiting for the database to be ready',
  'Connecting to http://localhost:9200',
  'Listening for transport dt_socket at address: 5005',
  'metrics server listening on :9090',
]

describe('what a log tells of a start', () => {
  it.each(SERVING)('%s: it has come up (%s, %s)', (line, onPort) => {
    expect(readStart(`starting\n${line}\n`, 8080)).toMatchObject({ state: 'serves', onPort })
  })

  it.each(STARTING)('%s: it has not come up', line => {
    expect(readStart(`${line}\n`, 8080)).toMatchObject({ state: 'starting', line })
  })

  it('names the one other port', () => {
    const line = '2026-12-01T11:53:41.120Z INFO  listening on 0.0.0.0:3000'
    expect(readStart(line, 8080)).toMatchObject({ onPort: false, otherPort: 3000, line })
    expect(readStart(line, 3000)).toMatchObject({ onPort: true, otherPort: undefined })
    expect(readStart(`${line}\nlistening on :9000`, 8080).otherPort).toBeUndefined()
  })

  it('is nothing where no line was printed', () => {
    expect(readStart('\n', 8080).state).toBe('silent')
  })
})

describe('how long a probe may fail', () => {
  const facts = { usual: 10, isLasting: false, message: 'Liveness probe failed: ' }
  function secondsOf(kind: string, budget: number): unknown {
    const patience = probePatience()
    return typeof patience === 'string' ? patience : patience.seconds({ ...facts, kind, budget } as ProbeFacts)
  }

  it.each([
    ['a liveness probe that kills once', 'liveness', 25, 40],
    ['a liveness probe that tolerates a thousand failures, which guards no start', 'liveness', 5005, 50],
    ['a startup probe', 'startup', 5005, 590],
  ] as const)('%s', (_, kind, budget, seconds) => {
    expect(secondsOf(kind, budget)).toBe(seconds)
  })
})

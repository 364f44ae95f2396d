import type { Cases } from '../../support/cases.ts'
import { added, gone, inContainers, later, notRead, type Variation, worded, write } from '../../support/variation.ts'

const recording = 'readiness-404'
const asks = (path: string): Variation =>
  inContainers(/^profile/, { readinessProbe: { httpGet: { path, port: 80 }, periodSeconds: 5, failureThreshold: 3 } })
const answers = (code: number, source: string): Variation => worded('statuscode: 404', `statuscode: ${code}`, source)
const refused = answers(503, 'pkg/probe/http/http.go')
/** All pods of one ReplicaSet: two are ready and one is not. */
const together: readonly Variation[] = [
  write('Deployment', 'profile', ['spec', 'replicas'], 3),
  write(
    'Pod',
    /^profile/,
    ['metadata', 'ownerReferences'],
    [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'profile-6b68cf4477', controller: true }],
  ),
]

/** A probe that runs a command, and what that prints. */
const runs = (output: string, source: string): readonly Variation[] => [
  inContainers(/^profile/, { readinessProbe: { exec: { command: ['nc', '-z', 'db', '6379'] }, periodSeconds: 5 } }),
  worded(/HTTP probe failed with statuscode: 404/, output, source),
  later(120),
]
const timedOut = (host: string) =>
  runs(`nc: ${host} (10.96.169.147:6379): Connection timed out`, 'busybox networking/nc_bloaty.c, nc_main')
const noEgress = added({
  kind: 'NetworkPolicy',
  ...{ metadata: { name: 'no-egress', namespace: 'profile-eu' }, spec: { podSelector: {}, policyTypes: ['Egress'] } },
})

const often = (periodSeconds: number) =>
  inContainers(/^tides/, { readinessProbe: { httpGet: { path: '/health/ready', port: 8080 }, periodSeconds } })

export default {
  'a container of which no event tells how it answers may still be starting': {
    recording,
    varied: [notRead('Event')],
    found: 1,
  },
  'a port that is named is not in the command': {
    recording,
    varied: [
      refused,
      inContainers(/^profile/, {
        ports: [{ name: 'http', containerPort: 80 }],
        readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 5, failureThreshold: 3 },
      }),
    ],
    found: 1,
  },
  'a pod that is ready fails too small a part of its probe’s tries': {
    recording: 'ready-readiness-flapping',
    varied: [often(1)],
    found: 0,
  },
  'a probe of a ready pod last failed more than a minute ago': {
    recording: 'ready-readiness-flapping',
    varied: [later(70)],
    found: 0,
  },
  'a probe of a ready pod that runs less than once a minute last failed that long ago': {
    recording: 'ready-readiness-flapping',
    varied: [often(30), later(70)],
    found: 1,
  },
  'a pod that is ready and stops is not asked to answer': {
    recording: 'ready-readiness-flapping',
    varied: [write('Pod', /^tides/, ['metadata', 'deletionTimestamp'], '2026-12-01T11:46:00Z')],
    found: 0,
  },
  'two minutes later it is not': { recording, varied: [notRead('Event'), later(60)], found: 1 },
  'a replica that does not lead stands by': {
    recording,
    varied: [...together, refused, asks('/leader')],
    found: 0,
  },
  'a replica that does not lead stands by for good': {
    recording,
    varied: [...together, refused, asks('/leader'), later(700)],
    found: 0,
  },
  'a replica says itself that it stands by': {
    recording,
    varied: [...together, answers(429, 'https://developer.hashicorp.com/vault/api-docs/system/health')],
    found: 0,
  },
  'no replica leads': {
    recording,
    varied: [...together, refused, asks('/leader'), gone('Pod', /^profile-9bd74c887/)],
    found: 1,
  },
  'who leads another ReplicaSet leads nobody here': { recording, varied: [refused, asks('/leader')], found: 1 },
  'a leaderboard is no leader': { recording, varied: [...together, refused, asks('/leaderboard')], found: 1 },
  'a probe’s command cannot reach what a policy forbids': {
    recording,
    varied: [...timedOut('db'), noEgress],
    found: 0,
  },
  'a probe’s command cannot reach a server, and no policy forbids it': { recording, varied: timedOut('db'), found: 1 },
  'what its command does not reach in the container itself no policy forbids': {
    recording,
    varied: [...timedOut('localhost'), noEgress],
    found: 1,
  },
  'a program without TLS is asked in plain HTTP': {
    recording,
    varied: [
      inContainers(/^profile/, {
        readinessProbe: { httpGet: { path: '/healthz', port: 80, scheme: 'HTTPS' }, periodSeconds: 5 },
      }),
      worded(
        /HTTP probe failed with statuscode: 404/,
        'Get "https://10.244.0.67:80/healthz": http: server gave HTTP response to HTTPS client',
        'Go net/http/client.go',
      ),
    ],
    found: 1,
  },
  'a program with TLS is asked over TLS': {
    recording,
    varied: [
      worded(
        /HTTP probe failed with statuscode: 404/,
        String.raw`Get http://10.244.0.67:80/healthz: malformed HTTP response "\x15\x03\x01\x00\x02\x02"`,
        'kubernetes/kubernetes#9866',
      ),
    ],
    found: 1,
  },
  'a server of HTTP/2 in plain text is asked by gRPC': {
    recording,
    varied: [
      worded(
        /HTTP probe failed with statuscode: 404/,
        String.raw`Get http://10.244.0.67:80/healthz: malformed HTTP response "\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x04\b\x00\x00\x00\x00\x00\x00\x0e\xff\xf1"`,
        'the response of grpc/grpc#8945',
      ),
    ],
    found: 1,
  },
  'a server without the health service cannot be asked by gRPC': {
    recording,
    varied: [
      inContainers(/^profile/, { readinessProbe: { grpc: { port: 80 }, periodSeconds: 5 } }),
      worded(
        /HTTP probe failed with statuscode: 404/,
        'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health',
        'pkg/probe/grpc/grpc.go',
      ),
    ],
    found: 1,
  },
  'a command that is not in the image answers nothing': {
    recording,
    varied: runs(
      'rpc error: code = Unknown desc = failed to exec in container: failed to start exec "9b1c": OCI runtime exec failed: exec failed: unable to start container process: exec: "nc": executable file not found in $PATH: unknown',
      'containerd internal/cri/server/container_execsync.go',
    ),
    found: 1,
  },
  'a database has no connections left, as its probe and its clients hear': {
    recording: 'ready-dependency-unready',
    varied: [
      worded(
        /GET http:\/\/catalog\/items failed: <urlopen error timed out>/g,
        'Error: Too many connections',
        'sidorares/node-mysql2, with ER_CON_COUNT_ERROR of MySQL',
      ),
      worded(
        'HTTP probe failed with statuscode: 500',
        "mysqladmin: connect to server at 'localhost' failed\nerror: 'Too many connections'",
        'mysql/mysql-server client/mysqladmin.cc',
      ),
      inContainers(/^catalog/, {
        readinessProbe: { exec: { command: ['mysqladmin', 'ping'] }, failureThreshold: 3, periodSeconds: 3 },
      }),
    ],
    found: 1,
  },
} satisfies Cases

import { describe, expect, it } from 'vitest'
import { classifyProbe } from '../../core/workloads/probes/messages.ts'

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

import type { Cases } from '../../support/cases.ts'
import { inContainers, withoutLogs, worded } from '../../support/variation.ts'

const recording = 'liveness-wrong-port'
const SOURCE = 'pkg/kubelet/prober/prober.go and pkg/probe'

/** What the kubelet says of the recorded probe when it is answered in another way. */
const answered = (words: string) => worded(/^Liveness probe failed: Get .*$/, `Liveness probe failed: ${words}`, SOURCE)

const exec = inContainers(/^profile/, {
  livenessProbe: { exec: { command: ['cat', '/tmp/healthy'] }, periodSeconds: 5, failureThreshold: 3 },
})

/** What the program of `slow-start-killed` prints instead of its last line before it was killed. */
const printed = (line: string) =>
  worded('loaded segment 1 of 12', line, 'as the recorded program prints it once it has come up')

export default {
  'a program that is killed while it still starts needs a startup probe': {
    recording: 'slow-start-killed',
    found: 1,
  },
  'which allows it four times as long': {
    recording: 'slow-start-killed',
    varied: [
      inContainers(/^search/, {
        livenessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 20, failureThreshold: 10 },
      }),
    ],
    found: 1,
  },
  'a program that comes up only while it is being ended needs a startup probe': {
    recording: 'slow-start-killed',
    varied: [printed('2026-12-01T11:53:41.120Z INFO  listening on 0.0.0.0:8080')],
    found: 1,
  },
  'a program that listens on another port has the wrong probe': {
    recording: 'slow-start-killed',
    varied: [printed('2026-12-01T11:53:41.120Z INFO  listening on 0.0.0.0:3000')],
    found: 0,
  },
  'a program that listens on the loopback address only has the wrong probe': {
    recording: 'slow-start-killed',
    varied: [printed('2026-12-01T11:53:41.120Z INFO  listening on 127.0.0.1:8080')],
    found: 0,
  },
  'without a log nothing tells a slow start from a wrong port': {
    recording: 'slow-start-killed',
    varied: [withoutLogs],
    found: 0,
  },
  'a program that answers with an error is killed': {
    recording,
    varied: [answered('HTTP probe failed with statuscode: 500')],
    found: 1,
  },
  'a command that fails is run by hand': {
    recording,
    varied: [exec, answered("cat: can't open '/tmp/healthy': No such file or directory\n")],
    found: 1,
  },
  'a path that is not there is another cause': {
    recording,
    varied: [answered('HTTP probe failed with statuscode: 404')],
    found: 0,
  },
  'an answer that comes too late is another cause': {
    recording,
    varied: [
      answered(
        'Get "http://10.244.0.82:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
      ),
    ],
    found: 0,
  },
  'a probe that asks where nobody listens is another cause': { recording, varied: [], found: 0 },
} satisfies Cases

import type { Conditions } from '../../support/conditions.ts'
import { inContainers, worded } from '../../support/variation.ts'

const recording = 'liveness-wrong-port'
const SOURCE = 'pkg/kubelet/prober/prober.go and pkg/probe'

/** What the kubelet says of the recorded probe when it is answered in another way. */
const answered = (words: string) => worded(/^Liveness probe failed: Get .*$/, `Liveness probe failed: ${words}`, SOURCE)

const exec = inContainers(/^profile/, {
  livenessProbe: { exec: { command: ['cat', '/tmp/healthy'] }, periodSeconds: 5, failureThreshold: 3 },
})

export default {
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
} satisfies Conditions

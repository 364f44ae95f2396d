import type { Cases } from '../../support/cases.ts'
import { edit, inContainers, worded } from '../../support/variation.ts'

const recording = 'liveness-wrong-port'

interface Container {
  readonly livenessProbe: { readonly httpGet: object }
}
interface Spec {
  readonly containers: readonly Container[]
}

/** The ports that the container declares, and the one that its probe asks. */
const asks = (port: number | string, ...ports: readonly object[]) =>
  edit('Pod', /^profile/, pod => {
    const spec = pod['spec'] as Spec
    const containers = spec.containers.map(container => {
      const { livenessProbe } = container
      return { ...container, ports, livenessProbe: { ...livenessProbe, httpGet: { ...livenessProbe.httpGet, port } } }
    })
    return { ...pod, spec: { ...spec, containers } }
  })

export default {
  'a name that no port has is never asked, and a startup probe that asks it kills nothing': {
    recording: 'progressing-slow-start',
    varied: [
      worded(
        /^Startup probe failed: .*/,
        'Startup probe errored and resulted in unknown state: strconv.Atoi: parsing "http": invalid syntax',
        'kubernetes/kubernetes issue 139283',
      ),
      inContainers(/^jvm/, { startupProbe: { tcpSocket: { port: 'http' }, failureThreshold: 60, periodSeconds: 5 } }),
    ],
    found: 1,
  },
  'the log names the port on which the program listens': {
    recording: 'slow-start-killed',
    varied: [
      worded(
        'loaded segment 1 of 12',
        '2026-12-01T11:53:41.120Z INFO  listening on 0.0.0.0:3000',
        'as the recorded program prints it once it has come up',
      ),
    ],
    found: 1,
  },
  'the log says that the program listens on the loopback address alone': {
    recording: 'slow-start-killed',
    varied: [
      worded(
        'loaded segment 1 of 12',
        'INFO:     Uvicorn running on http://127.0.0.1:8080 (Press CTRL+C to quit)',
        'uvicorn/server.py',
      ),
    ],
    found: 1,
  },
  'of several declared ports none is chosen': {
    recording,
    varied: [asks(8080, { containerPort: 80 }, { containerPort: 443 })],
    found: 1,
  },
  'a program that declares the port may still come up': {
    recording: 'young-readiness-refused',
    varied: [inContainers(/^web/, { ports: [{ containerPort: 8080 }] })],
    found: 1,
  },
  'a container that declares no port may listen on any': { recording, varied: [asks(8080)], found: 1 },
  'a declared port on which nothing listens is not to be set again': {
    recording,
    varied: [asks(8080, { containerPort: 8080 })],
    found: 1,
  },
  'a port that the probe asks by its name is declared already': {
    recording,
    varied: [asks('http', { name: 'http', containerPort: 80 })],
    found: 1,
  },
} satisfies Cases

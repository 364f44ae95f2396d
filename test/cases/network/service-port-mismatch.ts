import type { Cases } from '../../support/cases.ts'
import { added, edit, gone, inContainers, notRead, worded, write } from '../../support/variation.ts'

const declaring = (...ports: readonly object[]) =>
  edit('Pod', /^storefront/, object => {
    const spec = object['spec'] as { containers: readonly object[] }
    return { ...object, spec: { ...spec, containers: spec.containers.map(container => ({ ...container, ports })) } }
  })

const withPorts = (change: (ports: readonly object[]) => readonly object[]) =>
  edit('Service', 'storefront', object => {
    const spec = object['spec'] as { ports: readonly object[] }
    return { ...object, spec: { ...spec, ports: change(spec.ports) } }
  })

/** Another Service, which leads to the port that the pods declare. */
const admin = {
  kind: 'Service',
  metadata: { name: 'storefront-admin', namespace: 'store-eu' },
  spec: { selector: { app: 'storefront' }, ports: [{ port: 80 }] },
}

export default {
  'a Service that stands for a name outside leads to no pod': {
    recording: 'service-named-port',
    varied: [write('Service', 'storefront', ['spec', 'type'], 'ExternalName')],
    found: 0,
  },
  'a headless Service may lead to a port that no container declares': {
    recording: 'service-target-port',
    varied: [write('Service', 'storefront', ['spec', 'clusterIP'], 'None')],
    found: 0,
  },
  'a number that the pods do not declare leads nowhere': {
    recording: 'service-target-port',
    varied: [],
    found: 1,
  },
  'a port of another protocol than the pods declare is refused, whoever asks': {
    recording: 'service-target-port',
    varied: [withPorts(() => [{ port: 80, targetPort: 80, protocol: 'UDP' }])],
    found: 1,
  },
  'the port is open for both protocols': {
    recording: 'service-target-port',
    varied: [
      withPorts(() => [
        { name: 'dns', port: 80, targetPort: 80, protocol: 'UDP' },
        { name: 'dns-tcp', port: 80, targetPort: 80, protocol: 'TCP' },
      ]),
    ],
    found: 0,
  },
  'a metrics port': {
    recording: 'service-target-port',
    varied: [withPorts(ports => ports.map(port => ({ ...port, name: 'https-metrics' })))],
    found: 0,
  },
  'a Service with another port that leads somewhere was written for these pods': {
    recording: 'service-target-port',
    varied: [
      withPorts(ports => [...ports, { name: 'admin', port: 9901, targetPort: 9901 }]),
      inContainers(/^storefront/, { args: ['--admin-port=9901'] }),
    ],
    found: 0,
  },
  'the port that the pods declare is that of another Service': {
    recording: 'service-target-port',
    varied: [added(admin)],
    found: 0,
  },
  'pods that were not read declare nothing': {
    recording: 'service-named-port',
    varied: [notRead('Pod')],
    found: 0,
  },
  'a port of that name and of another protocol is not the one': {
    recording: 'service-named-port',
    varied: [declaring({ name: 'http', containerPort: 80, protocol: 'UDP' })],
    found: 1,
  },
  'pods that declare nothing leave open what was meant': {
    recording: 'service-named-port',
    varied: [declaring()],
    found: 1,
  },
  'a name that is nearly that of a port': {
    recording: 'service-named-port',
    varied: [declaring({ name: 'htpp', containerPort: 80 }, { name: 'metrics', containerPort: 9102 })],
    found: 1,
  },
  'the client connects with TCP, and the Service has the port for UDP': {
    recording: 'ready-ingress-policy',
    varied: [
      gone('NetworkPolicy'),
      write('Service', 'seats-redis', ['spec', 'ports'], [{ port: 6379, targetPort: 6379, protocol: 'UDP' }]),
    ],
    found: 1,
  },
  'pods that declare so many ports that only some are shown': {
    recording: 'service-named-port',
    varied: [declaring(...Array.from({ length: 10 }, (_, index) => ({ containerPort: 8000 + index })))],
    found: 1,
  },
  'a proxy logs the address of the endpoint': {
    recording: 'ready-wrong-target-port',
    varied: [
      worded(
        /GET http:\/\/catalog\/items failed: <urlopen error \[Errno 111\] Connection refused>/g,
        '[error] 31#31: *7 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.9, server: _, request: "GET / HTTP/1.1", upstream: "http://10.244.0.152:8081/", host: "shop"',
        'nginx src/http/ngx_http_upstream.c',
      ),
    ],
    found: 1,
  },
} satisfies Cases

import { describe, expect, it } from 'vitest'
import { Cluster } from '../../core/cluster/cluster.ts'
import { diagnose, type Snapshot } from '../../core/index.ts'
import { hideCredentials, redactValue, textRedactor } from '../../core/redact/redact.ts'
import { secretValues } from '../../core/redact/secret-values.ts'
import { annotations, FORMATS, renderers } from '../../core/render/index.ts'
import { sampler } from '../support/sample.ts'
import { readRecording, readScenario } from '../support/scenarios.ts'
import { DISGUISES, FORMS, VALUES } from './forms.ts'

const sample = sampler(4)

type Json = Readonly<Record<string, unknown>>

/** Long enough a part of a credential to be of use; short ones count as a whole. */
function shows(text: string, held: string): boolean {
  if (held.length < 8) return text.includes(held)
  return Array.from({ length: held.length - 5 }, (_, at) => held.slice(at, at + 6)).some(part => text.includes(part))
}

/** Where a text from a cluster comes into a report: a recording that shows it, and the change that puts it there. */
const PLACES: Readonly<
  Record<string, { readonly id: string; readonly put: (snapshot: Snapshot, text: string) => Snapshot }>
> = {
  'a log': {
    id: 'crash-exit-zero',
    put: (snapshot, text) => ({
      ...snapshot,
      logs: (snapshot.logs ?? []).map(log => ({ ...log, current: `panic: ${text}\n`, previous: `panic: ${text}\n` })),
    }),
  },
  'an event': { id: 'readiness-404', put: withMessages('Event') },
  'a status': { id: 'pending-cpu', put: withMessages('Pod') },
  'a changed annotation': {
    id: 'image-tag-typo',
    put: (snapshot, text) => ({
      ...snapshot,
      objects: snapshot.objects.map(object =>
        JSON.stringify(object).includes('"image":"nginx:1.72"')
          ? changed(object, fields => ('labels' in fields ? { ...fields, annotations: { note: text } } : fields))
          : object,
      ),
    }),
  },
  'a command': {
    id: 'crash-command-not-found',
    put: (snapshot, text) => inContainers(snapshot, container => ({ ...container, args: [text], command: [text] })),
  },
}

function changed(value: unknown, change: (fields: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map(item => changed(item, change))
  if (typeof value !== 'object' || value === null) return value
  return change(Object.fromEntries(Object.entries(value).map(([key, field]) => [key, changed(field, change)])))
}

function withMessages(kind: string) {
  return (snapshot: Snapshot, text: string): Snapshot => ({
    ...snapshot,
    objects: snapshot.objects.map(object =>
      (object as Json)['kind'] !== kind
        ? object
        : changed(object, fields =>
            'message' in fields ? { ...fields, message: `${fields['message']} ${text}` } : fields,
          ),
    ),
  })
}

function inContainers(snapshot: Snapshot, change: (container: Json) => Json): Snapshot {
  const inList = (list: unknown) => (Array.isArray(list) ? list.map(change) : list)
  return {
    ...snapshot,
    objects: snapshot.objects.map(object =>
      changed(object, fields =>
        'containers' in fields ? { ...fields, containers: inList(fields['containers']) } : fields,
      ),
    ),
  }
}

describe('a credential that tells by its name or its form', () => {
  it.each(FORMS)('is hidden: $name', ({ text, held }) => {
    for (const message of [
      text,
      `E1201 10:00:00.1 1 app.go:7] ${text}`,
      `${text} (retry 2)`,
      `{"msg":${JSON.stringify(text)}}`,
    ]) {
      const safe = hideCredentials(message)
      expect(safe).toContain('[redacted]')
      expect(shows(safe, held) ? safe : '').toBe('')
      expect(hideCredentials(safe)).toBe(safe)
    }
  })

  it.each(Object.entries(PLACES))('is in no format of a report where it stands in %s', (_, { id, put }) => {
    const { namespace } = readScenario(id)
    const recording = readRecording(id)
    const leaks: string[] = []
    let told = 0
    for (const { name, text, held } of sample(FORMS)) {
      const report = diagnose(put(recording, `${text} end-of-form`), { namespace })
      const outputs = [...FORMATS.map(format => renderers[format](report)), annotations(report).join('\n')]
      told += outputs.filter(output => output.includes('[redacted]')).length
      if (outputs.some(output => shows(output, held))) leaks.push(name)
    }
    expect(leaks).toEqual([])
    expect(told).toBeGreaterThan(0)
  })
})

describe('a value that a Secret holds', () => {
  const hide = textRedactor(VALUES)
  it.each(Object.entries(DISGUISES))('is hidden as %s', (_, disguise) => {
    for (const value of VALUES)
      expect(hide(`before ${disguise(value)} after`)).toMatch(/^before ["\\]*\[redacted\]["\\]* after$/)
  })
})

describe('a name', () => {
  const secretOf = (namespace: string, data: Readonly<Record<string, string>>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'held', namespace },
    stringData: data,
  })

  const recordings = [
    'image-tag-typo',
    'crash-db-refused',
    'ingress-backend',
    'pending-node-selector',
    'service-selector-typo',
  ]
  it.each(recordings)('is no secret where a Secret holds it, whole or in part: %s', id => {
    const recording = readRecording(id)
    const { namespace } = readScenario(id)
    const report = renderers.json(diagnose(recording, { namespace }))
    const names = new Set(
      [...report.matchAll(/"(?:name|namespace|kind|container)": "([^"]+)"/g)].flatMap(([, name = '']) => [
        name,
        ...name.split('-'),
        `${name}.${namespace}.svc.cluster.local`,
      ]),
    )
    const data = Object.fromEntries([...names].map((name, index) => [`key-${index}`, name]))
    const held = { ...recording, objects: [...recording.objects, secretOf(namespace, data)] }
    expect(renderers.json(diagnose(held, { namespace }))).toBe(report)
  })

  it('and a common word stay in a text, and are hidden at their own place', () => {
    const { namespace } = readScenario('image-tag-typo')
    const objects = [
      ...readRecording('image-tag-typo').objects,
      secretOf(namespace, { a: 'postgres', b: 'Kx7-vogel_Q2z' }),
    ]
    const hide = textRedactor(secretValues(new Cluster({ objects })))
    const item = { object: { kind: 'Pod', name: 'x' }, path: 'spec.containers[name=db].env[name=DB_PASSWORD].value' }
    expect(redactValue({ ...item, value: 'postgres', text: 'Deployment postgres of Kx7-vogel_Q2z' }, hide)).toEqual({
      ...item,
      value: '[redacted]',
      text: 'Deployment postgres of [redacted]',
    })
    expect(hide('postgres://app:postgres@postgres:5432')).toBe('postgres://app:[redacted]@postgres:5432')
    expect(redactValue({ ...item, path: 'spec.containers[name=db].image', value: 'postgres' }, hide).value).toBe(
      'postgres',
    )
  })
})

describe('a reason', () => {
  it.each([
    'Post "https://idp.internal/token": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'Get "https://vault.internal/v1/secret/data/db-password": dial tcp 10.0.0.7:8200: connect: connection refused',
    'open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory',
    'open /etc/secrets/password: permission denied',
    'exec: "/etc/passwd": permission denied',
    'failed to fetch oauth token: Post "https://idp/token": context deadline exceeded',
    'cannot read secret: connection refused',
    'get credentials: no credential provider is configured',
    'password: must be at least 12 characters',
    'DB_PASSWORD: missing',
    'API_KEY: environment variable is not set',
    "error: field 'password' is required",
    'unexpected token: <',
    'SyntaxError: Unexpected token \'<\', "<!doctype "... is not valid JSON',
    'authorization: authorization failed: no basic auth credentials',
    'Bearer authentication is required',
    'invalid bearer credentials',
    'tokens: 1200, max_tokens=4096',
    '--- PASS: TestLogin (0.02s)',
    'FATAL: password authentication failed for user "shop"',
    "Access denied for user 'shop'@'10.0.0.9' (using password: YES)",
    'secret="shop/db-credentials" namespace="shop"',
    'token_url=https://idp.internal/token',
    'tokenFile=/var/run/secrets/token',
    ['password=', '{DB_PASSWORD}'].join('$'),
    'password: $(DB_PASSWORD)',
    'db.password=********',
    'host, password = os.environ["DB_HOST"], os.environ["DB_PASSWORD"]',
    'https://user.example:8443/a/b@c?x=1',
    'http://api:8080/path?email=a@b.example',
    'oci://registry:5000/shop/web@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'nginx:1.27@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'pod web-7c9f6d5b8-x2x4z uid 0b6f0a0e-6a4e-4b7e-9a53-7f1c8a2b3c4d',
    'limits: cpu 250m, memory 512Mi; requests: ephemeral-storage 1Gi',
    'docker run -u 1000:1000 --user root:root app',
    'public_key=/etc/keys/app.pub, primary key: id, sort_key=name, cache key: v2',
    'GET /healthz?code=200 HTTP/1.1',
    'sessionid = 0x1000, code=137, key=orders',
    'mysql -h db -u root -p shop',
    'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used',
    'consumer: Cannot connect to redis://:**@cache:6379/0: timed out',
    "Could not load assembly 'System.Runtime, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a'",
    'set this string with `bin/rails credentials:edit`',
    'imagePullSecrets: acme-registry',
    // The kubelet of volumes that are called for what is in them (`pkg/volume/util/operationexecutor`).
    'MountVolume.SetUp failed for volume "secrets" : rpc error: code = Unknown desc = failed to mount secrets store objects',
    'MountVolume.SetUp failed for volume "api-token" : secret "api-token" not found',
    'Secret: acme-registry',
    'WARN [LeaseRenewer:spark@namenode-0:9000] Address change detected',
    'interface en0 (FE80:1000:0000:0000:C6B3:01FF:FECD:467F)',
    'error syncing key="kube-system/coredns-7db6d8ff4d": timed out, cache key: v2-linux-x64',
    'image=nginx@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 session=none',
    'user:joe.smith1@example.com signed in, mailto:Ada99@example.com, cc:Ops7@example.com',
    'container:Web2@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'gpio pin 17 is high, opcode 4711, postcode: 10115, exit code: 137, otp_length=6',
    'user,token,role: three columns are required',
    'INSERT INTO users (id, name) VALUES (7, $1)',
    'secret,password,token',
    'Failed password for invalid user admin1234 from 10.2.3.4 port 22 ssh2',
    'password for user app-2 is missing, password=<not set>',
    'the password(s) of 3 users, token[0], secret(default/web-7)',
    'kubectl create secret generic db -n shop --from-literal=<key>=<value>',
    'error validating "x.yaml": kind: Secret data: field not valid',
    'registry.example.com/team/eyJhbGciOi-app:1.0',
    'commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b, build sk-learn-serving-deployment-blue',
  ])('stays as it is: %s', text => {
    expect(hideCredentials(text)).toBe(text)
  })
})

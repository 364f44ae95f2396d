import { Buffer } from 'node:buffer'
import type { Snapshot } from '../../core/index.ts'
import { isRecord } from '../../core/json.ts'

type Json = Readonly<Record<string, unknown>>

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** Values that Secrets hold, by key; none looks like a credential by itself. */
const SECRETS: Readonly<Record<string, string>> = {
  plain: 'Kanarie4711xyz',
  words: 'kanarienvogel im kaefig',
  signs: 'kan&ri/"enn+vogel%',
  lines: 'kanarie-zeile-eins\nkanarie-zeile-zwei\nkanarie-zeile-drei',
  dsn: 'postgres://shop:kanarieDsn99@db.example:5432/shop',
  docker: JSON.stringify({
    auths: {
      'registry.example': { username: 'robot', password: 'kanarieDocker7', auth: base64('robot:kanarieDocker7') },
    },
  }),
  properties: 'user=shop\ndb.password=kanarieProp123\nsize=3\n',
}

/** What must not show of them. */
const HELD = [
  'Kanarie4711xyz',
  'kanarienvogel im kaefig',
  'kan&ri/"enn+vogel%',
  encodeURIComponent('kan&ri/"enn+vogel%'),
  'kanarie-zeile-eins',
  'kanarie-zeile-zwei',
  'kanarie-zeile-drei',
  'kanarieDsn99',
  'kanarieDocker7',
  'kanarieProp123',
  base64('Kanarie4711xyz'),
  base64('robot:kanarieDocker7'),
] as const

/** Credentials that tell by their form, each as a program prints it, and what must not show of it. */
const SHAPED: readonly (readonly [string, string])[] = [
  ['connect mysql://root:kanarieUrl55@db:3306/shop failed', 'kanarieUrl55'],
  ['Authorization: Bearer kanariebearertoken0123456789', 'kanariebearertoken'],
  ['Authorization: Basic a2FuYXJpZTprYW5hcmll', 'a2FuYXJpZTprYW5hcmll'],
  [
    `token is ${base64('{"alg":"HS256"}').replaceAll('=', '')}.${base64('{"sub":"kanarie"}').replaceAll('=', '')}.c2lnbmF0dXJla2FuYXJpZQ`,
    'c2lnbmF0dXJla2FuYXJpZQ',
  ],
  ['using AKIAKANARIE234567ABC', 'AKIAKANARIE234567ABC'],
  ['aws_secret_access_key = kanarie/wJalrXUtnFEMI/K7MDENG', 'wJalrXUtnFEMI'],
  ['key AIzaSyKanarie0123456789abcdefghijklmnopq', 'AIzaSyKanarie'],
  ['AccountName=shop;AccountKey=kanarieAzure0123456789+/==;Suffix=core', 'kanarieAzure0123456789'],
  ['https://shop.blob.example/a?sv=2024&sig=kanarieSig0123456789%3D', 'kanarieSig0123456789'],
  ['cloning with ghp_kanarie0123456789abcdefghij', 'ghp_kanarie'],
  ['slack xoxb-123456789012-kanarieslack', 'kanarieslack'],
  ['post https://hooks.slack.com/services/T00/B00/kanariehook', 'kanariehook'],
  ['{"dbPassword":"kanarieJson77","port":5432}', 'kanarieJson77'],
  ['run migrate --password kanarieFlag88 --host db', 'kanarieFlag88'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIEkanarieKEY0123456789\n-----END RSA PRIVATE KEY-----', 'MIIEkanarieKEY'],
  [`client-key-data: ${base64('kanarie kubeconfig key')}`, base64('kanarie kubeconfig key').slice(0, 20)],
]

/** Values of environment variables and arguments that their names call secret. */
const NAMED = { env: 'kanarieEnvValue1', flag: 'kanarieArgument2', equals: 'kanarieArgument3' } as const

/** Nothing of these may be in any output. */
export const CANARIES: readonly string[] = [...HELD, ...SHAPED.map(([, held]) => held), ...Object.values(NAMED)]

/** What a careless program or component may write: every canary, one after the other. */
function spokenIn({ objects }: Snapshot): readonly string[] {
  const hasPods = objects.some(object => isRecord(object) && object['kind'] === 'Pod')
  return [...HELD, ...SHAPED.map(([text]) => text), ...(hasPods ? Object.values(NAMED) : [])]
}

function secretIn(namespace: string): Json {
  const data = Object.fromEntries(Object.entries(SECRETS).map(([key, value]) => [key, base64(value)]))
  const applied = JSON.stringify({ apiVersion: 'v1', kind: 'Secret', stringData: SECRETS })
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'kanarie',
      namespace,
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': applied },
    },
    data,
    stringData: { again: SECRETS['plain'] },
  }
}

/** Puts the next canary behind every message in a status or an event, and named ones into every container. */
function planted(value: unknown, next: () => string): unknown {
  if (Array.isArray(value)) return value.map(item => planted(item, next))
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      if ((key === 'message' || key === 'note') && typeof field === 'string') return [key, `${field} ${next()}`]
      if ((key === 'containers' || key === 'initContainers') && Array.isArray(field)) return [key, field.map(outspoken)]
      return [key, planted(field, next)]
    }),
  )
}

function outspoken(container: unknown): unknown {
  if (!isRecord(container)) return container
  const { env = [], args = [] } = container
  return {
    ...container,
    env: [...(env as unknown[]), { name: 'DB_PASSWORD', value: NAMED.env }],
    args: [...(args as unknown[]), '--token', NAMED.flag, `--api-key=${NAMED.equals}`],
  }
}

/** Canaries wherever a secret of the namespace could come from. `offset`: which of them comes first. */
export function withCanaries(snapshot: Snapshot, namespace: string, offset: number): Snapshot {
  let spoken = offset
  const all = spokenIn(snapshot)
  const next = () => all[spoken++ % all.length] ?? ''
  const objects = snapshot.objects.map(object => planted(object, next))
  const log = (text: string | undefined) =>
    text === undefined ? undefined : `${text}\n${all.join('\n')}\nError: ${next()}\n`
  return {
    ...snapshot,
    objects: [...objects, secretIn(namespace)],
    logs: (snapshot.logs ?? []).map(({ current, previous, ...rest }) => ({
      ...rest,
      ...(current !== undefined && { current: log(current) ?? '' }),
      ...(previous !== undefined && { previous: log(previous) ?? '' }),
    })),
  }
}

import { readFile } from 'node:fs/promises'
import type { RequestOptions } from 'node:https'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { array, record, textOf } from '../../core/json.ts'

/** How one context of a kubeconfig reaches its cluster. */
export interface PlainAccess {
  readonly server: URL
  readonly options: RequestOptions & { readonly headers?: Record<string, string> }
  readonly namespace?: string
}

type Json = Readonly<Record<string, unknown>>

const CLUSTER_FIELDS = new Set([
  'server',
  'certificate-authority',
  'certificate-authority-data',
  'insecure-skip-tls-verify',
  'tls-server-name',
  'extensions',
])
const USER_FIELDS = new Set([
  'token',
  'username',
  'password',
  'client-certificate',
  'client-certificate-data',
  'client-key',
  'client-key-data',
  'extensions',
])

/**
 * Reads plain kubeconfigs: one file or text with a token, a password or a certificate. @kubernetes/client-node, which
 * reads all others, takes longer to load than a small namespace to read. Undefined for everything else (plugins, token
 * files, proxies, impersonation, several files) and for errors: client-node handles and reports these.
 */
export async function plainAccess(kubeconfig: string | undefined, context?: string): Promise<PlainAccess | undefined> {
  const path = kubeconfig === undefined ? process.env['KUBECONFIG'] || join(homedir(), '.kube/config') : undefined
  if (path?.includes(delimiter)) return undefined
  try {
    const config = await parse(kubeconfig ?? (await readFile(path ?? '', 'utf8')))
    return config && (await accessOf(config, context, path === undefined ? undefined : dirname(resolve(path))))
  } catch {
    return undefined
  }
}

async function parse(config: string): Promise<Json | undefined> {
  if (config.trimStart().startsWith('{')) return record(JSON.parse(config))
  // In a bundle, a dynamically imported CommonJS module has only its default export.
  const { default: yaml } = await import('yaml')
  return record(yaml.parse(config, { logLevel: 'silent' }))
}

async function accessOf(config: Json, name: string | undefined, folder: string | undefined) {
  const context = chosen(config['contexts'], 'context', name ?? textOf(config['current-context']))
  const cluster = chosen(config['clusters'], 'cluster', textOf(context?.['cluster']))
  const user = chosen(config['users'], 'user', textOf(context?.['user']))
  const address = textOf(cluster?.['server']) ?? ''
  if (!context || !cluster || !user || !URL.canParse(address)) return undefined
  if (!hasOnly(cluster, CLUSTER_FIELDS) || !hasOnly(user, USER_FIELDS)) return undefined
  const server = new URL(address)
  const namespace = textOf(context['namespace'])
  const place = namespace === undefined ? {} : { namespace }
  // A local proxy such as `kubectl proxy` adds the credentials itself.
  if (server.protocol === 'http:') return { server, options: {}, ...place }
  const bytes = async (fields: Json, field: string) => {
    const data = textOf(fields[`${field}-data`])
    if (data) return Buffer.from(data, 'base64')
    const file = textOf(fields[field])
    return file ? readFile(folder === undefined ? file : resolve(folder, file)) : undefined
  }
  const [ca, cert, key] = await Promise.all([
    bytes(cluster, 'certificate-authority'),
    bytes(user, 'client-certificate'),
    bytes(user, 'client-key'),
  ])
  const [token, username, password] = ['token', 'username', 'password'].map(field => textOf(user[field]))
  const servername = textOf(cluster['tls-server-name'])
  return {
    server,
    options: {
      ...(ca ? { ca } : {}),
      ...(cert ? { cert } : {}),
      ...(key ? { key } : {}),
      ...(servername ? { servername } : {}),
      rejectUnauthorized: cluster['insecure-skip-tls-verify'] !== true,
      ...(token ? { headers: { Authorization: `Bearer ${token}` } } : {}),
      ...(!token && username ? { auth: `${username}:${password ?? ''}` } : {}),
    },
    ...place,
  }
}

function chosen(entries: unknown, field: string, name: string | undefined): Json | undefined {
  const entry = array(entries)
    .map(record)
    .find(each => each?.['name'] === name)
  return name === undefined ? undefined : record(entry?.[field])
}

function hasOnly(fields: Json, known: ReadonlySet<string>): boolean {
  return Object.keys(fields).every(field => known.has(field))
}

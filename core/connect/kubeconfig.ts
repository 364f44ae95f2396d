import { InputError } from '../read/error.ts'
import { Budget, sizeText } from '../read/limits.ts'
import { parseYaml } from '../read/yaml.ts'
import { KubeconfigError, MAX_KUBECONFIG_BYTES } from './kubeconfig-error.ts'
import { type ClusterFields, cluster, context, fields, kubeconfig, type UserFields, user } from './kubeconfig-shape.ts'

/** The fields of a kubeconfig nest six levels deep (`users[].user.as-user-extra.KEY[]`). */
const MAX_DEPTH = 20

/** How to reach one cluster, and as whom: one context of a kubeconfig. */
export interface ClusterAccess {
  readonly server: URL
  /** PEM. */
  readonly ca?: string
  readonly token?: string
  readonly basic?: { readonly username: string; readonly password: string }
  /** PEM. */
  readonly client?: { readonly cert: string; readonly key: string }
  readonly tlsServerName?: string
  /** The server's certificate is not verified. */
  readonly insecure: boolean
  readonly impersonate?: {
    readonly user: string
    readonly uid?: string
    readonly groups: readonly string[]
    readonly extra: Readonly<Record<string, readonly string[]>>
  }
  /** The namespace of the context. */
  readonly namespace?: string
}

/** What to select, and what the operator allows. */
export interface KubeconfigOptions {
  /** The context; the current one by default. */
  readonly context?: string
  /** Accepts `insecure-skip-tls-verify` and plain HTTP. */
  readonly allowInsecure?: boolean
}

/**
 * Reads one context of a kubeconfig (YAML or JSON). Throws a KubeconfigError for what must not be used in a kubeconfig
 * from others: plugins, files, proxies, unverified certificates.
 */
export function readKubeconfig(text: string, options: KubeconfigOptions = {}): ClusterAccess {
  const config = fields('the kubeconfig', kubeconfig, parse(text))
  const name = options.context ?? config['current-context']
  if (name === undefined || name === '') {
    throw new KubeconfigError('no-context', 'The kubeconfig has no current-context: set `context`.')
  }
  const found = config.contexts.find(each => each.name === name)
  if (!found) throw new KubeconfigError('no-context', 'The kubeconfig has no context with that name.')
  const chosen = fields('the context', context, found.context)
  const itsCluster = config.clusters.find(each => each.name === chosen.cluster)
  const itsUser = config.users.find(each => each.name === chosen.user)
  if (!itsCluster)
    throw new KubeconfigError('no-server', 'The context refers to a cluster that is not in the kubeconfig.')
  if (!itsUser)
    throw new KubeconfigError('no-credentials', 'The context refers to a user that is not in the kubeconfig.')
  return {
    ...clusterAccess(fields('the cluster', cluster, itsCluster.cluster), options.allowInsecure === true),
    ...userAccess(fields('the user', user, itsUser.user ?? {})),
    ...(chosen.namespace ? { namespace: chosen.namespace } : {}),
  }
}

function parse(text: string): unknown {
  if (text.length > MAX_KUBECONFIG_BYTES) {
    throw new KubeconfigError('too-large', `The kubeconfig is larger than ${sizeText(MAX_KUBECONFIG_BYTES)}.`)
  }
  try {
    const [first] = parseYaml(text, new Budget({ maxDepth: MAX_DEPTH }))
    return first
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const where = error.where === undefined ? '' : ` (${error.where})`
    throw new KubeconfigError('not-readable', `The kubeconfig cannot be read: ${error.message}${where}`)
  }
}

function clusterAccess(given: ClusterFields, allowInsecure: boolean) {
  if (given['proxy-url']) {
    throw new KubeconfigError('proxy', 'The cluster sets proxy-url, which is not supported: remove it.')
  }
  if (given['certificate-authority']) throw fileReference('certificate-authority', 'certificate-authority-data')
  const server = URL.canParse(given.server) ? new URL(given.server) : undefined
  if (!server || !['https:', 'http:'].includes(server.protocol) || server.username !== '' || server.password !== '') {
    throw new KubeconfigError('no-server', 'The cluster’s server must have the form https://host[:port][/path].')
  }
  const insecure = given['insecure-skip-tls-verify'] === true
  if ((insecure || server.protocol === 'http:') && !allowInsecure) {
    const fix = 'use https with certificate-authority-data'
    throw new KubeconfigError(
      'insecure',
      `The connection would not be verified (insecure-skip-tls-verify or http): ${fix}.`,
    )
  }
  const ca = decoded('certificate-authority-data', given['certificate-authority-data'])
  return {
    server,
    insecure,
    ...(ca === undefined ? {} : { ca }),
    ...(given['tls-server-name'] ? { tlsServerName: given['tls-server-name'] } : {}),
  }
}

function userAccess(given: UserFields): Omit<ClusterAccess, 'server' | 'insecure'> {
  const instead = 'create a short-lived token with `kubectl create token` (see `kubewhy rbac`)'
  if (given.exec) throw new KubeconfigError('exec-plugin', `The user uses a credential plugin (exec): ${instead}.`)
  if (given['auth-provider']) {
    throw new KubeconfigError(
      'auth-provider',
      `The user has an auth-provider, which Kubernetes removed in 1.26: ${instead}.`,
    )
  }
  if (given.tokenFile) throw fileReference('tokenFile', 'token')
  if (given['client-certificate']) throw fileReference('client-certificate', 'client-certificate-data')
  if (given['client-key']) throw fileReference('client-key', 'client-key-data')
  const cert = decodedPem('client-certificate-data', given['client-certificate-data'])
  const key = decodedPem('client-key-data', given['client-key-data'])
  const { token, username, password } = given
  if (!token && !(cert && key) && !username) {
    throw new KubeconfigError(
      'no-credentials',
      `The user has neither a token nor a client certificate with its key: ${instead}.`,
    )
  }
  return {
    ...(token ? { token } : {}),
    ...(username && !token ? { basic: { username, password: password ?? '' } } : {}),
    ...(cert && key ? { client: { cert, key } } : {}),
    ...impersonation(given),
  }
}

function impersonation(given: UserFields): Pick<ClusterAccess, 'impersonate'> {
  if (!given.as) return {}
  return {
    impersonate: {
      user: given.as,
      ...(given['as-uid'] ? { uid: given['as-uid'] } : {}),
      groups: given['as-groups'] ?? [],
      extra: given['as-user-extra'] ?? {},
    },
  }
}

function decoded(field: string, base64: string | undefined): string | undefined {
  if (!base64) return undefined
  try {
    return atob(base64)
  } catch {
    throw new KubeconfigError('not-readable', `${field} is not valid base64.`)
  }
}

/**
 * Client certificates and keys. Anything else would make OpenSSL fail during the connection, as if the server were at
 * fault.
 */
function decodedPem(field: string, base64: string | undefined): string | undefined {
  const pem = decoded(field, base64)
  if (pem?.includes('-----BEGIN ') === false)
    throw new KubeconfigError('not-readable', `${field} is not PEM in base64.`)
  return pem
}

function fileReference(field: string, instead: string): KubeconfigError {
  const how = 'embed the content, as `kubectl config view --raw --flatten` does'
  return new KubeconfigError(
    'file-reference',
    `The kubeconfig refers to a file in ${field}, and files are not read. Use ${instead}: ${how}.`,
  )
}

import { Agent, type RequestOptions } from 'node:https'
import type { KubeConfig } from '@kubernetes/client-node'
import { KubeConnectionError, type KubeGet } from '../../core/collect/kube-get.ts'
import { connectionError } from '../../core/connect/connection-error.ts'
import { requestHeaders, urlOf } from '../../core/connect/headers.ts'
import { httpsRequest } from '../../core/connect/https-request.ts'
import { KubeconfigError } from '../../core/connect/kubeconfig-error.ts'
import { plainAccess } from './plain-access.ts'
import { type KubeStream, openStream } from './stream.ts'

/** Which cluster, and as whom. */
export interface ClientNodeOptions {
  /** The text of a kubeconfig. If absent: `KUBECONFIG`, `~/.kube/config`, or the pod's own service account. */
  readonly kubeconfig?: string
  /** The context; the current one by default. */
  readonly context?: string
  /** False reads every kubeconfig with client-node, even plain ones. */
  readonly plainly?: boolean
  /** Lets the kubeconfig run its credential plugins, like `kubectl`. */
  readonly allowPlugins: boolean
}

/** A connection to the cluster of one context. */
export interface ClientNodeCluster {
  readonly get: KubeGet
  /** For watches. */
  readonly stream: KubeStream
  /** The namespace of the context. */
  readonly namespace?: string
}

/**
 * Connects like `kubectl`: certificates, tokens, files, proxies and plugins. @kubernetes/client-node reads the
 * kubeconfig unless it is a plain one. Throws a KubeconfigError if there is no usable context, or for a plugin that is
 * not allowed.
 */
export async function clientNodeCluster(options: ClientNodeOptions): Promise<ClientNodeCluster> {
  const access = options.plainly === false ? undefined : await plainAccess(options.kubeconfig, options.context)
  if (access) {
    const { server, options: credential, namespace } = access
    const secured = server.protocol === 'http:' ? credential : { ...credential, agent: new Agent({ keepAlive: true }) }
    return clusterOver(server, async () => secured, namespace)
  }
  const { KubeConfig: Config } = await import('./kube-config.ts')
  const config = new Config()
  load(config, options)
  const cluster = config.getCurrentCluster()
  const user = config.getCurrentUser()
  if (!cluster || !URL.canParse(cluster.server)) {
    throw new KubeconfigError(
      'no-context',
      'The kubeconfig has no such context, or the context has no cluster with a server.',
    )
  }
  const server = new URL(cluster.server)
  if (options.kubeconfig === undefined && cluster.server === 'http://localhost:8080') {
    const where = 'KUBECONFIG is not set, ~/.kube/config does not exist, and kubewhy is not running in a pod'
    throw new KubeconfigError('no-context', `No kubeconfig found: ${where}.`)
  }
  if (user?.exec && !options.allowPlugins) {
    throw new KubeconfigError('exec-plugin', 'The user uses a credential plugin (exec), which is not allowed here.')
  }
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace
  // client-node's own agent opens a connection for each request; behind a proxy there is no other.
  const agent = cluster.proxyUrl === undefined ? new Agent({ keepAlive: true }) : undefined
  return clusterOver(server, server.protocol === 'http:' ? plain : () => secured(config, agent), namespace)
}

type Credential = RequestOptions & { readonly headers?: Record<string, string> }

function clusterOver(
  server: URL,
  credentials: () => Promise<Credential>,
  namespace: string | undefined,
): ClientNodeCluster {
  return {
    async get(path, request = {}) {
      try {
        const credential = await credentials()
        const headers = { ...requestHeaders(request), 'accept-encoding': 'gzip', ...credential.headers }
        return await httpsRequest(urlOf(server, path), { ...credential, headers }, request)
      } catch (error) {
        throw connectionError(error)
      }
    },
    async stream(path, request) {
      try {
        const credential = await credentials()
        const headers = { ...requestHeaders({}), ...credential.headers }
        return await openStream(urlOf(server, path), { ...credential, headers }, request)
      } catch (error) {
        throw connectionError(error)
      }
    },
    ...(namespace === undefined ? {} : { namespace }),
  }
}

function whichFile({ kubeconfig }: ClientNodeOptions): string {
  const { KUBECONFIG: path } = process.env
  return kubeconfig !== undefined || path === undefined || path === '' ? '' : ` ${path}`
}

function load(config: KubeConfig, options: ClientNodeOptions): void {
  try {
    if (options.kubeconfig === undefined) config.loadFromDefault()
    else config.loadFromString(options.kubeconfig)
    if (options.context !== undefined) config.setCurrentContext(options.context)
  } catch {
    throw new KubeconfigError(
      'not-readable',
      `The kubeconfig${whichFile(options)} could not be read: it is missing, or not a kubeconfig.`,
    )
  }
}

/** A local proxy such as `kubectl proxy` adds the credentials itself. */
async function plain(): Promise<Credential> {
  return {}
}

async function secured(
  config: KubeConfig,
  agent: Agent | undefined,
): Promise<RequestOptions & { headers?: Record<string, string> }> {
  const options: RequestOptions & { headers?: Record<string, string> } = {}
  try {
    await config.applyToHTTPSOptions(options)
  } catch {
    throw new KubeConnectionError(
      'other',
      'the credentials in the kubeconfig could not be read, or their plugin failed',
    )
  }
  return agent === undefined ? options : { ...options, agent }
}

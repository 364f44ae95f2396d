/** What a request asks for, as the API server's authorizer sees it (`RequestInfo` in apiserver). */
export interface RequestInfo {
  readonly verb: 'get' | 'list' | 'watch' | 'create'
  readonly path: string
  readonly query: URLSearchParams
  /** Absent for paths that are not resources. */
  readonly resource?: {
    readonly group: string
    readonly version: string
    readonly resource: string
    readonly subresource?: string
    readonly namespace?: string
    readonly name?: string
  }
}

/** Reads the method and URL of a request. A namespace itself counts as in that namespace, as for the real authorizer. */
export function requestInfo(method: string, url: string): RequestInfo {
  const { pathname, searchParams: query } = new URL(url, 'https://localhost')
  const parts = pathname.split('/').filter(Boolean).map(decodeURIComponent)
  const [group, version, ...rest] = parts[0] === 'api' ? ['', ...parts.slice(1)] : parts.slice(1)
  const [first] = rest
  if (
    (parts[0] !== 'api' && parts[0] !== 'apis') ||
    group === undefined ||
    version === undefined ||
    first === undefined
  ) {
    return { verb: method === 'POST' ? 'create' : 'get', path: pathname, query }
  }
  const scoped = first === 'namespaces' && rest.length > 2
  const [resource = '', name, subresource] = scoped ? rest.slice(2) : rest
  const namespace = first === 'namespaces' ? rest[1] : undefined
  const watching = name === undefined && ['true', '1'].includes(query.get('watch') ?? '')
  const verb = method === 'POST' ? 'create' : watching ? 'watch' : name === undefined ? 'list' : 'get'
  return {
    verb,
    path: pathname,
    query,
    resource: {
      group,
      version,
      resource,
      ...(subresource === undefined ? {} : { subresource }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
    },
  }
}

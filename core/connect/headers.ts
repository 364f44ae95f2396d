import type { KubeRequest } from '../collect/kube-get.ts'
import type { ClusterAccess } from './kubeconfig.ts'

/** The headers of a request that do not depend on the sender. */
export function requestHeaders(request: KubeRequest): Record<string, string> {
  return {
    accept: request.accept ?? 'application/json',
    'user-agent': 'kubewhy',
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
  }
}

/**
 * The headers with the credentials; several values of one header are separate items. Text is UTF-8, as in client-go,
 * with one character per byte, as `http` and `fetch` require.
 */
export function credentialHeaders(access: ClusterAccess): readonly (readonly [string, string])[] {
  const { token, basic, impersonate } = access
  const headers = [
    ...(token ? [['authorization', `Bearer ${token}`] as const] : []),
    ...(basic ? [['authorization', `Basic ${btoa(utf8(`${basic.username}:${basic.password}`))}`] as const] : []),
    ...(impersonate ? [['impersonate-user', impersonate.user] as const] : []),
    ...(impersonate?.uid ? [['impersonate-uid', impersonate.uid] as const] : []),
    ...(impersonate?.groups ?? []).map(group => ['impersonate-group', group] as const),
    ...Object.entries(impersonate?.extra ?? {}).flatMap(([name, values]) =>
      values.map(value => [`impersonate-extra-${name}`, value] as const),
    ),
  ]
  return headers.map(([name, value]) => [name, utf8(value)])
}

function utf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), byte => String.fromCharCode(byte)).join('')
}

/** The URL of `path` on a server that may have a path itself. */
export function urlOf(server: URL, path: string): URL {
  return new URL(server.pathname.replace(/\/$/, '') + path, server)
}

import type { KubeRequest } from '../collect/kube-get.ts'
import type { ClusterAccess } from './kubeconfig.ts'

/** The headers of a request that do not depend on who sends it. */
export function requestHeaders(request: KubeRequest): Record<string, string> {
  return {
    accept: request.accept ?? 'application/json',
    'user-agent': 'kubewhy',
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
  }
}

/**
 * The headers that carry the credentials; several values of one header are separate items. Text is UTF-8, as client-go
 * sends it, one character for each byte, which is what `http` and `fetch` take.
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

/** The address of `path` on a server that may itself have a path. */
export function urlOf(server: URL, path: string): URL {
  return new URL(server.pathname.replace(/\/$/, '') + path, server)
}

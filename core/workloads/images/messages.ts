import { parseImage } from './image-name.ts'

/** Why an image does not reach the node; `disk`: the node has no room for it. */
export type PullFault =
  | 'missing'
  | 'name'
  | 'credentials'
  | 'limit'
  | 'timeout'
  | 'never'
  | 'platform'
  | 'unreachable'
  | 'tls'
  | 'disk'

/** A registry that responds with an error. */
export const SERVER_ERROR =
  /\b(50[0-4]) (?:Internal Server Error|Not Implemented|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out)/

/**
 * Messages of runtimes and registries, specific before vague. The order matters: a missing platform also ends in `not
 * found`, a registry that hides private repositories says both `does not exist` and `may require authorization`, and
 * the reason of a failed token request is inside `failed to authorize`. Sources: containerd `core/remotes/docker`,
 * CRI-O and `containers/image`, cri-dockerd, Go's `net` and `crypto/x509`.
 */
const CLASSES: readonly (readonly [PullFault, RegExp])[] = [
  [
    'name',
    /invalid reference format|couldn't parse image (?:name|reference)|InvalidImageName|repository name .{0,300}must be|short-name .{0,300} did not resolve|short name mode is enforcing|pull an unqualified image/i,
  ],
  ['never', /pull policy of never|ErrImageNeverPull/i],
  [
    'platform',
    /no match(?:ing manifest)? for (?:platform|\S{1,80} in the manifest list)|no image found in (?:manifest list|image index) for|no matching manifest for|cannot be used on this platform|image operating system .{0,80} cannot be used/i,
  ],
  ['limit', /\b429\b|too ?many ?requests|rate limit/i],
  [
    'unreachable',
    /no such host|server misbehaving|temporary failure in name resolution|i\/o timeout while resolving|lookup \S{1,300}(?: on \S{1,100})?: (?:no such host|i\/o timeout|read udp)/i,
  ],
  [
    'tls',
    /x509:|tls: |certificate (?:signed by unknown authority|has expired|is not valid|verify failed)|server gave HTTP response to HTTPS client|first record does not look like a TLS handshake|remote error: tls/i,
  ],
  [
    'unreachable',
    /connection refused|no route to host|network is unreachable|connection reset by peer|dial tcp \S{1,200} i\/o timeout|dial tcp \S{1,200} connect: |proxyconnect tcp|host is down|registry is unavailable|RegistryUnavailable|request canceled while waiting for connection/i,
  ],
  [
    'credentials',
    /\b401\b|unauthorized|\b403\b|forbidden|no basic auth credentials|authentication required|authorization failed|pull access denied|access (?:to the resource )?(?:is )?denied|insufficient_scope|denied: |permission .{0,100}denied|may require authorization|may require 'docker login'|credentials? .{0,80}(?:expired|invalid)|invalid username\/password/i,
  ],
  [
    'missing',
    /manifest unknown|MANIFEST_UNKNOWN|name unknown|NAME_UNKNOWN|repository .{0,300}(?:not found|does not exist)|not found|\b404\b|does not exist|failed to resolve reference .{0,300}: .{0,300}: not found/i,
  ],
  ['disk', /no space left on device/i],
  ['unreachable', SERVER_ERROR],
  ['unreachable', /(?:HEAD|GET|Head|Get) "?https?:\/\/\S{1,1000}: EOF/],
  [
    'timeout',
    /TLS handshake timeout|context deadline exceeded|i\/o timeout|timed? ?out|context canceled|Client\.Timeout|unexpected EOF|progress deadline/i,
  ],
]

/** The kubelet reaches its node's runtime over a socket; no response there says nothing about the registry. */
const RUNTIME_GONE = /dial unix \S{1,300}/

/** The fault in a kubelet's or runtime's message about a failed pull; undefined if it has none. */
export function classifyPull(message: string): PullFault | undefined {
  if (RUNTIME_GONE.test(message)) return undefined
  return CLASSES.find(([, pattern]) => pattern.test(message))?.[0]
}

/** Docker Hub's response for private and for missing repositories. Its official images are all public. */
const HIDDEN = /does not exist or may require|requested access to the resource is denied/i

/** The same, ignoring the image's name in the message. */
export function pullFaultOf(message: string, image: string): PullFault | undefined {
  const fault = classifyPull(withoutNames(message, image))
  if (fault !== 'credentials' || !HIDDEN.test(message)) return fault
  const { registry, repository } = parseImage(image)
  return registry === 'docker.io' && /^(?:library\/)?[^/]+$/.test(repository) ? 'missing' : fault
}

/** People choose image names: `not-found:404` must not decide anything. */
function withoutNames(message: string, image: string): string {
  const bare = image.replace(/@sha256:.*$/, '')
  const path = bare.replace(/:[^:/]*$/, '')
  return [bare, path, path.replace(/^[^/]*\//, '')]
    .filter(name => name.length > 1)
    .reduce((text, name) => text.replaceAll(name, 'IMAGE'), message)
}

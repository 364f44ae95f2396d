/** An image reference in its parts. */
export interface ImageName {
  readonly registry: string
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

/**
 * Parses an image reference. The first part of the path is a registry if it has a dot or a port, or is `localhost`;
 * else the registry is Docker Hub (distribution's reference grammar).
 */
export function parseImage(image: string): ImageName {
  const [named = '', digest] = image.split('@', 2)
  const colon = named.lastIndexOf(':')
  const isTag = colon > named.lastIndexOf('/')
  const path = isTag ? named.slice(0, colon) : named
  const slash = path.indexOf('/')
  const first = path.slice(0, Math.max(0, slash))
  const isHost = slash > 0 && (/[.:]/.test(first) || first === 'localhost')
  return {
    registry: isHost ? first : 'docker.io',
    repository: isHost ? path.slice(slash + 1) : path,
    tag: isTag ? named.slice(colon + 1) : undefined,
    digest,
  }
}

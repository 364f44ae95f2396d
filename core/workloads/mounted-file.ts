import type { Container } from '../kube/container.ts'
import type { Kube } from '../kube/index.ts'
import type { Volume } from '../kube/pod.ts'
import { matchesOf } from '../matches.ts'

/** A file in a container that comes from a key of a ConfigMap or Secret. */
export interface MountedFile {
  readonly file: string
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  readonly key: string
}

/** The ConfigMaps and Secrets in a volume; without `items` each key is a file with its name. */
function sourcesOf({ configMap, secret, projected }: Volume) {
  const all = [{ configMap, secret: secret && { ...secret, name: secret.secretName } }, ...(projected?.sources ?? [])]
  return all.flatMap(source => [
    { kind: 'ConfigMap' as const, from: source.configMap },
    { kind: 'Secret' as const, from: source.secret },
  ])
}

function keyAt(volume: Volume, path: string): Omit<MountedFile, 'file'> | undefined {
  const holders = sourcesOf(volume).flatMap(({ kind, from }) => {
    if (from?.name === undefined) return []
    const { name, items } = from
    const key = items === undefined ? path : items.find(item => item.path === path)?.key
    return key === undefined ? [] : [{ kind, name, key, isListed: items !== undefined }]
  })
  const listed = holders.filter(({ isListed }) => isListed)
  // If several have no items, it is not known which one has the key.
  const [only, ...others] = listed.length > 0 ? listed : holders
  return only === undefined || others.length > 0 ? undefined : { kind: only.kind, name: only.name, key: only.key }
}

const PATHS_LIMIT = 20
const PATH = /(?<![\w.:/])\/[\w.@%+~-]{1,100}(?:\/[\w.@%+~-]{1,100}){0,20}/g

/** The first file named in a text that a ConfigMap or Secret provides to the container. */
export function mountedFileIn(
  text: string,
  { volumeMounts = [] }: Container,
  pod: Kube<'Pod'>,
): MountedFile | undefined {
  if (volumeMounts.length === 0) return undefined
  const mounts = volumeMounts
    .map(({ name, mountPath = '', subPath = '' }) => ({ name, at: mountPath.replace(/\/$/, ''), subPath }))
    .sort((a, b) => b.at.length - a.at.length)
  for (const [path] of matchesOf(text, PATH).slice(0, PATHS_LIMIT)) {
    const file = path.replace(/[.]{1,3}$/, '')
    const mount = mounts.find(({ at }) => file === at || file.startsWith(`${at}/`))
    const volume = pod.spec?.volumes?.find(({ name }) => name === mount?.name)
    if (mount === undefined || volume === undefined) continue
    const inside = [mount.subPath, file.slice(mount.at.length + 1)].filter(part => part !== '').join('/')
    const found = inside === '' ? undefined : keyAt(volume, inside)
    if (found !== undefined) return { file, ...found }
  }
  return undefined
}

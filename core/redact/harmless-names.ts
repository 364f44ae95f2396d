type Json = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** The parts of an image's name: registry, path, name, tag. */
function imageParts(image: string): readonly string[] {
  return image.length > 500 ? [] : [image, ...image.split(/[/:@]/)]
}

function* containerNames(spec: unknown): Generator<string> {
  if (!isRecord(spec)) return
  for (const field of ['containers', 'initContainers']) {
    const containers = spec[field]
    if (!Array.isArray(containers)) continue
    for (const container of containers) {
      if (!isRecord(container)) continue
      if (typeof container['name'] === 'string') yield container['name']
      if (typeof container['image'] === 'string') yield* imageParts(container['image'])
    }
  }
}

/** Takes unread objects; returns what they and their containers are called, and their images: a report without these could not be read. */
export function* harmlessNames(objects: readonly unknown[]): Generator<string> {
  for (const object of objects) {
    if (!isRecord(object) || !isRecord(object['metadata'])) continue
    const { kind, metadata, spec } = object
    if (typeof kind === 'string') yield kind
    for (const name of [metadata['name'], metadata['namespace']]) if (typeof name === 'string') yield name
    if (kind === 'Event' || !isRecord(spec)) continue
    yield* containerNames(spec)
    if (isRecord(spec['template'])) yield* containerNames(spec['template']['spec'])
  }
}

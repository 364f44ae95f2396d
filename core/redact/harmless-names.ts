type Json = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** The parts of an image's name: registry, path, name, tag. */
function imageParts(image: string): readonly string[] {
  return image.length > 500 ? [] : [image, ...image.split(/[/:@]/)]
}

/** Takes values out of a set. Nearly none of a cluster's names is in it, and most show by their length that they are not. */
class Sieve {
  readonly #values: Set<string>
  readonly #lengths: ReadonlySet<number>
  readonly #images = new Set<string>()

  constructor(values: Set<string>) {
    this.#values = values
    this.#lengths = new Set([...values].map(({ length }) => length))
  }

  drop(name: unknown): void {
    if (typeof name === 'string' && this.#lengths.has(name.length)) this.#values.delete(name)
  }

  /** Replicas run the same images: each is taken apart once. */
  dropImage(image: unknown): void {
    if (typeof image !== 'string' || this.#images.has(image)) return
    this.#images.add(image)
    for (const part of imageParts(image)) this.drop(part)
  }
}

function dropContainers(sieve: Sieve, spec: unknown): void {
  if (!isRecord(spec)) return
  for (const containers of [spec['containers'], spec['initContainers']]) {
    if (!Array.isArray(containers)) continue
    for (const container of containers) {
      if (!isRecord(container)) continue
      sieve.drop(container['name'])
      sieve.dropImage(container['image'])
    }
  }
}

/**
 * Takes values and unread objects; takes out of the values what the objects, their containers and images are called: a
 * report without these could not be read.
 */
export function dropNames(values: Set<string>, objects: readonly unknown[]): void {
  const sieve = new Sieve(values)
  for (const object of objects) {
    if (!isRecord(object) || !isRecord(object['metadata'])) continue
    const { kind, metadata, spec } = object
    sieve.drop(metadata['name'])
    if (kind === 'Event') continue
    sieve.drop(kind)
    sieve.drop(metadata['namespace'])
    if (!isRecord(spec)) continue
    dropContainers(sieve, spec)
    if (isRecord(spec['template'])) dropContainers(sieve, spec['template']['spec'])
  }
}

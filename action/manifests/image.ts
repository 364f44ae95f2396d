/** The parts of an image reference as written, without defaults. */
export interface ImageParts {
  readonly repository: string
  readonly tag?: string
  readonly digest?: string
}

/** The parts of `registry:5000/shop/web:1.2@sha256:…`. */
export function imageParts(image: string): ImageParts {
  const [named = '', digest] = image.split('@', 2)
  const colon = named.lastIndexOf(':')
  const tagged = colon > named.lastIndexOf('/')
  return {
    repository: tagged ? named.slice(0, colon) : named,
    ...(tagged ? { tag: named.slice(colon + 1) } : {}),
    ...(digest === undefined ? {} : { digest }),
  }
}

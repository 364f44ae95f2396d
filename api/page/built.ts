import { access, readFile } from 'node:fs/promises'

export type PageKind = 'service' | 'offline'

const FILES: Readonly<Record<PageKind, string>> = { service: 'page.html', offline: 'kubewhy.html' }
const BUILDER = new URL('../../.ci/scripts/build-page.ts', import.meta.url)

const pages = new Map<PageKind, Promise<string>>()

/**
 * Takes which page; returns it: built from the sources where they lie beside, else as the release brought it. Read once.
 * Rejects with an `Error` that says how to make it where there is neither.
 */
export function builtPage(kind: PageKind): Promise<string> {
  const known = pages.get(kind)
  if (known !== undefined) return known
  const page = read(kind)
  pages.set(kind, page)
  page.catch(() => pages.delete(kind))
  return page
}

async function read(kind: PageKind): Promise<string> {
  if (await exists(BUILDER)) {
    const { buildPage }: { buildPage: (kind: PageKind) => Promise<string> } = await import(BUILDER.href)
    return buildPage(kind)
  }
  for (const folder of ['./', '../../dist/']) {
    const file = new URL(folder + FILES[kind], import.meta.url)
    if (await exists(file)) return readFile(file, 'utf8')
  }
  throw new Error(`The page ${FILES[kind]} is not part of this installation; npm run build makes it.`)
}

function exists(file: URL): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

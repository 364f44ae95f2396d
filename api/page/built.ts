import { access, readFile } from 'node:fs/promises'
import { PAGE_NAMES, type PageKind } from './names.ts'

const BUILDER = new URL('../../scripts/build-page.ts', import.meta.url)

const pages = new Map<PageKind, Promise<string>>()

/**
 * Returns one part: as a release has it beside its code, else built from the sources, else as built before. Read once.
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
  const own = new URL(PAGE_NAMES[kind], import.meta.url)
  if (await exists(own)) return readFile(own, 'utf8')
  if (await exists(BUILDER)) {
    const { buildPage }: { buildPage: (kind: PageKind) => Promise<string> } = await import(BUILDER.href)
    return buildPage(kind)
  }
  const built = new URL(`../../dist/${PAGE_NAMES[kind]}`, import.meta.url)
  if (await exists(built)) return readFile(built, 'utf8')
  throw new Error(`The page ${PAGE_NAMES[kind]} is not part of this installation; npm run build creates it.`)
}

function exists(file: URL): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

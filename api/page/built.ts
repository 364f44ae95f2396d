import { access, readFile } from 'node:fs/promises'
import { fillShell, OFFLINE_SHELL, PAGE_NAMES, type PageKind } from './names.ts'

const BUILDER = new URL('../../scripts/build-page.ts', import.meta.url)

const pages = new Map<PageKind, Promise<string>>()

/**
 * Returns one part of the page: from the release's files, else built from the sources, else from an earlier build. Read
 * once. Rejects with an `Error` that says how to create it if there is none.
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
  const packaged = await packagedPage(kind, import.meta.url)
  if (packaged !== undefined) return packaged
  if (await exists(BUILDER)) {
    const { buildPage }: { buildPage: (kind: PageKind) => Promise<string> } = await import(BUILDER.href)
    return buildPage(kind)
  }
  const built = new URL(`../../dist/${PAGE_NAMES[kind]}`, import.meta.url)
  if (await exists(built)) return readFile(built, 'utf8')
  throw new Error(`The page ${PAGE_NAMES[kind]} is not part of this installation; npm run build creates it.`)
}

/** One part of the page, from the package files beside `base`; undefined if they are missing. */
export async function packagedPage(kind: PageKind, base: string): Promise<string | undefined> {
  const part = (name: string) => readFile(new URL(name, base), 'utf8')
  if (kind !== 'offline') return (await exists(new URL(PAGE_NAMES[kind], base))) ? part(PAGE_NAMES[kind]) : undefined
  if (!(await exists(new URL(OFFLINE_SHELL, base)))) return undefined
  const names = [OFFLINE_SHELL, PAGE_NAMES.worker, PAGE_NAMES.examples] as const
  const [shell = '', worker = '', examples = ''] = await Promise.all(names.map(part))
  return fillShell(shell, { worker, examples })
}

function exists(file: URL): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

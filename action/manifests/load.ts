import { readFile, realpath, stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { glob } from 'tinyglobby'
import type { Skipped } from '../../core/snapshot.ts'
import { parseSource, type Source } from './source.ts'

const MAX_FILES = 2000
const MAX_BYTES = 4 * 1024 * 1024
const MAX_TOTAL = 16 * 1024 * 1024
const YAML = /\.(?:ya?ml|json)$/i

export interface LoadOptions {
  /** The workspace: patterns are relative to it. */
  readonly cwd: string
  /** Paths of the files that the pull request changes, relative to the workspace. */
  readonly changed?: readonly string[]
}

export interface Loaded {
  readonly sources: readonly Source[]
  readonly skipped: readonly Skipped[]
}

/**
 * Reads the manifests that `patterns` name (paths, folders, globs, `!` to leave out) and the changed YAML files.
 * Throws when a pattern matches no file, and when there are more than 2,000 or applied ones above 16 MiB together; a
 * single one that cannot be used (above 4 MiB, not YAML) is named in `skipped`.
 */
export async function loadManifests(patterns: readonly string[], { cwd, changed = [] }: LoadOptions): Promise<Loaded> {
  const given = await matches(patterns, cwd)
  const inside = changed.filter(file => YAML.test(file) && !isAbsolute(file) && !file.split('/').includes('..'))
  const touched = new Set(inside.map(file => resolve(cwd, file)))
  // Applied ones first: they may use up the room.
  const files = [...[...given].sort(), ...[...touched].filter(path => !given.has(path)).sort()]
  let total = 0
  const sources: Source[] = []
  const skipped: Skipped[] = []
  for (const path of files.slice(0, MAX_FILES)) {
    const file = nameIn(cwd, path)
    const isGiven = given.has(path)
    const read = await readText(path, isGiven ? undefined : await realpath(cwd))
    if (typeof read === 'object') {
      if (isGiven) skipped.push({ name: file, why: read.why })
      continue
    }
    total += read.length
    if (total > MAX_TOTAL && isGiven) throw new Error('manifests: more than 16 MiB of YAML match; name fewer folders.')
    if (total > MAX_TOTAL) break
    const parsed = parseSource(file, read, { given: isGiven, changed: touched.has(path) })
    sources.push(parsed.source)
    if (isGiven) skipped.push(...parsed.skipped)
  }
  return { sources, skipped }
}

async function matches(patterns: readonly string[], cwd: string): Promise<Set<string>> {
  const found = new Set<string>()
  const left = patterns.filter(pattern => pattern.startsWith('!')).map(pattern => pattern.slice(1))
  for (const pattern of patterns.filter(each => !each.startsWith('!'))) {
    const options = { cwd, ignore: left, absolute: true, onlyFiles: true, expandDirectories: true, dot: false }
    // A path is taken literally: a name may hold characters that mean something in a glob.
    const asPath = await stat(resolve(cwd, pattern)).catch(() => undefined)
    const files = asPath?.isFile() ? [resolve(cwd, pattern)] : (await glob(pattern, options)).map(file => resolve(file))
    const usable = asPath?.isFile() ? files : files.filter(file => YAML.test(file))
    if (usable.length === 0) throw new Error(`manifests: no YAML or JSON file matches ${JSON.stringify(pattern)}.`)
    for (const file of usable) found.add(file)
    if (found.size > MAX_FILES) throw new Error(`manifests: more than ${MAX_FILES} files match; name fewer folders.`)
  }
  return found
}

/** The text, or why there is none. With `root`, a file that a link leads out of it is none. */
async function readText(path: string, root: string | undefined): Promise<string | { readonly why: string }> {
  try {
    const real = await realpath(path)
    if (root !== undefined && !real.startsWith(root + sep)) return { why: 'lies outside the workspace' }
    const { size } = await stat(real)
    return size > MAX_BYTES ? { why: 'larger than 4 MiB' } : await readFile(real, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    return { why: `cannot be read (${code})` }
  }
}

function nameIn(cwd: string, path: string): string {
  const name = relative(cwd, path)
  return name.startsWith('..') || isAbsolute(name) ? path : name.split(sep).join('/')
}

import { readdir, realpath } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { type FileSystemAdapter, glob } from 'tinyglobby'
import type { Skipped } from '../../core/snapshot.ts'
import { insideWorkspace, OutsideWorkspace } from '../workspace.ts'
import { parseSource, type Source } from './source.ts'

const MAX_FILES = 2000
const MAX_BYTES = 4 * 1024 * 1024
const MAX_TOTAL = 16 * 1024 * 1024
const YAML = /\.(?:ya?ml|json)$/i

export interface LoadOptions {
  /** The workspace: patterns are relative to it, and nothing in it may lead outside. */
  readonly cwd: string
  /** `RUNNER_TEMP`: the other folder with files that patterns may name. */
  readonly temp?: string
  /** Files changed by the pull request, relative to the workspace. */
  readonly changed?: readonly string[]
}

export interface Loaded {
  readonly sources: readonly Source[]
  readonly skipped: readonly Skipped[]
}

/**
 * Reads the manifests in `patterns` (paths, folders, globs, `!` to exclude) and the changed YAML files. Throws if a
 * pattern matches no file or leads outside the workspace, and if there are more than 2,000 files or applied ones above
 * 16 MiB together; a single unusable one (a link out of the workspace, above 4 MiB, not YAML) is listed in `skipped`.
 */
export async function loadManifests(patterns: readonly string[], options: LoadOptions): Promise<Loaded> {
  const { changed = [] } = options
  const cwd = resolve(options.cwd)
  const rootOf = rootAmong(cwd, options.temp === undefined ? cwd : resolve(options.temp))
  const { files: given, outside } = await matches(patterns, cwd, rootOf)
  const inside = changed.filter(file => YAML.test(file) && !isAbsolute(file) && !file.split('/').includes('..'))
  const touched = new Set(inside.map(file => resolve(cwd, file)))
  // Applied ones first, as they may use up the limit.
  const files = [...[...given].sort(), ...[...touched].filter(path => !given.has(path)).sort()]
  let total = 0
  const sources: Source[] = []
  const skipped: Skipped[] = [...outside].sort().map(path => ({ name: nameIn(cwd, path), why: OUTSIDE }))
  for (const path of files.slice(0, MAX_FILES)) {
    const file = nameIn(cwd, path)
    const isGiven = given.has(path)
    const read = await readText(rootOf(path), path)
    if (typeof read === 'object') {
      if (isGiven) skipped.push({ name: file, why: read.why })
      continue
    }
    total += read.length
    if (total > MAX_TOTAL && isGiven) throw new Error('manifests: more than 16 MiB of YAML match; list fewer folders.')
    if (total > MAX_TOTAL) break
    const parsed = parseSource(file, read, { given: isGiven, changed: touched.has(path) })
    sources.push(parsed.source)
    if (isGiven) skipped.push(...parsed.skipped)
  }
  return { sources, skipped }
}

const OUTSIDE = 'leads outside the workspace'

interface Matches {
  readonly files: ReadonlySet<string>
  /** Links and folders that lead outside the workspace: not followed. */
  readonly outside: ReadonlySet<string>
}

function isBelow(path: string, folder: string): boolean {
  return (path + sep).startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** The base folder of a pattern: its part without a wildcard. */
function folderOf(cwd: string, pattern: string): string {
  const parts = pattern.split('/')
  const wild = parts.findIndex(part => /[*?{}()[\]!]/.test(part))
  return resolve(cwd, parts.slice(0, wild < 0 ? parts.length : wild).join('/') || (pattern.startsWith('/') ? '/' : '.'))
}

/** The folder that a path must stay in: the workspace, unless it is one of the runner's temporary files. */
function rootAmong(cwd: string, temp: string): (path: string) => string {
  return path => (!isBelow(resolve(cwd, path), cwd) && isBelow(resolve(cwd, path), temp) ? temp : cwd)
}

async function matches(patterns: readonly string[], cwd: string, rootOf: (path: string) => string): Promise<Matches> {
  const found = new Set<string>()
  const allOutside = new Set<string>()
  const left = patterns.filter(pattern => pattern.startsWith('!')).map(pattern => pattern.slice(1))
  for (const pattern of patterns.filter(each => !each.startsWith('!'))) {
    const met = new Set<string>()
    const root = rootOf(pattern)
    const fs = inside(root, met)
    const options = {
      cwd: root,
      ignore: left,
      absolute: true,
      onlyFiles: true,
      expandDirectories: true,
      dot: false,
      fs,
    }
    // A path is taken literally: a name may contain characters with a meaning in globs.
    const asPath = await stat(resolve(cwd, pattern)).catch(() => undefined)
    const folder = asPath === undefined ? folderOf(cwd, pattern) : resolve(cwd, pattern)
    await insideWorkspace(root, folder).catch(() => refuse(pattern))
    const files = asPath?.isFile() ? [resolve(cwd, pattern)] : (await glob(pattern, options)).map(file => resolve(file))
    // On the way to the files, the walk also meets links that the pattern does not name.
    const outside = [...met].filter(path => isBelow(path, folder))
    const usable = asPath?.isFile() ? files : files.filter(file => YAML.test(file))
    if (usable.length === 0 && outside.length > 0) refuse(pattern)
    if (usable.length === 0) throw new Error(`manifests: no YAML or JSON file matches ${JSON.stringify(pattern)}.`)
    for (const file of usable) found.add(file)
    for (const path of outside) allOutside.add(path)
    if (found.size > MAX_FILES) throw new Error(`manifests: more than ${MAX_FILES} files match; list fewer folders.`)
  }
  return { files: found, outside: allOutside }
}

function refuse(pattern: string): never {
  throw new Error(`manifests: ${new OutsideWorkspace(pattern).message}`)
}

/** The file system below a folder. What leads outside is an error, and added to `outside`. */
function inside(root: string, outside: Set<string>): FileSystemAdapter {
  const guarded =
    (visit: (path: string, done: Callback) => void) =>
    (path: string, done: Callback): void => {
      insideWorkspace(root, path).then(
        () => visit(path, done),
        error => {
          outside.add(resolve(path))
          done(error)
        },
      )
    }
  return {
    readdir: ((path: string, options: object, done: Callback) =>
      guarded((at, end) => readdir(at, options, end))(path, done)) as typeof readdir,
    realpath: guarded((path, done) => realpath(path, done)) as typeof realpath,
  }
}

type Callback = (error: Error | null, found?: unknown) => void

/** The text, or why there is none. */
async function readText(root: string, path: string): Promise<string | { readonly why: string }> {
  try {
    const real = await insideWorkspace(root, path)
    const { size } = await stat(real)
    return size > MAX_BYTES ? { why: 'larger than 4 MiB' } : await readFile(real, 'utf8')
  } catch (error) {
    if (error instanceof OutsideWorkspace) return { why: OUTSIDE }
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    return { why: `cannot be read (${code})` }
  }
}

function nameIn(cwd: string, path: string): string {
  const name = relative(cwd, path)
  return name.startsWith('..') || isAbsolute(name) ? path : name.split(sep).join('/')
}
